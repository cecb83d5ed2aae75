/// Reads the nodes of one document and collects what is wrong with them, so that a file's errors are reported all at
/// once.
///
/// Every reading function returns nil after it has recorded an error, or where there is nothing to read. For one
/// decode, on one thread.
final class NodeReader {
    let document: YAMLDocument
    private(set) var diagnostics: [Diagnostic] = []
    var parameters = ParameterTable()
    /// How many more nodes may be read. Aliases share nodes, so a small file can stand for a tree of any size.
    private var budget: Int
    /// How many more names the search for a nearest one may look at, so that a file with many errors stays linear.
    private var comparisons = 500_000

    /// How many nodes aliases may add to what the file itself holds.
    static let aliasLimit = 1_000_000
    /// How deep values may nest; no key needs more than a few levels.
    static let depthLimit = 64

    init(_ document: YAMLDocument) {
        self.document = document
        // Every node takes at least half a byte: `{a}` is a key and a null.
        budget = 2 * document.size + NodeReader.aliasLimit
    }

    func position(_ mark: YAMLNode.Mark) -> SourcePosition { document.position(of: mark) }

    func position(_ node: YAMLNode) -> SourcePosition { position(node.mark) }

    func error(_ message: String, at position: SourcePosition?) {
        diagnostics.append(.error(message, at: position))
    }

    /// `; did you mean 'x'?`, or nothing.
    func hint(_ name: String, among candidates: some Collection<String>) -> String {
        comparisons -= candidates.count
        return comparisons >= 0 ? NearestName.hint(name, among: candidates) : ""
    }

    /// Throws all that was recorded, in the order of the file; what has no place comes first.
    func finish() throws(PlanError) {
        guard !diagnostics.isEmpty else { return }
        let ordered = diagnostics.enumerated().sorted { a, b in
            switch (a.element.position, b.element.position) {
            case (nil, nil): a.offset < b.offset
            case (nil, _): true
            case (_, nil): false
            case (let first?, let second?): first == second ? a.offset < b.offset : first < second
            }
        }
        throw PlanError(ordered.map(\.element))
    }

    /// Counts `nodes` read; false, after one error, once aliases have expanded beyond the limit.
    func charge(_ nodes: Int, at mark: YAMLNode.Mark) -> Bool {
        if budget < 0 { return false }
        budget -= nodes
        if budget >= 0 { return true }
        error(
            "aliases expand to more than \(NodeReader.aliasLimit) values; write the plan with fewer of them",
            at: position(mark))
        return false
    }

    // MARK: Scalars

    /// A scalar with its parameters replaced; nil after an error.
    ///
    /// - Parameter keepsSecrets: whether `${NAME}` may also name what is looked up only where it is used.
    func resolve(_ scalar: YAMLNode.Scalar, keepsSecrets: Bool = false) -> ParameterTable.Value? {
        var isTyped = scalar.style == .plain
        switch scalar.tag {
        case nil: break
        case "tag:yaml.org,2002:str", "!": isTyped = false
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            isTyped = true
        case let tag?:
            error("unknown tag '\(tag)'; quote text that starts with '!'", at: position(scalar.mark))
            return nil
        }
        let expansion = parameters.expand(
            scalar.string, isTyped: isTyped, keepsUnknown: keepsSecrets,
            hint: { hint($0, among: parameters.values.keys) })
        switch expansion {
        case .value(let value): return ParameterTable.Value(text: NodeReader.copied(value.text), isTyped: value.isTyped)
        case .problems(let problems):
            for problem in problems { error(problem, at: position(scalar.mark)) }
            return nil
        }
    }

    /// A scalar's value by its type; nil after an error.
    func value(of scalar: YAMLNode.Scalar) -> OptionValue? {
        guard let resolved = resolve(scalar) else { return nil }
        guard resolved.isTyped else { return .string(resolved.text) }
        if let value = CoreSchema.value(of: resolved.text) { return value }
        error("\(resolved.text) is beyond the 64-bit integers; quote it if it is text", at: position(scalar.mark))
        return nil
    }

    // MARK: Messages

    /// Records `'label': expected …, found …`.
    func mismatch(_ label: String, expected: String, found node: YAMLNode) {
        error("'\(label)': expected \(expected), found \(describe(node))", at: position(node))
    }

    /// What a node is, for a message.
    func describe(_ node: YAMLNode) -> String {
        switch node {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let scalar):
            let isTyped = scalar.style == .plain
            let value = ParameterTable.Value(text: scalar.string, isTyped: isTyped)
            guard case .value(let expanded) = parameters.expand(scalar.string, isTyped: isTyped, hint: { _ in "" }),
                expanded.text != value.text
            else { return describe(value) }
            return describe(expanded) + " from '\(NodeReader.shortened(scalar.string))'"
        }
    }

    private func describe(_ value: ParameterTable.Value) -> String {
        guard value.isTyped else { return "'\(NodeReader.shortened(value.text))'" }
        return switch CoreSchema.value(of: value.text) {
        case .null: "nothing"
        case .bool(let flag): "\(flag)"
        case .int, .double, nil: "the number \(value.text)"
        default: "'\(NodeReader.shortened(value.text))'"
        }
    }

    /// The text in storage of its own. Sharing that of a node would leave the pages of the whole tree in use when it
    /// is dropped, for they lie mixed.
    static func copied(_ text: String) -> String {
        var text = text
        return text.withUTF8 { String(decoding: $0, as: UTF8.self) }
    }

    static func shortened(_ text: String) -> String {
        text.count > 60 ? text.prefix(57) + "…" : text
    }
}
