/// A word of an expression's text.
struct ExpressionToken: Hashable {
    enum Kind: Hashable {
        /// A feature name as written, or a function's name.
        case name(String)
        /// A reserved word, in lower case.
        case keyword(String)
        /// The digits of an integer; up to 2^63, which only a minus in front makes an int64.
        case integer(UInt64)
        case double(Double)
        case string(String)
        /// An operator, a parenthesis or a comma.
        case symbol(String)
        case end
    }

    let kind: Kind
    let offset: Int

    /// As a message names it.
    var description: String {
        switch kind {
        case .name(let text): "'\(text)'"
        case .keyword(let word): "'\(word)'"
        case .integer(let number): "'\(number)'"
        case .double(let number): "'\(number)'"
        case .string(let text): "the text '\(text)'"
        case .symbol(let text): "'\(text)'"
        case .end: "the end"
        }
    }
}

/// Splits an expression's text into tokens, in one pass.
struct ExpressionLexer {
    /// None is longer than seven letters.
    static let keywords: Set = [
        "or", "and", "not", "between", "in", "like", "is", "null", "case", "when", "then", "else", "end", "true",
        "false",
    ]

    /// What other languages write, and what to write here.
    private static let foreignSymbols: [(symbol: [Unicode.Scalar], remedy: String)] = [
        ("&&", "write 'and'"), ("**", "write power(x, y)"), ("//", "write floor(x / y)"), ("!", "write 'not'"),
        ("^", "write power(x, y)"), ("&", "write 'and'; a feature name with '&' stands without spaces"),
        ("|", "write 'or', or '||' to join texts"), ("\u{2212}", "write '-'"),
        ("~", "write like or regexp(text, pattern)"),
        ("[", "write in (…), or the name in backticks"), ("{", "write case … end"),
        (";", "an expression is one value"),
        ("::", "write cast(x as TYPE)"), (":", "write cast(x as TYPE), or the name in backticks"),
        ("?", "write case when … then … else … end"), ("\u{2019}", "write straight single quotes"),
        ("\u{2018}", "write straight single quotes"), ("\u{201C}", "write straight single quotes"),
    ].map { (Array($0.0.unicodeScalars), $0.1) }

    private let text: [Unicode.Scalar]
    private var position = 0

    /// All tokens of `text`, `end` last.
    static func tokens(of text: String) throws(ExpressionError) -> [ExpressionToken] {
        var lexer = ExpressionLexer(text: Array(text.unicodeScalars))
        var tokens: [ExpressionToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(text: [Unicode.Scalar]) { self.text = text }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < text.count ? text[position + ahead] : nil
    }

    private mutating func next() throws(ExpressionError) -> ExpressionToken {
        while let scalar = peek(), scalar.isSpace { position += 1 }
        let start = position
        guard let first = peek() else { return ExpressionToken(kind: .end, offset: start) }
        let kind: ExpressionToken.Kind
        if first == "'" {
            kind = try string()
        } else if first.isDigit || (first == "." && peek(1)?.isDigit == true) {
            kind = try number()
        } else if first.startsName || first == "`" {
            kind = try name()
        } else {
            kind = try symbol(first)
        }
        return ExpressionToken(kind: kind, offset: start)
    }

    private mutating func string() throws(ExpressionError) -> ExpressionToken.Kind {
        let start = position
        var value = String.UnicodeScalarView()
        position += 1
        while let scalar = peek() {
            position += 1
            if scalar != "'" {
                value.append(scalar)
            } else if peek() == "'" {
                value.append(scalar)
                position += 1
            } else {
                return .string(String(value))
            }
        }
        throw ExpressionError(
            "this text has no closing quote; write ' at its end (a quote inside is written twice)", at: start)
    }

    private mutating func digits() -> String {
        var digits = ""
        while let scalar = peek(), scalar.isDigit {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return digits
    }

    private mutating func number() throws(ExpressionError) -> ExpressionToken.Kind {
        let start = position
        var literal = digits()
        var isInteger = true
        if peek() == "." {
            isInteger = false
            position += 1
            literal = (literal.isEmpty ? "0" : literal) + "."
            let fraction = digits()
            literal += fraction.isEmpty ? "0" : fraction
        }
        if let e = peek(), e == "e" || e == "E" {
            let signed = peek(1) == "+" || peek(1) == "-"
            if peek(signed ? 2 : 1)?.isDigit == true {
                isInteger = false
                literal += signed && peek(1) == "-" ? "e-" : "e"
                position += signed ? 2 : 1
                literal += digits()
            }
        }
        if let after = peek(), after.continuesName || after == "`" || after == "." {
            throw ExpressionError(
                "a name cannot start with a digit, nor stand right after a number; write the name in backticks",
                at: start)
        }
        if isInteger {
            guard let value = UInt64(literal), value <= UInt64(Int64.max) + 1 else {
                throw ExpressionError(
                    "the number \(literal) does not fit int64; write \(literal).0 for a float64", at: start)
            }
            return .integer(value)
        }
        guard let value = Double(literal), value.isFinite else {
            throw ExpressionError("the number \(literal) does not fit float64", at: start)
        }
        return .double(value)
    }

    /// A feature name as plan files write it: words, pieces in backticks, and `.`, `~` or `&` between them.
    private mutating func name() throws(ExpressionError) -> ExpressionToken.Kind {
        let start = position
        while let scalar = peek() {
            if scalar == "`" {
                guard let close = text[(position + 1)...].firstIndex(of: "`") else {
                    throw ExpressionError("this name has no closing backtick", at: position)
                }
                guard close > position + 1 else {
                    throw ExpressionError("a name in backticks cannot be empty", at: position)
                }
                position = close + 1
            } else if scalar.continuesName {
                position += 1
            } else if scalar == "." || scalar == "~" || scalar == "&", let after = peek(1),
                after.continuesName || after == "`"
            {
                position += 1
            } else {
                break
            }
        }
        let word = spelled(text[start..<position])
        if position - start > 7 { return .name(word) }
        let lowercased = word.lowercased()
        return ExpressionLexer.keywords.contains(lowercased) ? .keyword(lowercased) : .name(word)
    }

    private mutating func symbol(_ first: Unicode.Scalar) throws(ExpressionError) -> ExpressionToken.Kind {
        if first == "\"" {
            throw ExpressionError(
                "double quotes mean nothing here: write text in single quotes ('abc') and names in backticks (`a b`)",
                at: position)
        }
        if let (symbol, length) = ExpressionLexer.symbol(first, peek(1)) {
            position += length
            return .symbol(symbol)
        }
        let rest = text[position...]
        for (symbol, remedy) in ExpressionLexer.foreignSymbols where rest.starts(with: symbol) {
            throw ExpressionError("'\(spelled(symbol[...]))' is not an operator here; \(remedy)", at: position)
        }
        throw ExpressionError(
            "'\(spelled([first][...]))' has no meaning here; a name that holds it is written in backticks", at: position
        )
    }

    /// The operator, parenthesis or comma that two scalars start with, in its one spelling, and how many of them it takes.
    private static func symbol(_ first: Unicode.Scalar, _ second: Unicode.Scalar?) -> (String, length: Int)? {
        switch (first, second) {
        case ("*", "*"), ("/", "/"): nil
        case ("=", "="): ("=", 2)
        case ("<", ">"), ("!", "="): ("<>", 2)
        case ("<", "="): ("<=", 2)
        case (">", "="): (">=", 2)
        case ("|", "|"): ("||", 2)
        case ("=", _): ("=", 1)
        case ("<", _): ("<", 1)
        case (">", _): (">", 1)
        case ("+", _): ("+", 1)
        case ("-", _): ("-", 1)
        case ("*", _): ("*", 1)
        case ("/", _): ("/", 1)
        case ("%", _): ("%", 1)
        case ("(", _): ("(", 1)
        case (")", _): (")", 1)
        case (",", _): (",", 1)
        default: nil
        }
    }

    private func spelled(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(unsafeUninitializedCapacity: 4 * scalars.count) { buffer in
            var end = 0
            for scalar in scalars {
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    buffer[end] = unit
                    end += 1
                }
            }
            return end
        }
    }
}

// ASCII, which is nearly all there is, is told apart without a look at the tables of Unicode.
extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

    private var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    fileprivate var isSpace: Bool {
        isASCII ? self == " " || ("\t"..."\r").contains(self) : properties.isWhitespace
    }

    fileprivate var startsName: Bool { isASCII ? isASCIILetter || self == "_" : properties.isIDStart }

    fileprivate var continuesName: Bool {
        isASCII ? isASCIILetter || isDigit || self == "_" : properties.isIDContinue
    }
}
