/// A place in a plan file. Lines and columns count from 1; a column counts Unicode scalars, as editors do.
package struct SourcePosition: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// The path as the user gave it, so that a message names the file as the user knows it.
    package let file: String
    package let line: Int32
    package let column: Int32

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = Int32(clamping: line)
        self.column = Int32(clamping: column)
    }

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (a: SourcePosition, b: SourcePosition) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}

/// A value together with the place in the plan file that says it.
package struct Located<Value> {
    package var value: Value
    package var position: SourcePosition

    package init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
/// With its position, unless the encoder's `userInfo` says that positions are left out: what a plan means does not depend on where it
/// says so.
extension Located: Codable where Value: Codable {
    private enum CodingKeys: CodingKey { case value, position }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(value, forKey: .value)
        guard encoder.userInfo[.leavesOutPositions] as? Bool != true else { return }
        try values.encode(position, forKey: .position)
    }
}

extension CodingUserInfoKey {
    /// Set to true: places in files are not encoded.
    package static let leavesOutPositions = CodingUserInfoKey(rawValue: "weir.leavesOutPositions").unsafelyUnwrapped
}
