/// A matrix A as B·Vᵀ, where the columns of B are at right angles to each other and V is a rotation: A's singular values are the lengths
/// of B's columns. Pairs of columns are rotated until none changes (Hestenes, "Inversion of matrices by biorthogonalization", 1958).
struct OrthogonalColumns {
    /// Of B, the longest first.
    let columns: [[Double]]
    /// Of V.
    let directions: [[Double]]

    /// Of all pairs; after ten or so there is nothing left to turn.
    private static let maximumTurns = 60

    /// Of each of `columns`: the square of its length.
    var squaredLengths: [Double] { columns.map { $0.dot($0) } }

    /// - Parameter matrix: column by column.
    init(_ matrix: [[Double]], _ context: StepContext) throws {
        guard matrix.allSatisfy({ $0.dot($0).isFinite }) else { throw LinearAlgebra.tooLarge }
        var columns = matrix
        var directions = matrix.indices.map { column in matrix.indices.map { $0 == column ? 1.0 : 0 } }
        // What the sum of so many products may be off by rounding.
        let rounding = 4 * Double.ulpOfOne * Double(max(matrix.first?.count ?? 0, 16)).squareRoot()
        for _ in 0..<Self.maximumTurns {
            try context.checkCancellation()
            var isSettled = true
            for first in columns.indices {
                for second in columns.indices where second > first {
                    guard let angle = Rotation(columns[first], columns[second], rounding) else { continue }
                    angle.turn(&columns, first, second)
                    angle.turn(&directions, first, second)
                    isSettled = false
                }
            }
            if isSettled { break }
        }
        let lengths = columns.map { $0.dot($0) }
        // Equal ones stay as they are.
        let order = columns.indices.sorted { lengths[$0] == lengths[$1] ? $0 < $1 : lengths[$0] > lengths[$1] }
        self.columns = order.map { columns[$0] }
        self.directions = order.map { directions[$0] }
    }

    /// The x with the least |b − A·x|² + `penalty` · |x|²; of several the shortest.
    func solution(of b: [Double], penalty: Double) -> [Double] {
        let lengths = squaredLengths
        // A length is none that rounding alone may have made, as scipy's lstsq has it.
        let least = Double.ulpOfOne * Double(max(b.count, columns.count))
        let smallest = penalty > 0 ? 0 : least * least * (lengths.first ?? 0)
        var solution = [Double](repeating: 0, count: columns.count)
        for (index, direction) in directions.enumerated() where lengths[index] > smallest {
            let share = columns[index].dot(b) / (lengths[index] + penalty)
            for place in solution.indices { solution[place] += share * direction[place] }
        }
        return solution
    }

    /// Of two columns, to right angles.
    private struct Rotation {
        let cosine: Double
        let sine: Double

        /// Nil where they are at right angles as far as rounding tells.
        init?(_ a: [Double], _ b: [Double], _ rounding: Double) {
            let (squaredA, squaredB, product) = (a.dot(a), b.dot(b), a.dot(b))
            guard product.magnitude > rounding * squaredA.squareRoot() * squaredB.squareRoot() else { return nil }
            let ratio = (squaredB - squaredA) / (2 * product)
            let tangent = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
            cosine = 1 / (1 + tangent * tangent).squareRoot()
            sine = cosine * tangent
        }

        func turn(_ columns: inout [[Double]], _ first: Int, _ second: Int) {
            for row in columns[first].indices {
                let (a, b) = (columns[first][row], columns[second][row])
                columns[first][row] = cosine * a - sine * b
                columns[second][row] = sine * a + cosine * b
            }
        }
    }
}
