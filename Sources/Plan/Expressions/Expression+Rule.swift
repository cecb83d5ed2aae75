extension Expression {
    /// The predicate that the column `reference` of type `type` satisfies `rule`: one conjunction, true for an empty
    /// rule; null does not satisfy it. Bounds are read by the column's type: with dates and timestamps they are
    /// `YYYY-MM-DD` (midnight UTC) or RFC 3339. Where the type is not known they stay as written, and evaluation reads
    /// them so.
    ///
    /// Throws, with the bound's position in the plan file, where a bound does not go with the type.
    package static func rule(
        on reference: Int, type: DataType?, rule: ValueRule
    ) throws(ExpressionError) -> Expression {
        let column = Expression.reference(reference)
        var terms: [Expression] = []
        if let bound = rule.min {
            terms.append(.compare(column, .greaterOrEqual, try literal("min", bound, type)))
        }
        if let bound = rule.max {
            let value = try literal(rule.maxExclusive ? "max_exclusive" : "max", bound, type)
            terms.append(.compare(column, rule.maxExclusive ? .less : .lessOrEqual, value))
        }
        if let bound = rule.equal { terms.append(.compare(column, .equal, try literal("equal", bound, type))) }
        if let pattern = rule.regex {
            if let type, type != .string {
                throw ExpressionError(
                    "regex matches text, but the feature is \(type); compare with min, max or equal", at: 0,
                    position: pattern.position)
            }
            terms.append(.call(.regexp, [column, .literal(.string(pattern.value))]))
        }
        if let items = rule.oneOf {
            var values: [Expression] = []
            for item in items { values.append(try literal("the list", item, type)) }
            terms.append(.inList(column, values))
        }
        return .and(terms)
    }

    private static func literal(
        _ key: String, _ bound: Located<OptionValue>, _ type: DataType?
    ) throws(ExpressionError) -> Expression {
        func error(_ message: String) -> ExpressionError { ExpressionError(message, at: 0, position: bound.position) }
        func mismatch(_ found: String, _ remedy: String) -> ExpressionError {
            error("\(key) is \(bound.value), \(found), but the feature is \(type?.description ?? "unknown"); \(remedy)")
        }
        let value: Literal
        switch bound.value {
        case .null: throw error("\(key) is null, which nothing equals; leave it out (a check has not_null)")
        case .list, .map: throw error("\(key) is \(bound.value); expected one value")
        case .bool(let flag): value = .bool(flag)
        case .int(let number): value = .int(number)
        case .double(let number): value = .double(number)
        case .string(let text): value = .string(text)
        }
        guard let type else { return .literal(value) }
        switch (value, type) {
        case (.string(let text), .date), (.string(let text), .timestamp):
            if type == .date, let day = Literal(temporal: text, as: .date) { return .literal(day) }
            guard let time = Literal(temporal: text, as: .timestamp) else {
                throw error("\(key): \(Literal.temporalRemedy(text, type))")
            }
            return .literal(time)
        case (.string, .string), (.bool, .bool): return .literal(value)
        case (.int, _) where type.isNumeric, (.double, _) where type.isNumeric: return .literal(value)
        case (.string(let text), _) where type.isNumeric:
            throw mismatch("a text", Double(text) == nil ? "write a number" : "write \(text) without quotes")
        case (.string(let text), .bool):
            let isFlag = text == "true" || text == "false"
            throw mismatch("a text", isFlag ? "write \(text) without quotes" : "write true or false")
        case (.int, .string), (.double, .string): throw mismatch("a number", "write '\(bound.value)'")
        case (.bool, .string): throw mismatch("a bool", "write '\(bound.value)'")
        case (.int, .date), (.int, .timestamp), (.double, .date), (.double, .timestamp):
            throw mismatch("a number", "write '2013-01-31' or '2013-01-31T05:00:00Z'")
        case (.int, .bool), (.double, .bool): throw mismatch("a number", "write true or false")
        case (.bool, _) where type.isNumeric: throw mismatch("a bool", "write a number")
        default:
            throw mismatch(
                "a \(value.type?.description ?? "null")", "such a feature cannot be compared with a constant")
        }
    }
}
