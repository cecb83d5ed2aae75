/// A place in one of a plan's arrays. The conforming types tell places in different arrays apart.
package protocol PlanIndex: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Stands before the index in `description`.
    static var letter: String { get }
    var index: Int32 { get }
    init(index: Int32)
}

extension PlanIndex {
    package init(_ index: Int) { self.init(index: Int32(index)) }

    package static func < (a: Self, b: Self) -> Bool { a.index < b.index }

    package var description: String { "\(Self.letter)\(index)" }

    /// Coded as a bare number.
    package init(from decoder: any Decoder) throws {
        self.init(index: try decoder.singleValueContainer().decode(Int32.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(index)
    }
}

/// A step: its index in `ExecutionPlan.steps`. Same file, same ids.
package struct StepID: PlanIndex {
    package static let letter = "s"
    package let index: Int32
    package init(index: Int32) { self.index = index }
}

/// One feature's data in one dataset: its index in `ExecutionPlan.slots`.
package struct SlotID: PlanIndex {
    package static let letter = "c"
    package let index: Int32
    package init(index: Int32) { self.index = index }
}

/// A set of rows in one compute framework: its index in `ExecutionPlan.datasets`.
package struct DatasetID: PlanIndex {
    package static let letter = "d"
    package let index: Int32
    package init(index: Int32) { self.index = index }
}
