package import Plan

extension GroupDocumentation.Option {
    /// The kinds of value an option can have; the raw value is how the documentation says it.
    package enum Kind: String, CaseIterable {
        case feature
        case features = "list of features"
        case number
        case string
        case flag = "true or false"
        case value
        case values = "list of values"
        /// `cumulative`, `{rows: n}` or `{range: 3h}`.
        case frame
    }

    package init(_ name: String, _ kind: Kind, default defaultValue: String?, _ summary: String) {
        self.init(name, type: kind.rawValue, default: defaultValue, summary)
    }

    /// Nil for a kind of its own, which the group checks itself.
    var kind: Kind? { Kind(rawValue: type) }

    var namesFeatures: Bool { kind == .feature || kind == .features }

    static let partitionBy = Self(
        "partition_by", .features, default: "none",
        "rows with equal values of these are taken together; nulls are equal")

    /// Refuses a value of another kind.
    fileprivate func check(_ value: OptionValue) throws(OptionProblem) {
        let fits: Bool
        switch kind {
        case .feature: fits = value.stringValue != nil
        case .features: fits = value.stringList.map { !$0.isEmpty } ?? false
        case .number: fits = value.doubleValue != nil
        case .string: fits = value.stringValue != nil
        case .flag: fits = value.boolValue != nil
        case .value: fits = value.isScalar
        case .values: fits = value.scalars.map { !$0.isEmpty } ?? false
        case .frame: fits = value.stringValue != nil || value["rows"] != nil || value["range"] != nil
        case nil: fits = true
        }
        guard !fits else { return }
        throw OptionProblem(option: name, "option '\(name)' is \(value); it takes \(expected)")
    }

    private var expected: String {
        switch kind {
        case .feature: "the name of a feature"
        case .features: "the name of a feature, or a list of names"
        case .number: "a number"
        case .string: "a text"
        case .flag: "true or false"
        case .value: "one value: a number, a text, true or false"
        case .values: "a list of values, such as [low, high]"
        case .frame: "cumulative, {rows: 7} or {range: 3h}"
        case nil: type
        }
    }
}

extension GroupDocumentation {
    /// Refuses options that the group does not have, that have the wrong kind of value, or that are required and not there.
    func check(_ values: [String: OptionValue]) throws(OptionProblem) {
        let names = options.map(\.name)
        for name in values.keys.sorted() where !names.contains(name) {
            let known = names.isEmpty ? "it has no options" : "its options are \(names.joined(separator: ", "))"
            let hint = NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? known
            throw OptionProblem(option: name, "the feature group \(self.name) has no option '\(name)'; \(hint)")
        }
        for option in options {
            if let value = values[option.name] {
                try option.check(value)
            } else if option.defaultValue == nil {
                throw OptionProblem("option '\(option.name)' is missing: \(option.summary)")
            }
        }
    }
}

extension OptionValue {
    var isScalar: Bool {
        switch self {
        case .bool, .int, .double, .string: true
        case .null, .list, .map: false
        }
    }

    /// A list's values where all are scalars; a scalar counts as a list of one.
    var scalars: [OptionValue]? {
        if isScalar { return [self] }
        guard case .list(let items) = self, items.allSatisfy(\.isScalar) else { return nil }
        return items
    }
}
