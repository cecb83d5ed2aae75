import WeirKit

/// Computes `x__clipped` in Swift arrays, whatever the group would do.
struct PlainSwift: WeirComputeFramework {
    let name = "plain_swift"

    func canCalculate(_ call: WeirFeatureCall, inputs: [WeirType?]) -> Bool {
        call.group == "clipping" && inputs[0]?.isNumeric == true
    }

    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn {
        var values = try inputs[0].doubles()
        for row in values.indices {
            if let value = values[row], let lowest = call.number("lowest"), value < lowest { values[row] = lowest }
            if let value = values[row], let highest = call.number("highest"), value > highest { values[row] = highest }
        }
        return try WeirColumn(doubles: values)
    }
}
