/// A step's place in its plan: its index in `ExecutionPlan.steps`. Same file, same ids.
package struct StepID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(index) }
    package static func < (a: StepID, b: StepID) -> Bool { a.index < b.index }
    /// `s12`
    package var description: String { "s\(index)" }
    package init(from decoder: any Decoder) throws { index = try decoder.singleValueContainer().decode(Int32.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(index)
    }
}

/// One feature's data in one dataset: its index in `ExecutionPlan.slots`.
package struct SlotID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(index) }
    package static func < (a: SlotID, b: SlotID) -> Bool { a.index < b.index }
    package var description: String { "c\(index)" }
    package init(from decoder: any Decoder) throws { index = try decoder.singleValueContainer().decode(Int32.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(index)
    }
}

/// A set of rows in one compute framework: its index in `ExecutionPlan.datasets`.
package struct DatasetID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(index) }
    package static func < (a: DatasetID, b: DatasetID) -> Bool { a.index < b.index }
    package var description: String { "d\(index)" }
    package init(from decoder: any Decoder) throws { index = try decoder.singleValueContainer().decode(Int32.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(index)
    }
}
