/// Reads an expression by precedence climbing, in time linear in the text. Recursion and the tree's height are bounded,
/// so that neither reading an expression nor walking its tree can overflow a thread's stack of 512 KiB.
struct ExpressionParser {
    /// Of the tree: a chain such as `a + b + c` is as high as it is long.
    static let heightLimit = 200
    /// Parentheses, calls, `case` and prefix operators within one another.
    static let nestingLimit = 64

    /// How tightly an operator binds, from loose to tight.
    enum Precedence: Int, Comparable {
        case lowest, or, and, not, predicate, concatenation, sum, product

        static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
    }

    struct Parsed {
        var expression: Expression
        var height = 0
    }

    private let tokens: [ExpressionToken]
    var position = 0
    var depth = 0
    var references: [String] = []
    var indices: [String: Int] = [:]

    /// Reads all of `text`.
    static func parse(_ text: String) throws(ExpressionError) -> (root: Expression, references: [String]) {
        var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: text))
        if parser.current.kind == .end { throw ExpressionError("the expression is empty", at: 0) }
        let root = try parser.expression()
        guard parser.current.kind == .end else {
            throw ExpressionError(parser.unexpectedRest(), at: parser.current.offset)
        }
        return (root.expression, parser.references)
    }

    private init(tokens: [ExpressionToken]) { self.tokens = tokens }

    // MARK: Tokens

    var current: ExpressionToken { tokens[position] }
    var following: ExpressionToken { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() { if position < tokens.count - 1 { position += 1 } }

    mutating func takeKeyword(_ word: String) -> Bool {
        guard current.kind == .keyword(word) else { return false }
        advance()
        return true
    }

    mutating func takeSymbol(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func expectKeyword(_ word: String, _ purpose: String) throws(ExpressionError) {
        if !takeKeyword(word) { throw expected("'\(word)' \(purpose)") }
    }

    mutating func expectSymbol(_ symbol: String, _ purpose: String) throws(ExpressionError) {
        if !takeSymbol(symbol) { throw expected("'\(symbol)' \(purpose)") }
    }

    func expected(_ what: String) -> ExpressionError {
        ExpressionError("expected \(what), found \(current.description)", at: current.offset)
    }

    private func unexpectedRest() -> String {
        switch current.kind {
        case .symbol(")"): "this ')' closes nothing"
        case .symbol("="), .symbol("<>"), .symbol("<"), .symbol("<="), .symbol(">"), .symbol(">="), .keyword("between"),
            .keyword("in"), .keyword("like"), .keyword("is"):
            "comparisons do not chain; join them with 'and', or write parentheses"
        case .symbol(","): "a ',' stands only between arguments; an expression is one value"
        case .name, .string, .integer, .double:
            "expected an operator before \(current.description); a name with spaces is written in backticks"
        default: "expected an operator or the end, found \(current.description)"
        }
    }

    // MARK: Nodes

    func node(
        _ operation: Expression.Operation, _ operands: [Parsed], at offset: Int
    ) throws(ExpressionError) -> Parsed {
        let height = (operands.map(\.height).max() ?? 0) + 1
        try checkHeight(height, at: offset)
        return Parsed(expression: Expression(operation, operands.map(\.expression), at: offset), height: height)
    }

    private func checkHeight(_ height: Int, at offset: Int) throws(ExpressionError) {
        if height > ExpressionParser.heightLimit { throw tooDeep(ExpressionParser.heightLimit, at: offset) }
    }

    private func tooDeep(_ limit: Int, at offset: Int) -> ExpressionError {
        ExpressionError("this nests deeper than \(limit) levels; make a part of it a feature of its own", at: offset)
    }

    // MARK: Operators

    /// What binds tighter than `minimum`; by default a whole expression.
    mutating func expression(above minimum: Precedence = .lowest) throws(ExpressionError) -> Parsed {
        depth += 1
        defer { depth -= 1 }
        if depth > ExpressionParser.nestingLimit {
            throw tooDeep(ExpressionParser.nestingLimit, at: current.offset)
        }
        var left = try prefixed(minimum)
        var isPredicate = false
        while let precedence = currentPrecedence, precedence > minimum {
            if precedence == .predicate && isPredicate {
                throw ExpressionError(unexpectedRest(), at: current.offset)
            }
            isPredicate = precedence == .predicate
            left = try infix(left, precedence)
        }
        return left
    }

    /// How tightly the operator that comes next binds; nil where none comes.
    private var currentPrecedence: Precedence? {
        switch current.kind {
        case .keyword("or"): return .or
        case .keyword("and"): return .and
        case .keyword("is"), .keyword("between"), .keyword("in"), .keyword("like"): return .predicate
        case .keyword("not"):
            guard case .keyword(let word) = following.kind else { return nil }
            return ["between", "in", "like"].contains(word) ? .predicate : nil
        case .symbol("||"): return .concatenation
        case .symbol("+"), .symbol("-"): return .sum
        case .symbol("*"), .symbol("/"), .symbol("%"): return .product
        case .symbol(let symbol): return Expression.Comparison(rawValue: symbol) == nil ? nil : .predicate
        default: return nil
        }
    }

    private mutating func prefixed(_ minimum: Precedence) throws(ExpressionError) -> Parsed {
        let offset = current.offset
        if minimum <= .not, takeKeyword("not") { return try node(.not, [try expression(above: .not)], at: offset) }
        if takeSymbol("-") { return try negated(at: offset) }
        if takeSymbol("+") { return try expression(above: .product) }
        return try primary()
    }

    private mutating func negated(at offset: Int) throws(ExpressionError) -> Parsed {
        // The minus of a number is part of it: only so can the smallest int64 be written.
        switch current.kind {
        case .integer(let magnitude):
            advance()
            let value = magnitude == UInt64(Int64.max) + 1 ? Int64.min : -Int64(magnitude)
            return Parsed(expression: Expression(.literal(.int(value)), at: offset))
        case .double(let magnitude):
            advance()
            return Parsed(expression: Expression(.literal(.double(-magnitude)), at: offset))
        default: return try node(.negate, [try expression(above: .product)], at: offset)
        }
    }

    private mutating func infix(_ left: Parsed, _ precedence: Precedence) throws(ExpressionError) -> Parsed {
        let offset = current.offset
        switch precedence {
        case .or, .and:
            let terms = try chain(left, precedence, .keyword(precedence == .or ? "or" : "and"))
            let height = (terms.map(\.height).max() ?? 0) + 1
            try checkHeight(height, at: offset)
            let joined = Expression.joined(
                precedence == .or ? .or : .and, terms.map(\.expression), whenEmpty: true, at: offset)
            return Parsed(expression: joined, height: height)
        case .concatenation: return try node(.call(.concat), chain(left, precedence, .symbol("||")), at: offset)
        case .sum, .product:
            guard case .symbol(let symbol) = current.kind, let operation = Expression.Arithmetic(rawValue: symbol)
            else { throw expected("an operator") }
            advance()
            return try node(.arithmetic(operation), [left, try expression(above: precedence)], at: offset)
        default: return try predicate(left)
        }
    }

    /// `first` and what follows it, joined by `separator`.
    private mutating func chain(
        _ first: Parsed, _ precedence: Precedence, _ separator: ExpressionToken.Kind
    ) throws(ExpressionError) -> [Parsed] {
        var terms = [first]
        while current.kind == separator {
            advance()
            terms.append(try expression(above: precedence))
        }
        return terms
    }

    private mutating func predicate(_ value: Parsed) throws(ExpressionError) -> Parsed {
        let offset = current.offset
        if case .symbol(let symbol) = current.kind, let comparison = Expression.Comparison(rawValue: symbol) {
            advance()
            return try node(.compare(comparison), [value, try expression(above: .predicate)], at: offset)
        }
        var isNegated = takeKeyword("not")
        let test: Parsed
        if takeKeyword("is") {
            isNegated = takeKeyword("not")
            guard takeKeyword("null") else {
                throw expected("'null' or 'not null' after 'is' (to compare, write '=')")
            }
            test = try node(.isNull, [value], at: offset)
        } else if takeKeyword("between") {
            let low = try expression(above: .predicate)
            try expectKeyword("and", "between the two bounds of 'between'")
            test = try node(.between, [value, low, try expression(above: .predicate)], at: offset)
        } else if takeKeyword("in") {
            try expectSymbol("(", "after 'in'")
            let items = try arguments(of: "in")
            if items.isEmpty { throw ExpressionError("'in ()' holds no value to compare with", at: offset) }
            test = try node(.inList, [value] + items, at: offset)
        } else {
            try expectKeyword("like", "or another comparison")
            test = try node(.like, [value, try expression(above: .predicate)], at: offset)
        }
        return isNegated ? try node(.not, [test], at: offset) : test
    }
}
