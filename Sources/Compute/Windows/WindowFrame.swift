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
}
