#if defined(__linux__)
#include "CLinearAlgebra.h"
#include "Routines.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static struct weir_routines routines;
static int is_there;
static char problem[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *find(void *library, const char *name) {
    void *found = dlsym(library, name);
    if (!found) snprintf(problem, sizeof problem, "liblapack.so.3 has no %s", name);
    return found;
}

static void load(void) {
    // Stays loaded: threads may be in it when the process ends.
    void *library = dlopen("liblapack.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "%s", reason ? reason : "liblapack.so.3 cannot be loaded");
        return;
    }
    *(void **)&routines.dsyev = find(library, "dsyev_");
    *(void **)&routines.dgelsd = find(library, "dgelsd_");
    *(void **)&routines.dposv = find(library, "dposv_");
    is_there = routines.dsyev && routines.dgelsd && routines.dposv;
}

const struct weir_routines *weir_lapack(void) {
    pthread_once(&once, load);
    return is_there ? &routines : NULL;
}

const char *weir_linear_algebra_problem(void) { return weir_lapack() ? NULL : problem; }
#endif
