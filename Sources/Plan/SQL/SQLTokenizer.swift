/// Splits an SQL text into words, in one pass: far enough to tell names from what only looks like them. What a database makes of the
/// words is the database's.
package struct SQLTokenizer {
    private let text: [Unicode.Scalar]
    private let dialect: FrameworkName
    private var place = 0

    /// All words of `text`; comments are none.
    ///
    /// - Parameter dialect: in SQLite comments do not nest, names may stand in brackets, and `$` begins a parameter.
    /// - Throws: where a quote or comment has no end.
    package static func tokens(of text: String, dialect: FrameworkName) throws(SQLProblem) -> [SQLToken] {
        var tokenizer = SQLTokenizer(text: Array(text.unicodeScalars), dialect: dialect)
        var tokens: [SQLToken] = []
        while let token = try tokenizer.next() { tokens.append(token) }
        return tokens
    }

    private init(text: [Unicode.Scalar], dialect: FrameworkName) {
        self.text = text
        self.dialect = dialect
    }

    private var isSQLite: Bool { dialect == .sqlite }

    private func at(_ distance: Int) -> Unicode.Scalar? {
        text.indices.contains(place + distance) ? text[place + distance] : nil
    }

    private mutating func next() throws(SQLProblem) -> SQLToken? {
        try skipBlanks()
        guard let first = at(0) else { return nil }
        let start = place
        let kind = try kind(first)
        return SQLToken(kind: kind, offset: start, end: place)
    }

    private mutating func kind(_ first: Unicode.Scalar) throws(SQLProblem) -> SQLToken.Kind {
        switch first {
        case "'":
            try skipQuoted("'", what: "text")
            return .text
        case "\"", "`":
            return .quotedName(try quoted(first, what: "name"))
        case "[" where isSQLite:
            return .quotedName(try bracketed())
        case "$" where !isSQLite:
            if try skipDollarQuoted() { return .text }
            place += 1
            return .symbol("$")
        case "0"..."9":
            skipNumber()
            return .number
        case "." where at(1).map(Self.isDigit) ?? false:
            skipNumber()
            return .number
        default: break
        }
        if Self.isNameStart(first) {
            let start = place
            while let scalar = at(0), Self.isNamePart(scalar) { place += 1 }
            if at(0) == "'", place == start + 1, let prefix = text[start].properties.lowercaseMapping.first,
                "ebxn".contains(prefix)
            {
                // E'it\'s', x'00'.
                try skipQuoted("'", what: "text", escapes: prefix == "e" && !isSQLite)
                return .text
            }
            return .word(Self.string(text[start..<place]))
        }
        place += 1
        return .symbol(Character(first))
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks() throws(SQLProblem) {
        while let scalar = at(0) {
            if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                place += 1
            } else if scalar == "-" && at(1) == "-" {
                while let scalar = at(0), scalar != "\n" {
                    _ = scalar
                    place += 1
                }
            } else if scalar == "/" && at(1) == "*" {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(SQLProblem) {
        let start = place
        var depth = 0
        while at(0) != nil {
            if at(0) == "*" && at(1) == "/" {
                depth -= 1
                place += 2
                if depth == 0 { return }
            } else if at(0) == "/" && at(1) == "*" && (depth == 0 || !isSQLite) {
                depth += 1
                place += 2
            } else {
                place += 1
            }
        }
        // SQLite lets the last comment go without an end.
        if !isSQLite { throw SQLProblem("the comment that begins here has no end ('*/')", at: start) }
    }

    // MARK: Quotes

    /// Passes over what stands in quotes, in which a doubled quote is one of it.
    private mutating func skipQuoted(
        _ quote: Unicode.Scalar, what: String, escapes: Bool = false
    ) throws(SQLProblem) {
        let start = place
        place += 1
        while let scalar = at(0) {
            place += 1
            if escapes && scalar == "\\" {
                place += 1
            } else if scalar == quote {
                guard at(0) == quote else { return }
                place += 1
            }
        }
        throw SQLProblem("the \(what) that begins here has no end (\(quote))", at: start)
    }

    private mutating func quoted(_ quote: Unicode.Scalar, what: String) throws(SQLProblem) -> String {
        let start = place
        try skipQuoted(quote, what: what)
        let doubled = String(Character(quote)) + String(Character(quote))
        return Self.string(text[start + 1..<place - 1]).replacing(doubled, with: String(Character(quote)))
    }

    private mutating func bracketed() throws(SQLProblem) -> String {
        let start = place
        guard let end = text[place...].firstIndex(of: "]") else {
            throw SQLProblem("the name that begins here has no end (])", at: start)
        }
        place = end + 1
        return Self.string(text[start + 1..<end])
    }

    /// `$$…$$`, `$tag$…$tag$`; false where a `$` begins none of them.
    private mutating func skipDollarQuoted() throws(SQLProblem) -> Bool {
        var end = place + 1
        while text.indices.contains(end), Self.isNamePart(text[end]), text[end] != "$" { end += 1 }
        guard text.indices.contains(end), text[end] == "$", !(at(1).map(Self.isDigit) ?? false) else { return false }
        let tag = text[place...end]
        var candidate = end + 1
        while candidate + tag.count <= text.count {
            if text[candidate..<candidate + tag.count].elementsEqual(tag) {
                place = candidate + tag.count
                return true
            }
            candidate += 1
        }
        throw SQLProblem("the text that begins here has no end (\(Self.string(tag)))", at: place)
    }

    // MARK: Scalars

    private mutating func skipNumber() {
        while let scalar = at(0), Self.isNamePart(scalar) || scalar == "." {
            place += 1
            let isExponent = scalar == "e" || scalar == "E"
            if isExponent, let sign = at(0), sign == "+" || sign == "-", at(1).map(Self.isDigit) ?? false { place += 1 }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_" || scalar.value >= 128
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        isNameStart(scalar) || isDigit(scalar) || scalar == "$"
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
