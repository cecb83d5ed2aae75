/// What the operators act on: literals, features, calls, casts, `case` and parentheses.
extension ExpressionParser {
    mutating func primary() throws(ExpressionError) -> Parsed {
        let token = current
        switch token.kind {
        case .integer(let magnitude):
            guard let value = Int64(exactly: magnitude) else {
                throw ExpressionError(
                    "the number \(magnitude) does not fit int64; write \(magnitude).0 for a float64", at: token.offset)
            }
            return literal(.int(value))
        case .double(let value): return literal(.double(value))
        case .string(let text): return literal(.string(text))
        case .keyword("null"): return literal(.null)
        case .keyword("true"): return literal(.bool(true))
        case .keyword("false"): return literal(.bool(false))
        case .keyword("case"): return try choice()
        case .symbol("("):
            advance()
            let inner = try expression()
            try expectSymbol(")", "to close '('")
            return inner
        case .name(let name): return try named(name)
        case .keyword(let word) where !["or", "and", "not"].contains(word):
            throw ExpressionError(
                "expected a value, found the word '\(word)'; a feature of that name is written `\(word)`",
                at: token.offset)
        default: throw expected("a value")
        }
    }

    private mutating func literal(_ value: Expression.Literal) -> Parsed {
        let offset = current.offset
        advance()
        return Parsed(expression: Expression(.literal(value), at: offset))
    }

    /// What starts with a name: a call, a cast, a `date '…'` or `timestamp '…'`, or a feature.
    private mutating func named(_ name: String) throws(ExpressionError) -> Parsed {
        let offset = current.offset
        advance()
        let word = name.lowercased()
        if takeSymbol("(") {
            if word == "cast" || word == "try_cast" { return try cast(isTry: word == "try_cast", at: offset) }
            return try call(name, at: offset)
        }
        if case .string(let text) = current.kind, word == "timestamp" || word == "date" {
            guard let value = Expression.Literal(temporal: text, as: word == "date" ? .date : .timestamp) else {
                throw ExpressionError(
                    Expression.Literal.temporalRemedy(text, word == "date" ? .date : .timestamp), at: current.offset)
            }
            advance()
            return Parsed(expression: Expression(.literal(value), at: offset))
        }
        let index = indices[name] ?? references.count
        if index == references.count {
            references.append(name)
            indices[name] = index
        }
        return Parsed(expression: Expression(.reference(index), at: offset))
    }

    private mutating func call(_ name: String, at offset: Int) throws(ExpressionError) -> Parsed {
        guard let function = Expression.Function(name: name) else {
            let known = Expression.Function.names + ["cast", "try_cast"]
            throw ExpressionError("there is no function '\(name)'\(NearestName.hint(name, among: known))", at: offset)
        }
        let arguments = try arguments(of: name)
        guard function.arity.contains(arguments.count) else {
            throw ExpressionError(
                "\(name) got \(arguments.count) argument\(arguments.count == 1 ? "" : "s"); write \(function.usage)",
                at: offset)
        }
        return try node(.call(function), arguments, at: offset)
    }

    /// What stands after the opening parenthesis, and the closing one.
    mutating func arguments(of name: String) throws(ExpressionError) -> [Parsed] {
        if takeSymbol(")") { return [] }
        var arguments: [Parsed] = []
        repeat { arguments.append(try expression()) } while takeSymbol(",")
        try expectSymbol(")", "or ',' in \(name)(…)")
        return arguments
    }

    private mutating func cast(isTry: Bool, at offset: Int) throws(ExpressionError) -> Parsed {
        let name = isTry ? "try_cast" : "cast"
        let value = try expression()
        guard case .name("as") = current.lowercasedName else { throw expected("'as TYPE' in \(name)(x as TYPE)") }
        advance()
        let typeOffset = current.offset
        guard case .name(var type) = current.lowercasedName else { throw expected("a type in \(name)(x as TYPE)") }
        advance()
        if takeSymbol("(") {
            guard case .integer(let precision) = current.kind else { throw expected("decimal(precision, scale)") }
            advance()
            try expectSymbol(",", "in decimal(precision, scale)")
            guard case .integer(let scale) = current.kind else { throw expected("decimal(precision, scale)") }
            advance()
            try expectSymbol(")", "to close decimal(precision, scale)")
            type += "(\(precision),\(scale))"
        }
        guard let target = DataType(type) else {
            let hint = NearestName.hint(type, among: DataType.names)
            let remedy = hint.isEmpty ? "; types are \(DataType.names.joined(separator: ", "))" : hint
            throw ExpressionError("there is no type '\(type)'\(remedy)", at: typeOffset)
        }
        try expectSymbol(")", "to close \(name)(x as TYPE)")
        return try node(.cast(target, isTry: isTry), [value], at: offset)
    }

    private mutating func choice() throws(ExpressionError) -> Parsed {
        let offset = current.offset
        advance()
        var operands: [Parsed] = []
        let hasOperand = current.kind != .keyword("when")
        if hasOperand { operands.append(try expression()) }
        if current.kind != .keyword("when") { throw expected("'when' in case … end") }
        while takeKeyword("when") {
            operands.append(try expression())
            try expectKeyword("then", "after the condition of 'when'")
            operands.append(try expression())
        }
        let hasOtherwise = takeKeyword("else")
        if hasOtherwise { operands.append(try expression()) }
        try expectKeyword("end", "to close 'case'")
        return try node(.choose(hasOperand: hasOperand, hasOtherwise: hasOtherwise), operands, at: offset)
    }
}

extension ExpressionToken {
    /// The kind, with a name in lower case: for words that are reserved only where they stand.
    fileprivate var lowercasedName: Kind { if case .name(let name) = kind { .name(name.lowercased()) } else { kind } }
}
