import Plan

/// Which rows of its partition, in their order, a row looks at.
enum WindowFrame: Sendable, Hashable {
    case partition
    /// From the first row to the last of those that are equal to this one in the order.
    case cumulative
    /// This row and the n − 1 before it.
    case rows(Int)
    /// Those whose time is in (t − w, t]; w in microseconds.
    case range(Int64)

    /// Reads the options `frame` and `order_by`.
    init(_ call: FeatureCall) throws(OptionProblem) {
        let isOrdered = !call.features("order_by").isEmpty
        guard let value = call.options["frame"] else {
            self = isOrdered ? .cumulative : .partition
            return
        }
        guard isOrdered else {
            throw OptionProblem(
                option: "frame", "a frame needs the option 'order_by'; without it the whole partition is the frame")
        }
        self = try Self.read(value)
        if case .range = self, call.features("order_by").count > 1 {
            throw OptionProblem(
                option: "order_by", "a frame of a time range takes one 'order_by', a timestamp or a date")
        }
    }

    private static func read(_ value: OptionValue) throws(OptionProblem) -> WindowFrame {
        switch value {
        case .string("cumulative"):
            return .cumulative
        case .map(let entries) where entries.count == 1 && entries[0].key == "rows":
            guard let rows = entries[0].value.intValue, rows > 0, let count = Int(exactly: rows) else { break }
            return .rows(count)
        case .map(let entries) where entries.count == 1 && entries[0].key == "range":
            guard let text = entries[0].value.stringValue, let duration = Quantity.duration(text) else { break }
            guard duration.microseconds > 0 else { break }
            return .range(duration.microseconds)
        default: break
        }
        throw OptionProblem(
            option: "frame", "frame is \(value); write cumulative, {rows: 7} or {range: 3h} (s, m, h or d)")
    }

    /// The frame of each place of one partition, as places. Both ends only ever move on. `isPeer` says whether a place is equal to
    /// the one before it in the order; `time` gives a place's time in microseconds, nil for null; null times, which come last,
    /// look at each other.
    func bounds(
        of partition: Range<Int>, isPeer: (Int) -> Bool, time: (Int) -> Int64?
    ) -> [Range<Int>] {
        switch self {
        case .partition:
            return partition.map { _ in partition }
        case .rows(let count):
            return partition.map {
                Swift.max(partition.lowerBound, $0 - Swift.min(count, partition.count) + 1)..<($0 + 1)
            }
        case .cumulative:
            return Self.peerEnds(of: partition, isPeer).map { partition.lowerBound..<$0 }
        case .range(let width):
            let ends = Self.peerEnds(of: partition, isPeer)
            var start = partition.lowerBound
            return zip(partition, ends).map { place, end in
                if let now = time(place) {
                    // A start beyond the range of times leaves nothing out.
                    let (edge, overflow) = now.subtractingReportingOverflow(width)
                    while !overflow, let then = time(start), then <= edge { start += 1 }
                } else {
                    while time(start) != nil { start += 1 }
                }
                return start..<end
            }
        }
    }

    /// For each place the end of the run of equal places that it is in.
    private static func peerEnds(of partition: Range<Int>, _ isPeer: (Int) -> Bool) -> [Int] {
        var ends = [Int](repeating: partition.upperBound, count: partition.count)
        for index in partition.indices.dropLast().reversed() {
            let next = index + 1
            ends[index - partition.lowerBound] = isPeer(next) ? ends[next - partition.lowerBound] : next
        }
        return ends
    }
}
