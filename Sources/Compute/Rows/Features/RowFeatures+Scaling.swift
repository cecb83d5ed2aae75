import Plan

extension RowFeatures {
    /// Each row over its Euclidean length. Values are divided by the row's greatest first, whose square might not be a number any more.
    static func normalized(_ inputs: [RowFeature], rows: Int) throws -> RowFeature {
        let members = inputs.flatMap(\.columns)
        var scaled = members.map { _ in RowColumn(.float64, []) }
        for row in 0..<rows {
            let numbers = members.compactMap { $0[row].number }
            let length = length(numbers)
            for index in members.indices {
                let isWhole = numbers.count == members.count
                scaled[index].values.append(isWhole ? .double(length == 0 ? 0 : numbers[index] / length) : .null)
            }
        }
        switch (inputs.count, inputs.first) {
        case (1, .column): return .column(scaled[0])
        case (1, .family(let suffixes, _, _)): return .family(suffixes: suffixes, scaled, rows: rows)
        default: return .family(suffixes: scaled.indices.map { String($0) }, scaled, rows: rows)
        }
    }

    private static func length(_ numbers: [Double]) -> Double {
        if numbers.contains(where: \.isNaN) { return .nan }
        let greatest = numbers.map(\.magnitude).max() ?? 0
        if greatest == 0 || greatest.isInfinite { return greatest }
        return greatest * numbers.reduce(0) { $0 + ($1 / greatest) * ($1 / greatest) }.squareRoot()
    }
}
