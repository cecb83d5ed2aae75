extension NodeReader {
    /// Text: a string, or a number as it is written. Not empty.
    ///
    /// - Parameter keepsSecrets: see `SecretReference`.
    func text(
        _ node: YAMLNode, _ label: String, expected: String = "text", keepsSecrets: Bool = false
    ) -> Located<String>? {
        if case .scalar(let scalar) = node {
            guard let resolved = resolve(scalar, keepsSecrets: keepsSecrets) else { return nil }
            let isText = !resolved.isTyped || CoreSchema.value(of: resolved.text).map(NodeReader.readsAsText) ?? true
            if isText && !resolved.text.isEmpty { return Located(resolved.text, at: position(scalar.mark)) }
            if isText {
                error("'\(label)': expected \(expected), found an empty text", at: position(scalar.mark))
                return nil
            }
        }
        mismatch(label, expected: expected, found: node)
        return nil
    }

    private static func readsAsText(_ value: OptionValue) -> Bool {
        switch value {
        case .null, .bool: false
        default: true
        }
    }

    /// Where the characters of a scalar's text stand.
    func places(of text: Located<String>, in node: YAMLNode) -> TextPlaces {
        guard case .scalar(let scalar) = node else { return TextPlaces(at: text.position) }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        return TextPlaces(of: text.value, in: document.lines, from: text.position, isBlock: isBlock)
    }

    /// A name of a column, feature, source or group: any scalar's text (a column may be called `2013` or `true`). Not
    /// empty.
    func name(_ node: YAMLNode, _ label: String, expected: String = "a name") -> Located<String>? {
        if case .scalar(let scalar) = node {
            guard let resolved = resolve(scalar) else { return nil }
            if !(resolved.isTyped && CoreSchema.isNull(resolved.text)) && !resolved.text.isEmpty {
                return Located(resolved.text, at: position(scalar.mark))
            }
        }
        mismatch(label, expected: expected, found: node)
        return nil
    }

    /// The type of a column.
    func type(_ node: YAMLNode, ofColumn column: String) -> Located<DataType>? {
        guard let text = name(node, column, expected: "a type, such as int64 or timestamp") else { return nil }
        if let type = DataType(text.value) { return Located(type, at: text.position) }
        let hint = hint(text.value, among: DataType.names)
        let known = "; known are " + DataType.names.joined(separator: ", ")
        error("unknown type '\(text.value)' of column '\(column)'\(hint.isEmpty ? known : hint)", at: text.position)
        return nil
    }

    func flag(_ node: YAMLNode, _ label: String) -> Bool? {
        if case .scalar(let scalar) = node {
            guard let value = value(of: scalar) else { return nil }
            if let flag = value.boolValue { return flag }
        }
        mismatch(label, expected: "true or false", found: node)
        return nil
    }

    func integer(_ node: YAMLNode, _ label: String, atLeast minimum: Int) -> Located<Int>? {
        if case .scalar(let scalar) = node {
            guard let value = value(of: scalar) else { return nil }
            if let number = value.intValue.flatMap(Int.init(exactly:)), number >= minimum {
                return Located(number, at: position(scalar.mark))
            }
        }
        mismatch(label, expected: "a whole number of at least \(minimum)", found: node)
        return nil
    }

    /// A length of time. With `isPositive`, not zero.
    func duration(_ node: YAMLNode, _ label: String, isPositive: Bool = true) -> Located<Duration>? {
        if case .scalar(let scalar) = node {
            guard let resolved = resolve(scalar) else { return nil }
            if let duration = Quantity.duration(resolved.text), duration > .zero || !isPositive {
                return Located(duration, at: position(scalar.mark))
            }
        }
        mismatch(label, expected: Quantity.durationExample, found: node)
        return nil
    }

    /// Bytes, more than none.
    func size(_ node: YAMLNode, _ label: String) -> Int64? {
        if case .scalar(let scalar) = node {
            guard let resolved = resolve(scalar) else { return nil }
            if let bytes = Quantity.bytes(resolved.text), bytes > 0 { return bytes }
        }
        mismatch(label, expected: Quantity.sizeExample, found: node)
        return nil
    }

    /// One of an enumeration's raw values.
    func choice<Choice: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ label: String, of type: Choice.Type)
        -> Choice?
    where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue)
        if case .scalar(let scalar) = node {
            guard let resolved = resolve(scalar) else { return nil }
            if let choice = Choice(rawValue: resolved.text) { return choice }
            let suggestion = hint(resolved.text, among: names)
            if !suggestion.isEmpty {
                error("'\(label)': unknown '\(resolved.text)'\(suggestion)", at: position(scalar.mark))
                return nil
            }
        }
        mismatch(label, expected: names.listed(by: "or"), found: node)
        return nil
    }

    /// One value that is not null: what a feature's values are compared with.
    func bound(_ node: YAMLNode, _ label: String) -> Located<OptionValue>? {
        if case .scalar(let scalar) = node {
            guard let value = value(of: scalar) else { return nil }
            if value != .null { return Located(value, at: position(scalar.mark)) }
        }
        mismatch(label, expected: "a number, text, a date or true or false", found: node)
        return nil
    }

    /// Any value; lists and mappings too.
    func option(_ node: YAMLNode, depth: Int = 0) -> OptionValue? {
        guard depth < NodeReader.depthLimit else {
            error("nested more than \(NodeReader.depthLimit) levels deep", at: position(node))
            return nil
        }
        switch node {
        case .scalar(let scalar): return value(of: scalar)
        case .sequence(let sequence):
            guard charge(sequence.nodes.count, at: sequence.mark) else { return nil }
            return .list(sequence.nodes.compactMap { option($0, depth: depth + 1) })
        case .mapping(let mapping):
            guard let entries = entries(mapping) else { return nil }
            let values = entries.compactMap { entry in
                option(entry.value, depth: depth + 1).map { OptionValue.Entry(key: entry.key, value: $0) }
            }
            return .map(values.sorted { $0.key < $1.key })
        }
    }

    // MARK: Lists

    /// The elements of a list; `noun` says what it holds (`features`).
    func elements(_ node: YAMLNode, _ label: String, of noun: String, orOne: Bool = false) -> [YAMLNode]? {
        switch node {
        case .sequence(let sequence):
            return charge(sequence.nodes.count, at: sequence.mark) ? sequence.nodes : nil
        case .scalar(let scalar) where orOne && !(scalar.style == .plain && CoreSchema.isNull(scalar.string)):
            return [node]
        case .mapping where orOne:
            return [node]
        default:
            mismatch(label, expected: orOne ? "one or a list of \(noun)" : "a list of \(noun)", found: node)
            return nil
        }
    }

    /// A list of different names.
    func names(_ node: YAMLNode, _ label: String, of noun: String, orOne: Bool = false) -> [Located<String>]? {
        guard let elements = elements(node, label, of: noun, orOne: orOne) else { return nil }
        var names: [Located<String>] = []
        names.reserveCapacity(elements.count)
        for element in elements {
            if let name = name(element, label) { names.append(name) }
        }
        reportRepeated(names, label)
        return names
    }

    /// Texts, repeated or not, as they are written; an empty one too.
    func texts(_ node: YAMLNode, _ label: String, of noun: String, orOne: Bool = false) -> [String]? {
        elements(node, label, of: noun, orOne: orOne)?.compactMap { element in
            if case .scalar(let scalar) = element { return resolve(scalar)?.text }
            mismatch(label, expected: "text", found: element)
            return nil
        }
    }

    func reportRepeated(_ names: [Located<String>], _ label: String) {
        var first: [String: SourcePosition] = [:]
        for name in names {
            if let earlier = first.updateValue(name.position, forKey: name.value) {
                error(
                    "'\(label)': '\(name.value)' is listed twice; the first is at line \(earlier.line)",
                    at: name.position)
            }
        }
    }
}

extension Array where Element == String {
    /// `'a', 'b' or 'c'`.
    func listed(by conjunction: String) -> String {
        let quoted = map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
