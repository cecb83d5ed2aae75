import Plan

/// Reads the YAML flow form that examples use: `{name: a__b, options: {partition_by: [x, y], n: 3}}`, or a bare name.
struct FlowReader {
    private var rest: Substring

    static func read(_ text: String) -> OptionValue {
        var reader = FlowReader(rest: text[...])
        return reader.value(until: "")
    }

    private mutating func value(until ends: String) -> OptionValue {
        skipSpaces()
        switch rest.first {
        case "{":
            rest.removeFirst()
            var entries: [OptionValue.Entry] = []
            while !take("}") {
                guard case .string(let key) = value(until: ":") else { fatalError("a key must be a text") }
                precondition(take(":"))
                entries.append(.init(key: key, value: value(until: ",}")))
                _ = take(",")
            }
            return .map(entries.sorted { $0.key < $1.key })
        case "[":
            rest.removeFirst()
            var items: [OptionValue] = []
            while !take("]") {
                items.append(value(until: ",]"))
                _ = take(",")
            }
            return .list(items)
        case "'", "\"":
            let quote = rest.removeFirst()
            let text = rest.prefix { $0 != quote }
            rest = rest.dropFirst(text.count + 1)
            skipSpaces()
            return .string(String(text))
        default:
            let text = rest.prefix { !ends.contains($0) }
            rest = rest.dropFirst(text.count)
            return Self.scalar(String(text.reversed().drop { $0 == " " }.reversed()))
        }
    }

    private static func scalar(_ text: String) -> OptionValue {
        if let number = Int64(text) { return .int(number) }
        if let number = Double(text) { return .double(number) }
        return text == "true" ? .bool(true) : text == "false" ? .bool(false) : .string(text)
    }

    private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    private mutating func take(_ character: Character) -> Bool {
        skipSpaces()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}
