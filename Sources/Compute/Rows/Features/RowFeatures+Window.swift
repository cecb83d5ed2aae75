import Plan

extension RowFeatures {
    /// An aggregate of the rows that each row looks at. A frame that only grows goes on from row to row; one that leaves rows behind
    /// is computed anew for each row, which takes time by its length.
    static func windowed(_ call: RowCall) throws -> [RowValue] {
        guard let function = AggregateFunction(call.operation(without: "_window")) else { throw call.unknownOperation }
        let partitions = call.partitions(orderBy: "order_by")
        return try windowed(function, try WindowFrame(call.call), call, partitions, along: call["order_by"])
    }

    /// Of the time that ends with each row's own.
    static func timeWindowed(_ call: RowCall) throws -> [RowValue] {
        let words = call.operation(without: "_window").split(separator: "_")
        guard words.count == 3, let function = AggregateFunction(words[0]),
            let span = TimeSpan("\(words[1])_\(words[2])"),
            let time = call.requirements.first
        else { throw call.unknownOperation }
        // The time is required also where no option names it; the partitions come behind it.
        let keys = Array(call.requirements.dropFirst().prefix(call.call.features("partition_by").count))
        let partitions = RowPartitions.of(call.rows, by: keys, orderBy: [(time, false)])
        return try windowed(function, .range(span.microseconds), call, partitions, along: [time])
    }

    private static func windowed(
        _ function: AggregateFunction, _ frame: WindowFrame, _ call: RowCall, _ partitions: [[Int]],
        along keys: [RowColumn]
    ) throws -> [RowValue] {
        try call.eachPartition(partitions) { rows in
            let frames = places(of: frame, rows, keys)
            var fold = function.fold(over: call.values.type)
            var included = 0..<0
            return try zip(frames, rows.indices).map { wanted, place in
                if place % 256 == 0 { try call.context.checkCancellation() }
                if wanted.lowerBound != included.lowerBound {
                    fold = function.fold(over: call.values.type)
                    included = wanted.lowerBound..<wanted.lowerBound
                }
                for place in included.upperBound..<max(included.upperBound, wanted.upperBound) {
                    let value = call.values[rows[place]]
                    if !value.isNull { fold.add(value) }
                }
                included = wanted
                return try fold.result()
            }
        }
    }

    /// For each row of a partition, which is in order, the places that it looks at. Neither end ever moves back.
    private static func places(of frame: WindowFrame, _ rows: [Int], _ keys: [RowColumn]) -> [Range<Int>] {
        switch frame {
        case .partition: rows.map { _ in rows.indices }
        case .cumulative: peerEnds(rows, keys).map { 0..<$0 }
        case .rows(let count): rows.indices.map { max(0, $0 + 1 - count)..<($0 + 1) }
        case .range(let width): times(within: width, rows, keys)
        }
    }

    /// For each place the end of those that are equal to it in the order.
    private static func peerEnds(_ rows: [Int], _ keys: [RowColumn]) -> [Int] {
        var ends = [Int](repeating: rows.count, count: rows.count)
        for place in rows.indices.dropLast().reversed() {
            let isPeer = keys.allSatisfy { $0[rows[place]] == $0[rows[place + 1]] }
            ends[place] = isPeer ? ends[place + 1] : place + 1
        }
        return ends
    }

    /// Times t' with t − `width` < t' ≤ t. Rows without a time, which come last, look at each other.
    private static func times(within width: Int64, _ rows: [Int], _ keys: [RowColumn]) -> [Range<Int>] {
        let times = rows.map { row in keys.first.flatMap { $0[row].microseconds } }
        var start = 0
        return zip(times, peerEnds(rows, keys)).map { now, end in
            while start < end {
                guard let then = times[start], now.map({ Int128($0) - Int128(then) >= Int128(width) }) ?? true else {
                    break
                }
                start += 1
            }
            return start..<end
        }
    }
}
