// The routines of LAPACK that are used, by Fortran's calling convention: everything by address, and the lengths of texts at the end.
#ifndef WEIR_ROUTINES_H
#define WEIR_ROUTINES_H

#include <stddef.h>

struct weir_routines {
    void (*dsyev)(
        const char *job, const char *half, const int *n, double *a, const int *lda, double *w, double *work,
        const int *lwork, int *info, size_t job_length, size_t half_length);
    void (*dgelsd)(
        const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b, const int *ldb, double *s,
        const double *rcond, int *rank, double *work, const int *lwork, int *iwork, int *info);
    void (*dposv)(
        const char *half, const int *n, const int *nrhs, double *a, const int *lda, double *b, const int *ldb,
        int *info, size_t half_length);
};

// Null: there is no library.
const struct weir_routines *weir_lapack(void);

#endif
