// Dense linear algebra by LAPACK: the system's library on Linux, loaded at the first call, for few runs need it and it would cost every
// start; Accelerate on macOS.
//
// Matrices are column-major. Every function returns 0, LAPACK's `info` (negative: a wrong argument; positive: the method's own failure),
// or one of the codes below. Any thread.
#ifndef CLINEARALGEBRA_H
#define CLINEARALGEBRA_H

// There is no such library; `weir_linear_algebra_problem` says more.
#define WEIR_NO_LAPACK (-1000)
#define WEIR_NO_MEMORY (-1001)

// Why there is no linear algebra here, in the system's words; null: there is.
const char *weir_linear_algebra_problem(void);

// The eigenvectors of a symmetric matrix of n rows, which take its place as columns, and their eigenvalues, ascending (dsyev).
int weir_eigen_symmetric(int n, double *matrix, double *values);

// The x with the least |b − A·x|, of those the shortest, in the first `columns` places of b, which has max(rows, columns); A is destroyed
// (dgelsd). Singular values below `tolerance` of the greatest count as 0.
int weir_least_squares(int rows, int columns, double *a, double *b, double tolerance);

// The x with A·x = b, in the place of b, for a symmetric positive definite A of n rows, which is destroyed (dposv).
int weir_solve_positive(int n, double *a, double *b);

#endif
