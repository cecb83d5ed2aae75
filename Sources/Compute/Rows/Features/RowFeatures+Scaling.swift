import Plan

extension RowFeatures {
    /// (x − centre) / extent, both of the whole column; 0 where it has no extent.
    static func scaled(_ call: RowCall) throws -> [RowValue] {
        let numbers = call.values.values.map(\.number)
        let sorted = numbers.compactMap { $0 }.sorted { $0 < $1 || ($1.isNaN && !$0.isNaN) }
        guard let least = sorted.first, let greatest = sorted.last else { return call.values.values }
        let centre: Double
        let extent: Double
        switch call.operation(without: "_scaled") {
        case "standard":
            (centre, extent) = standard(sorted)
        case "minmax":
            (centre, extent) = (least, greatest - least)
        case "robust":
            centre = Quantile.of(sorted, at: 0.5) ?? 0
            extent = (Quantile.of(sorted, at: 0.75) ?? 0) - (Quantile.of(sorted, at: 0.25) ?? 0)
        default: throw call.unknownOperation
        }
        return numbers.map { number in
            number.map { .double(extent == 0 || least == greatest ? 0 : ($0 - centre) / extent) } ?? .null
        }
    }

    /// The mean, and the standard deviation of the population.
    private static func standard(_ numbers: [Double]) -> (mean: Double, deviation: Double) {
        var sum = CompensatedSum()
        for number in numbers { sum.add(number) }
        let mean = sum.value / Double(numbers.count)
        var squares = CompensatedSum()
        for number in numbers { squares.add((number - mean) * (number - mean)) }
        return (mean, (squares.value / Double(numbers.count)).squareRoot())
    }

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
