import WeirKit

/// `x__clipped`: each value, brought within two limits.
struct Clipping: WeirFeatureGroup {
    let documentation = WeirGroupDocumentation(
        name: "clipping",
        title: "Clipping",
        grammar: "x__clipped",
        summary: "Each value, brought within two limits.",
        operations: [("clipped", "the value, or the limit that it is beyond; float64")],
        options: [
            .init("lowest", .number, default: "none", "no value is less"),
            .init("highest", .number, default: "none", "no value is greater"),
        ],
        nulls: "Passed on.",
        example: (
            input: "amount\n2\n\n40\n",
            feature: "{name: amount__clipped, options: {highest: 10}}",
            output: "amount__clipped\n2.0\n\n10.0\n"
        ))

    func inputs(of operation: String) -> WeirInputs? {
        operation == "clipped" ? .exactly(1) : nil
    }

    func check(_ call: WeirFeatureCall) throws(WeirOptionError) {
        guard let lowest = call.number("lowest"), let highest = call.number("highest"), lowest > highest else { return }
        throw WeirOptionError(option: "lowest", "lowest (\(lowest)) is above highest (\(highest)); swap them")
    }

    func resultType(of call: WeirFeatureCall, inputs: [WeirType?]) throws(WeirOptionError) -> WeirType? {
        if let type = inputs[0], !type.isNumeric {
            throw WeirOptionError("clipped does not work on \(type) values; it takes numbers")
        }
        return .float64
    }

    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn {
        let lowest = call.number("lowest") ?? -.infinity
        let highest = call.number("highest") ?? .infinity
        return try inputs[0].withDoubles { values in
            try WeirColumn(doubles: (0..<rows).map { row in values[row].map { min(max($0, lowest), highest) } })
        }
    }
}
