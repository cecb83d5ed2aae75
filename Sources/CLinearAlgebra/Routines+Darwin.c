#if defined(__APPLE__)
#include "CLinearAlgebra.h"
#include "Routines.h"

// Of Accelerate, whose header declares them in several ways.
extern void dsyev_(
    const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *, size_t,
    size_t);
extern void dgelsd_(
    const int *, const int *, const int *, double *, const int *, double *, const int *, double *, const double *,
    int *, double *, const int *, int *, int *);
extern void dposv_(
    const char *, const int *, const int *, double *, const int *, double *, const int *, int *, size_t);

static const struct weir_routines routines = {dsyev_, dgelsd_, dposv_};

const struct weir_routines *weir_lapack(void) { return &routines; }

const char *weir_linear_algebra_problem(void) { return NULL; }
#endif
