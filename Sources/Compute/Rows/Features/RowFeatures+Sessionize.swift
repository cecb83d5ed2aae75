import Plan

extension RowFeatures {
    /// The number of the session that each time is in: along each partition's times one that is further than the gap from the one before
    /// it starts the next session.
    static func sessionized(_ call: RowCall) throws -> [RowValue] {
        guard call.call.operation.hasPrefix("sessionize_"),
            let gap = TimeSpan(call.call.operation.dropFirst("sessionize_".count))
        else { throw call.unknownOperation }
        let partitions = RowPartitions.of(call.rows, by: call["partition_by"], orderBy: [(call.values, false)])
        return try call.eachPartition(partitions) { rows in
            var session: Int64 = 0
            var previous: Int64?
            return rows.map { row in
                guard let now = call.values[row].microseconds else { return .null }
                if let previous, Int128(now) - Int128(previous) > Int128(gap.microseconds) { session += 1 }
                previous = now
                return .int(session)
            }
        }
    }
}
