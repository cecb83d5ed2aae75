import Columnar
package import Plan

/// Numbers the sessions that times fall into.
package struct Sessionize: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "sessionize",
        title: "Sessionize",
        grammar: "t__sessionize_{n}_{unit}",
        summary: """
            The number, from 0, of the session that a time belongs to, int64: along the times of a partition, a gap of more than n \
            seconds, minutes, hours, days or weeks starts the next. Rows keep their places.
            """,
        operations: [("sessionize_{n}_{unit}", "a gap of exactly n units is still the same session")],
        options: [.partitionBy],
        nulls: "A row whose time is null is in no session: null.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                user,at
                ann,2013-01-01T08:00:00Z
                ann,2013-01-01T09:10:00Z
                bob,2013-01-01T08:05:00Z
                ann,2013-01-01T08:30:00Z
                bob,

                """,
            feature: "{name: at__sessionize_30_minute, options: {partition_by: user}}",
            output: """
                at__sessionize_30_minute
                0
                1
                0
                0


                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasPrefix("sessionize_") else { return .no }
        if gap(operation) != nil { return .yes(.exactly(1)) }
        return .unknown(segments: TimeSpan.Unit.allCases.map { "sessionize_30_\($0.rawValue)" })
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        try gap(call.operation[...])?.check(inputs.first ?? nil, call)
        return .column(.int64)
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? {
        RowOrdering(
            partitions: Array(call.requirementRange(of: "partition_by", in: documentation)), keys: [0])
    }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        guard let gap = gap(call.operation[...])?.microseconds else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        return try order().walk { places in
            try inputs[0].withTimes { time in
                let sessions = try ColumnWriter<Int64>(count: rows)
                try places.forEachPartitionInParallel { partition in
                    var session: Int64 = 0
                    var previous: Int64?
                    for place in partition {
                        let row = places.row(place)
                        guard let now = time(row) else {
                            sessions.setNull(row)
                            continue
                        }
                        if let previous {
                            let (distance, isBeyondAnyGap) = now.subtractingReportingOverflow(previous)
                            if isBeyondAnyGap || distance > gap { session += 1 }
                        }
                        sessions[row] = session
                        previous = now
                    }
                }
                return try sessions.finish()
            }
        }
    }

    private func gap(_ operation: Substring) -> TimeSpan? {
        operation.hasPrefix("sessionize_") ? TimeSpan(operation.dropFirst("sessionize_".count)) : nil
    }
}
