/// A linear function fitted to rows.
package struct LinearModel: Codable, Sendable {
    var coefficients: [Double]
    var intercept: Double
    /// Of what is left unexplained: √(sum of squares / (rows − numbers fitted)); nil where there are no more rows than numbers.
    var deviation: Double?

    func value(at row: ArraySlice<Double>) -> Double {
        zip(row, coefficients).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
}

extension LinearModel {
    /// By least squares, with `penalty` times the sum of the squared coefficients added (Hoerl, Kennard 1970); 0: without. The
    /// intercept has no penalty. Where columns depend on each other and nothing penalises it, the shortest coefficients.
    init(_ rows: CompleteRows, targets: [Double], penalty: Double) throws(ComputeError) {
        let (width, count) = (rows.width, rows.count)
        let means = rows.means
        let middle = targets.reduce(0, +) / Double(max(count, 1))
        let centred = targets.map { $0 - middle }
        // Column after column.
        var matrix = [Double](repeating: 0, count: width * count)
        for place in 0..<count {
            for column in 0..<width {
                matrix[column * count + place] = rows.values[place * width + column] - means[column]
            }
        }
        for column in 0..<width {
            let squares = matrix[column * count..<(column + 1) * count].reduce(0) { $0 + $1 * $1 }
            guard squares.isFinite else { throw LinearAlgebra.tooLarge }
        }
        if penalty > 0 {
            var products = [Double](repeating: 0, count: width * width)
            var right = [Double](repeating: 0, count: width)
            for column in 0..<width {
                for other in 0...column {
                    var sum = column == other ? penalty : 0
                    for place in 0..<count { sum += matrix[column * count + place] * matrix[other * count + place] }
                    products[column * width + other] = sum
                    products[other * width + column] = sum
                }
                for place in 0..<count { right[column] += matrix[column * count + place] * centred[place] }
            }
            coefficients = try LinearAlgebra.solve(positive: products, right)
        } else {
            coefficients = try LinearAlgebra.leastSquares(matrix, columns: width, centred)
        }
        intercept = middle - zip(means, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        deviation = nil
        let free = count - width - 1
        guard free > 0 else { return }
        var squares = 0.0
        for place in 0..<count {
            let rest = targets[place] - value(at: rows[place])
            squares += rest * rest
        }
        deviation = (squares / Double(free)).squareRoot()
    }
}
