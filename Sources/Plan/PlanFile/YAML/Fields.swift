/// A mapping whose keys are known: each read by name, once its table has been checked.
struct Fields {
    let reader: NodeReader
    let table: KeyTable
    let entries: [NodeReader.Entry]
    let position: SourcePosition
    /// The mapping in messages: `group 'by_route'`.
    let subject: String
    /// Whether keys were left out that the table does not have; what seems to be missing may be one of them, misspelt.
    let hasUnknownKeys: Bool

    subscript(key: String) -> NodeReader.Entry? {
        assert(table.contains(key), "the decoder reads '\(key)', which the key table of \(table.id) does not have")
        return entries.first { $0.key == key }
    }

    func has(_ key: String) -> Bool { self[key] != nil }

    func text(_ key: String, expected: String = "text") -> Located<String>? {
        self[key].flatMap { reader.text($0.value, key, expected: expected) }
    }

    /// Text in which `${NAME}` may name a secret.
    func address(_ key: String, expected: String = "text") -> Located<String>? {
        self[key].flatMap { reader.text($0.value, key, expected: expected, keepsSecrets: true) }
    }

    func name(_ key: String, expected: String = "a name") -> Located<String>? {
        self[key].flatMap { reader.name($0.value, key, expected: expected) }
    }

    func names(_ key: String, of noun: String, orOne: Bool = false) -> [Located<String>]? {
        self[key].flatMap { reader.names($0.value, key, of: noun, orOne: orOne) }
    }

    func flag(_ key: String) -> Bool? { self[key].flatMap { reader.flag($0.value, key) } }

    func integer(_ key: String, atLeast minimum: Int) -> Located<Int>? {
        self[key].flatMap { reader.integer($0.value, key, atLeast: minimum) }
    }

    func duration(_ key: String, isPositive: Bool = true) -> Located<Duration>? {
        self[key].flatMap { reader.duration($0.value, key, isPositive: isPositive) }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        self[key].flatMap { reader.choice($0.value, key, of: type) }
    }

    /// Whether the section `key` is there and not left empty, as a section is whose entries are all commented out.
    func section(_ key: String) -> NodeReader.Entry? {
        guard let entry = self[key] else { return nil }
        if case .scalar(let scalar) = entry.value, scalar.style == .plain, CoreSchema.isNull(scalar.string) {
            return nil
        }
        return entry
    }

    /// Records every key that is given and not in `allowed`, for it does not fit what this mapping is (`a CSV source`).
    func reportKeys(otherThan allowed: Set<String>, in kind: String) {
        for entry in entries where !allowed.contains(entry.key) {
            reader.error(
                "'\(entry.key)' does not fit \(kind); \(kind) takes \(ordered(allowed).listed(by: "and"))",
                at: entry.position)
        }
    }

    private func ordered(_ names: Set<String>) -> [String] { table.keys.map(\.name).filter(names.contains) }

    /// Records that at most one of `keys` may be given; true if at most one is.
    func hasAtMostOne(of keys: [String]) -> Bool {
        let given = entries.filter { keys.contains($0.key) }
        guard given.count > 1 else { return true }
        reader.error(
            "\(subject) has \(given.map(\.key).listed(by: "and")), which exclude each other; keep one",
            at: given[1].position)
        return false
    }
}
