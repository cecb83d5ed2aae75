#include "CLinearAlgebra.h"
#include "Routines.h"

#include <stdlib.h>

int weir_eigen_symmetric(int n, double *matrix, double *values) {
    const struct weir_routines *lapack = weir_lapack();
    if (!lapack) return WEIR_NO_LAPACK;
    double size = 0;
    int length = -1, info = 0;
    lapack->dsyev("V", "L", &n, matrix, &n, values, &size, &length, &info, 1, 1);
    if (info) return info;
    length = (int)size;
    double *work = malloc((size_t)length * sizeof *work);
    if (!work) return WEIR_NO_MEMORY;
    lapack->dsyev("V", "L", &n, matrix, &n, values, work, &length, &info, 1, 1);
    free(work);
    return info;
}

int weir_least_squares(int rows, int columns, double *a, double *b, double tolerance) {
    const struct weir_routines *lapack = weir_lapack();
    if (!lapack) return WEIR_NO_LAPACK;
    const int one = 1;
    const int smaller = rows < columns ? rows : columns, larger = rows < columns ? columns : rows;
    double size = 0;
    int length = -1, integers = 0, rank = 0, info = 0;
    double *singular = malloc((size_t)(smaller > 0 ? smaller : 1) * sizeof *singular);
    if (!singular) return WEIR_NO_MEMORY;
    lapack->dgelsd(
        &rows, &columns, &one, a, &rows, b, &larger, singular, &tolerance, &rank, &size, &length, &integers, &info);
    if (!info) {
        length = (int)size;
        double *work = malloc((size_t)length * sizeof *work);
        int *integer_work = malloc((size_t)(integers > 0 ? integers : 1) * sizeof *integer_work);
        if (work && integer_work)
            lapack->dgelsd(
                &rows, &columns, &one, a, &rows, b, &larger, singular, &tolerance, &rank, work, &length,
                integer_work, &info);
        else
            info = WEIR_NO_MEMORY;
        free(work);
        free(integer_work);
    }
    free(singular);
    return info;
}

int weir_solve_positive(int n, double *a, double *b) {
    const struct weir_routines *lapack = weir_lapack();
    if (!lapack) return WEIR_NO_LAPACK;
    const int one = 1;
    int info = 0;
    lapack->dposv("L", &n, &one, a, &n, b, &n, &info, 1);
    return info;
}
