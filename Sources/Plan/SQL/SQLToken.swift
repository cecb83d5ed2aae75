/// A word of an SQL text.
package struct SQLToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A keyword, or a name without quotes, as written.
        case word(String)
        /// A name in quotes, without them.
        case quotedName(String)
        /// A text, of whatever quotes; its content does not matter here.
        case text
        case number
        /// A parenthesis, comma, dot, semicolon, star or operator.
        case symbol(Character)
    }

    package var kind: Kind
    /// Where it begins and ends: Unicode scalars from the beginning of the text.
    package var offset: Int
    package var end: Int
}

extension SQLToken {
    /// Whether it is this keyword.
    func isWord(_ keyword: String) -> Bool { lowercased == keyword }

    func isSymbol(_ symbol: Character) -> Bool { kind == .symbol(symbol) }

    /// A keyword or a name without quotes, in small letters.
    var lowercased: String? {
        if case .word(let word) = kind { word.lowercased() } else { nil }
    }

    /// The name that it may be.
    var name: String? {
        switch kind {
        case .word(let name), .quotedName(let name): name
        case .text, .number, .symbol: nil
        }
    }
}

/// Why an SQL text makes no sense, and where: Unicode scalars from its beginning.
package struct SQLProblem: Error, Sendable, Hashable {
    package var message: String
    package var offset: Int
    package init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }
}
