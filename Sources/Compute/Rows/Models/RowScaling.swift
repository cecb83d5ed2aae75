import Plan

/// (x − centre) / extent, both of the whole column; 0 where it has no extent.
enum RowScaling: FittedRowGroup {
    /// Of each column, nil for one that has no values.
    static func fit(_ call: RowCall) throws -> MemberFits<Scaling.Scale?> {
        guard let feature = call.features.first else { throw call.unknownOperation }
        return try MemberFits(of: feature) { column in
            // NaN is the greatest.
            let sorted = column.values.compactMap(\.number).sorted { $0 < $1 || ($1.isNaN && !$0.isNaN) }
            guard let least = sorted.first, let greatest = sorted.last else { return nil }
            if least == greatest { return Scaling.Scale(center: least, scale: 0) }
            switch call.operation(without: "_scaled") {
            case "standard": return standard(sorted)
            case "minmax": return Scaling.Scale(center: least, scale: greatest - least)
            case "robust":
                func quantile(_ fraction: Double) -> Double { Quantile.of(sorted, at: fraction) ?? 0 }
                return Scaling.Scale(center: quantile(0.5), scale: quantile(0.75) - quantile(0.25))
            default: throw call.unknownOperation
            }
        }
    }

    static func apply(_ fit: MemberFits<Scaling.Scale?>, _ call: RowCall) throws -> RowFeature {
        guard let feature = call.features.first else { throw call.unknownOperation }
        return fit.map(feature) { column, fit in
            let scale = fit ?? nil
            return RowColumn(
                .float64,
                column.values.map { value in
                    guard let scale, let number = value.number else { return .null }
                    return .double(scale.scale == 0 ? 0 : (number - scale.center) / scale.scale)
                })
        }
    }

    /// The mean, and the standard deviation of the population.
    private static func standard(_ numbers: [Double]) -> Scaling.Scale {
        var sum = CompensatedSum()
        for number in numbers { sum.add(number) }
        let mean = sum.value / Double(numbers.count)
        var squares = CompensatedSum()
        for number in numbers { squares.add((number - mean) * (number - mean)) }
        return Scaling.Scale(center: mean, scale: (squares.value / Double(numbers.count)).squareRoot())
    }
}
