extension PlanFileDecoder {
    func filters(_ fields: Fields) -> [FilterDeclaration] {
        guard let section = fields.section("filters"),
            let elements = reader.elements(section.value, "filters", of: "filters")
        else { return [] }
        return elements.compactMap(filter)
    }

    private func filter(_ node: YAMLNode) -> FilterDeclaration? {
        guard let fields = reader.fields(node, "filters", of: .filter) else { return nil }
        let feature = fields["feature"].flatMap { self.feature($0.value, "feature") }
        var rule = bounds(fields)
        rule.maxExclusive = fields.flag("max_exclusive") ?? false
        rule.equal = fields["equal"].flatMap { reader.bound($0.value, "equal") }
        rule.oneOf = values(fields, "categorical_inclusion")
        if let entry = fields["max_exclusive"], !fields.has("max") {
            reader.error("'max_exclusive' needs 'max': the value that is shut out", at: entry.position)
        }
        reportEmptyRange(rule, at: fields)
        if !fields.hasUnknownKeys, !fields.entries.contains(where: { !["feature", "max_exclusive"].contains($0.key) }) {
            reader.error(
                "the filter has no rule; give it 'min', 'max', 'equal', 'regex' or 'categorical_inclusion'",
                at: fields.position)
        }
        return feature.map { FilterDeclaration(feature: $0, rule: rule, position: fields.position) }
    }

    /// - Parameter output: The output that the section belongs to; nil for the plan's own.
    func checks(_ fields: Fields, output: String?) -> [CheckDeclaration] {
        guard let section = fields.section("checks"),
            let elements = reader.elements(section.value, "checks", of: "checks")
        else { return [] }
        return elements.compactMap { check($0, isOfOutput: output != nil) }
    }

    private func check(_ node: YAMLNode, isOfOutput: Bool) -> CheckDeclaration? {
        guard let fields = reader.fields(node, "checks", of: .check) else { return nil }
        let feature = fields["feature"].flatMap { self.feature($0.value, "feature") }
        var check = CheckDeclaration(feature: feature, position: fields.position)
        check.rule = bounds(fields)
        check.rule.oneOf = values(fields, "in")
        check.notNull = fields.flag("not_null") ?? false
        check.unique = fields.flag("unique") ?? false
        check.expression = fields.text("expression", expected: "an expression")
        check.severity = fields.choice("severity", of: CheckDeclaration.Severity.self) ?? .error
        readRowCount(fields, into: &check)
        reportEmptyRange(check.rule, at: fields)
        reportFeature(fields, isOfOutput: isOfOutput)
        return check
    }

    /// Records a check that checks nothing, or that lacks the feature it is about.
    private func reportFeature(_ fields: Fields, isOfOutput: Bool) {
        let rules = fields.entries.filter { entry in
            guard !["feature", "severity"].contains(entry.key) else { return false }
            if ["not_null", "unique"].contains(entry.key), case .scalar(let scalar) = entry.value {
                return scalar.string != "false"
            }
            return true
        }
        if rules.isEmpty && !fields.hasUnknownKeys {
            let all = KeyTable.check.keys.map(\.name).filter { !["feature", "severity"].contains($0) }
            reader.error("the check has no rule; give it \(all.listed(by: "or"))", at: fields.position)
        }
        guard !fields.has("feature") else { return }
        if let rule = rules.first(where: { !["expression", "row_count"].contains($0.key) }) {
            reader.error("a check with '\(rule.key)' lacks 'feature': the feature that is checked", at: fields.position)
        } else if !isOfOutput, let rule = rules.first(where: { $0.key == "row_count" }) {
            reader.error(
                "'row_count' needs 'feature', to say which rows are counted, or a place under an output's 'checks'",
                at: rule.position)
        }
    }

    private func readRowCount(_ fields: Fields, into check: inout CheckDeclaration) {
        guard let entry = fields["row_count"], let count = reader.fields(entry.value, "row_count", of: .rowCount) else {
            return
        }
        let least = count.integer("min", atLeast: 0)
        let greatest = count.integer("max", atLeast: 0)
        if let least, let greatest, least.value > greatest.value {
            reader.error(
                "'min' (\(least.value)) is greater than 'max' (\(greatest.value)); no number of rows fits",
                at: least.position)
        }
        if count.entries.isEmpty {
            reader.error("'row_count' is empty; give it 'min' or 'max'", at: entry.position)
        }
        check.minRows = least?.value
        check.maxRows = greatest?.value
    }

    // MARK: Rules of both

    private func bounds(_ fields: Fields) -> ValueRule {
        var rule = ValueRule()
        rule.min = fields["min"].flatMap { reader.bound($0.value, "min") }
        rule.max = fields["max"].flatMap { reader.bound($0.value, "max") }
        rule.regex = fields.text("regex", expected: "a regular expression")
        return rule
    }

    private func values(_ fields: Fields, _ key: String) -> [Located<OptionValue>]? {
        guard let entry = fields[key], let elements = reader.elements(entry.value, key, of: "values") else {
            return nil
        }
        if elements.isEmpty {
            reader.error("'\(key)' is empty, so no value would do; list the values", at: entry.position)
        }
        return elements.compactMap { reader.bound($0, key) }
    }

    /// Records bounds that no value lies between, as far as both are numbers or both are dates.
    private func reportEmptyRange(_ rule: ValueRule, at fields: Fields) {
        guard let least = rule.min, let greatest = rule.max, let order = order(least.value, greatest.value) else {
            return
        }
        if order > 0 {
            reader.error(
                "'min' (\(least.value)) is greater than 'max' (\(greatest.value)); no value fits", at: least.position)
        } else if order == 0 && rule.maxExclusive {
            reader.error("'min' is 'max', which 'max_exclusive' shuts out; no value fits", at: least.position)
        }
    }

    /// Negative, zero or positive as `a` is less than, equal to or greater than `b`; nil where the file alone does
    /// not tell.
    private func order(_ a: OptionValue, _ b: OptionValue) -> Int? {
        switch (a, b) {
        case (.int(let a), .int(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.string(let a), .string(let b)):
            guard isDate(a), isDate(b) else { return nil }
            return a < b ? -1 : a > b ? 1 : 0
        default:
            guard let a = a.doubleValue, let b = b.doubleValue, !a.isNaN, !b.isNaN else { return nil }
            return a < b ? -1 : a > b ? 1 : 0
        }
    }

    /// `YYYY-MM-DD`: dates written so sort as text.
    private func isDate(_ text: String) -> Bool {
        text.utf8.count == 10
            && text.utf8.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7
                    ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
