import Foundation

/// A JSON file beside the tests, made by the script of the same name.
enum Fixture {
    static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("Fixtures/\(name).json")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    }
}

/// Whether all values are within `tolerance` of those expected, relative to their size from 1 on; nulls are where they should be.
func agree(_ values: [Double?], _ expected: [Double?], within tolerance: Double = 1e-9) -> Bool {
    values.count == expected.count
        && zip(values, expected).allSatisfy { value, expected in
            guard let value, let expected else { return value == nil && expected == nil }
            return abs(value - expected) <= tolerance * max(1, abs(expected))
        }
}
