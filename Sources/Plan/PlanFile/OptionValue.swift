/// A value of an option, a parameter or a bound, as the plan file writes it (YAML 1.2 core types).
package enum OptionValue: Sendable, Hashable, Codable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// Also every timestamp and date: what they mean depends on the column they are compared with.
    case string(String)
    case list([OptionValue])
    /// Sorted by key.
    case map([Entry])

    package struct Entry: Sendable, Hashable, Codable {
        package var key: String
        package var value: OptionValue
        package init(key: String, value: OptionValue) {
            self.key = key
            self.value = value
        }
    }

    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    package var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var intValue: Int64? { if case .int(let number) = self { number } else { nil } }
    /// Integers count as numbers too.
    package var doubleValue: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(number)
        default: nil
        }
    }
    /// A list of strings; one string counts as a list of one.
    package var stringList: [String]? {
        switch self {
        case .string(let text): [text]
        case .list(let items):
            items.reduce(into: [String]?.some([])) { list, item in
                if let text = item.stringValue { list?.append(text) } else { list = nil }
            }
        default: nil
        }
    }

    package subscript(key: String) -> OptionValue? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension OptionValue: CustomStringConvertible {
    /// As JSON would write it, except that strings stand in single quotes; for messages and plans printed as text.
    package var description: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): "'\(text)'"
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}

/// The `options:` of a feature: values that are part of its identity, and where each was written. A feature has few,
/// so they lie in one array.
package struct FeatureOptions: Sendable {
    package struct Entry: Sendable {
        package let key: String
        package let value: OptionValue
        /// Nil for an option that no file says.
        package let position: SourcePosition?

        package init(key: String, value: OptionValue, position: SourcePosition?) {
            self.key = key
            self.value = value
            self.position = position
        }
    }

    /// In order of the keys.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// - Precondition: the keys differ.
    package init(_ entries: [Entry]) {
        self.entries = entries.count > 1 ? entries.sorted { $0.key < $1.key } : entries
    }

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func set(_ key: String, to value: OptionValue, at position: SourcePosition?) {
        let entry = Entry(key: key, value: value, position: position)
        let index = entries.firstIndex { $0.key >= key } ?? entries.endIndex
        if index < entries.endIndex && entries[index].key == key {
            entries[index] = entry
        } else {
            entries.insert(entry, at: index)
        }
    }

    package subscript(key: String) -> OptionValue? { entries.first { $0.key == key }?.value }

    package func position(of key: String) -> SourcePosition? { entries.first { $0.key == key }?.position }

    /// A dictionary made for this call.
    package var values: [String: OptionValue] {
        Dictionary(uniqueKeysWithValues: entries.lazy.map { ($0.key, $0.value) })
    }

    /// A dictionary made for this call.
    package var positions: [String: SourcePosition] {
        Dictionary(uniqueKeysWithValues: entries.lazy.compactMap { entry in entry.position.map { (entry.key, $0) } })
    }
}
