internal import CLinearAlgebra

/// Dense linear algebra by LAPACK. Matrices are column-major.
enum LinearAlgebra {
    /// The eigenvectors of a symmetric matrix of `size` rows as columns, and their eigenvalues, ascending.
    static func eigen(symmetric matrix: [Double], size: Int) throws(ComputeError) -> (
        vectors: [Double], values: [Double]
    ) {
        var vectors = matrix
        var values = [Double](repeating: 0, count: size)
        try check(weir_eigen_symmetric(Int32(size), &vectors, &values), "eigenvectors")
        return (vectors, values)
    }

    /// The x with the least |b − A·x|; of those the shortest, where columns depend on each other.
    ///
    /// - Parameter a: `b.count` rows.
    static func leastSquares(_ a: [Double], columns: Int, _ b: [Double]) throws(ComputeError) -> [Double] {
        var a = a
        var solution = b + Array(repeating: 0, count: max(0, columns - b.count))
        // As scipy's lstsq has it.
        let tolerance = Double.ulpOfOne * Double(max(b.count, columns))
        try check(
            weir_least_squares(Int32(b.count), Int32(columns), &a, &solution, tolerance), "a least-squares solution")
        return Array(solution.prefix(columns))
    }

    /// The x with A·x = b, for a symmetric positive definite A.
    static func solve(positive a: [Double], _ b: [Double]) throws(ComputeError) -> [Double] {
        var a = a
        var solution = b
        try check(weir_solve_positive(Int32(b.count), &a, &solution), "a solution")
        return solution
    }

    /// Of numbers whose squares are beyond all numbers.
    static let tooLarge = ComputeError(
        .data,
        "the values lie so far apart that the squares of their distances are no numbers any more; scale them first")

    private static func check(_ status: Int32, _ wanted: String) throws(ComputeError) {
        switch status {
        case 0: return
        case WEIR_NO_LAPACK:
            let reason = weir_linear_algebra_problem().map { String(cString: $0) } ?? "it cannot be loaded"
            throw ComputeError(
                .unsupported,
                "the library LAPACK, which finds \(wanted), is missing here (\(reason)); install it: "
                    + "apt-get install liblapack3")
        case WEIR_NO_MEMORY: throw ComputeError(.internal, "there is no memory left to find \(wanted)")
        default:
            throw ComputeError(
                .data, "LAPACK found no \(wanted) (\(status)); values of very different sizes are one cause")
        }
    }
}
