import Plan

extension RowFeatures {
    /// Nulls are replaced; what is not null stays as it is.
    static func imputed(_ call: RowCall) throws -> [RowValue] {
        switch call.operation(without: "_imputed") {
        case "mean": try filled(call, with: .mean, as: .float64)
        case "median": try filled(call, with: .median, as: .float64)
        case "mode": try filled(call, with: .mode, as: nil)
        case "constant": try filledWithConstant(call)
        case "ffill": try filledAlong(call, isForward: true)
        case "bfill": try filledAlong(call, isForward: false)
        default: throw call.unknownOperation
        }
    }

    /// By what the others of the group come to.
    private static func filled(
        _ call: RowCall, with function: AggregateFunction, as type: DataType?
    ) throws -> [RowValue] {
        try call.eachPartition(call.partitions(by: "group_by_features")) { rows in
            let filler = try function.value(of: rows.lazy.map { call.values[$0] }, call.values.type)
            return try rows.map { row in
                call.values[row].isNull ? filler : try call.values[row].converted(to: type)
            }
        }
    }

    private static func filledWithConstant(_ call: RowCall) throws -> [RowValue] {
        let constant = Expression.literal(try call.call.literal("constant_value"))
        let formula = Expression.call(.coalesce, [.reference(0), constant])
        return try RowExpression(formula, inputs: [call.values.type]).column([call.values], rows: call.rows).values
    }

    /// By the last value before, or the next one after.
    private static func filledAlong(_ call: RowCall, isForward: Bool) throws -> [RowValue] {
        try call.eachPartition(call.partitions(by: "group_by_features", orderBy: "order_by")) { rows in
            var latest = RowValue.null
            let walked = (isForward ? rows : rows.reversed()).map { row in
                if !call.values[row].isNull { latest = call.values[row] }
                return latest
            }
            return isForward ? walked : walked.reversed()
        }
    }
}
