import Plan

extension RowFeatures {
    /// The value some rows before or after in the partition's order, or the change since.
    static func offset(_ call: RowCall) throws -> [RowValue] {
        let operation = call.call.operation
        guard let underscore = operation.lastIndex(of: "_"),
            let distance = Int(operation[operation.index(after: underscore)...])
        else { throw call.unknownOperation }
        let change: (RowValue, RowValue) throws -> RowValue
        switch operation[..<underscore] {
        case "lag", "lead": change = { $1 }
        case "diff": change = difference
        case "pct_change": change = fraction
        default: throw call.unknownOperation
        }
        let step = operation.hasPrefix("lead") ? distance : -distance
        return try call.eachPartition(call.partitions(orderBy: "order_by")) { rows in
            try rows.indices.map { place in
                guard rows.indices.contains(place + step) else { return .null }
                return try change(call.values[rows[place]], call.values[rows[place + step]])
            }
        }
    }

    private static func difference(_ now: RowValue, _ before: RowValue) throws -> RowValue {
        if now.isNull || before.isNull { return .null }
        return try RowArithmetic.apply(.subtract, now, before, areIntegers: false)
    }

    private static func fraction(_ now: RowValue, _ before: RowValue) -> RowValue {
        guard let now = now.number, let before = before.number else { return .null }
        return .double((now - before) / before)
    }

    /// The average so far moves towards each value by α = 2 / (span + 1) of the distance; the first value is the first average.
    static func movingAverage(_ call: RowCall) throws -> [RowValue] {
        guard call.call.operation.hasPrefix("ema_"), let span = Double(call.call.operation.dropFirst("ema_".count))
        else { throw call.unknownOperation }
        let alpha = 2 / (span + 1)
        return try call.eachPartition(call.partitions(orderBy: "order_by")) { rows in
            var average: Double?
            return rows.map { row in
                guard let value = call.values[row].number else { return .null }
                let next = average.map { alpha * value + (1 - alpha) * $0 } ?? value
                average = next
                return .double(next)
            }
        }
    }
}
