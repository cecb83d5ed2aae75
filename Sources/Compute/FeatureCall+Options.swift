package import Plan

extension FeatureCall {
    /// The features that an option names; empty where it is not set. The option's value was checked while planning.
    func features(_ option: String) -> [String] { options[option]?.stringList ?? [] }

    /// The operation without the group's suffix: `avg` of `avg_aggr`.
    func operation(without suffix: String) -> Substring {
        operation.hasSuffix(suffix) ? operation.dropLast(suffix.count) : operation[...]
    }

    /// Refuses `option` unless the condition holds; `users` says who takes it.
    func allow(_ option: String, when condition: Bool, users: String) throws(OptionProblem) {
        guard options[option] != nil, !condition else { return }
        throw OptionProblem(option: option, "option '\(option)' is for \(users); '\(operation)' has no use for it")
    }

    /// Where the requirements of each option stand among the inputs of `calculate`.
    package func requirementRange(of option: String, in documentation: GroupDocumentation) -> Range<Int> {
        var start = inputCount
        for candidate in documentation.options where candidate.namesFeatures {
            let count = features(candidate.name).count
            if candidate.name == option { return start..<(start + count) }
            start += count
        }
        return start..<start
    }
}

extension OperationMatch {
    /// Matches segments `{operation}{suffix}`: yes for the operations listed, unknown for others that end in the suffix.
    static func suffixed(
        _ segment: Substring, _ suffix: String, operations: [String], arity: Arity = .exactly(1)
    ) -> OperationMatch {
        guard segment.hasSuffix(suffix) else { return .no }
        let operation = segment.dropLast(suffix.count)
        if operations.contains(where: { $0 == operation }) { return .yes(arity) }
        return .unknown(segments: operations.map { $0 + suffix })
    }
}

extension OptionProblem {
    /// For an operation that cannot work on what it is given: `upper of int64: …`.
    static func cannot(_ operation: some StringProtocol, _ type: DataType, _ advice: String) -> OptionProblem {
        OptionProblem("\(operation) does not work on \(type) values; \(advice)")
    }
}

extension FeatureCall {
    /// An option's value as a constant of an expression.
    func literal(_ option: String) throws(OptionProblem) -> Expression.Literal {
        switch options[option] {
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        case .null, .list, .map, nil: throw OptionProblem(option: option, "option '\(option)' must be one value")
        }
    }
}
