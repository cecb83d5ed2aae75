import Plan

extension RowFeatures {
    /// Of each partition one value, on all its rows.
    static func aggregated(_ call: RowCall) throws -> [RowValue] {
        guard let function = AggregateFunction(call.operation(without: "_aggr")) else { throw call.unknownOperation }
        return try spread(function, call)
    }

    static func percentile(_ call: RowCall) throws -> [RowValue] {
        guard let function = AggregateFunction(call.operation(without: "_percentile")), case .percentile = function
        else { throw call.unknownOperation }
        return try spread(function, call)
    }

    private static func spread(_ function: AggregateFunction, _ call: RowCall) throws -> [RowValue] {
        try call.eachPartition(call.partitions()) { partition in
            let value = try function.value(of: partition.lazy.map { call.values[$0] }, call.values.type)
            return partition.map { _ in value }
        }
    }
}
