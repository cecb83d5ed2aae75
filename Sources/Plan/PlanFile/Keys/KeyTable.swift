/// The keys that one kind of mapping in a plan file may have. The decoder refuses every other key, and the JSON
/// Schema lists these: one table serves both, so they cannot disagree.
struct KeyTable: Sendable {
    struct Key: Sendable {
        let name: String
        /// What the key says; ends the message about its absence, and is its description in the schema.
        let summary: String
        let shape: ValueShape
        var isRequired = false

        /// The summary as the end of a message: `: the source or group on the left side`.
        var clause: String {
            let text = summary.hasSuffix(".") ? summary.dropLast() : summary[...]
            return ": " + text.prefix(1).lowercased() + text.dropFirst()
        }
    }

    /// The name of its definition in the schema.
    let id: String
    /// What a mapping of this kind is, with its article, for messages: `a link`.
    let noun: String
    let summary: String
    let keys: [Key]
    /// Exactly one of these keys says what kind the mapping is.
    var alternatives: [String] = []

    func contains(_ name: String) -> Bool { keys.contains { $0.name == name } }

    var required: some Sequence<Key> { keys.lazy.filter(\.isRequired) }

    /// Every table, the plan's first.
    static let all: [KeyTable] = [
        plan, source, group, sortKey, link, filter, check, rowCount, output, tableTarget, feature, retries, run,
    ]
}

/// What a key's value may look like.
indirect enum ValueShape: Sendable {
    case text
    /// A name: the text of any scalar.
    case name
    case boolean
    case integer(minimum: Int)
    case size
    case duration
    case dataType
    /// One number, text or truth value.
    case scalar
    case anything
    case choice([String])
    case list(ValueShape, minimum: Int = 1)
    case oneOrMore(ValueShape)
    /// Names of the user's choice, each with such a value.
    case dictionary(ValueShape)
    /// A mapping of the table with this `id`.
    case table(String)
    case either([ValueShape])
}

extension KeyTable.Key {
    init(_ name: String, _ shape: ValueShape, _ summary: String, isRequired: Bool = false) {
        self.init(name: name, summary: summary, shape: shape, isRequired: isRequired)
    }
}
