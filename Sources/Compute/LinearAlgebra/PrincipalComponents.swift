/// The directions in which rows vary most.
package struct PrincipalComponents: Codable, Sendable {
    /// Of each column.
    var mean: [Double]
    /// One for each component, the first explaining most: a unit vector.
    var components: [[Double]]
    /// Variance along each component, of the sample.
    var variance: [Double]

    /// A row's place along a component.
    func project(_ row: ArraySlice<Double>, on component: Int) -> Double {
        var sum = 0.0
        for (column, value) in row.enumerated() { sum += (value - mean[column]) * components[component][column] }
        return sum
    }
}

extension PrincipalComponents {
    /// By the eigenvectors of the covariance matrix, which takes memory in the square of the width and none in the number of rows.
    /// A component has the sign that makes its largest loading positive; of loadings equally large but for rounding, the first.
    init(_ rows: CompleteRows, count: Int) throws(ComputeError) {
        let width = rows.width
        mean = rows.means
        var covariance = [Double](repeating: 0, count: width * width)
        var centred = [Double](repeating: 0, count: width)
        for place in 0..<rows.count {
            for column in 0..<width { centred[column] = rows.values[place * width + column] - mean[column] }
            for column in 0..<width {
                for other in column..<width { covariance[column * width + other] += centred[column] * centred[other] }
            }
        }
        let degrees = Double(max(rows.count - 1, 1))
        for index in covariance.indices { covariance[index] /= degrees }
        guard (0..<width).allSatisfy({ covariance[$0 * width + $0].isFinite }) else { throw LinearAlgebra.tooLarge }
        let (vectors, values) = try LinearAlgebra.eigen(symmetric: covariance, size: width)
        components = []
        variance = []
        for place in (0..<width).reversed().prefix(count) {
            components.append(Self.signed(Array(vectors[place * width..<(place + 1) * width])))
            variance.append(max(0, values[place]))
        }
    }

    private static func signed(_ vector: [Double]) -> [Double] {
        let largest = vector.reduce(0) { max($0, $1.magnitude) }
        let leading = vector.first { $0.magnitude >= largest * (1 - 1e-9) } ?? 0
        return leading < 0 ? vector.map { 0 - $0 } : vector
    }
}
