import Plan
import Testing

@Suite("The words of an SQL text")
struct SQLTokenizerTests {
    /// Names as they are, quoted ones in ⟨⟩; texts as T, numbers as N, symbols as they are.
    private func words(_ text: String, _ dialect: FrameworkName = .duckdb) throws -> String {
        try SQLTokenizer.tokens(of: text, dialect: dialect).map { token in
            switch token.kind {
            case .word(let word): word
            case .quotedName(let name): "⟨\(name)⟩"
            case .text: "T"
            case .number: "N"
            case .symbol(let symbol): String(symbol)
            }
        }.joined(separator: " ")
    }

    @Test(
        "names, texts, numbers and signs",
        arguments: [
            ("select a,b from t", "select a , b from t"),
            ("select 'it''s from x', \"a \"\"b\" from t", "select T , ⟨a \"b⟩ from t"),
            ("a.b.c::text", "a . b . c : : text"),
            ("x>=1.5e-3 or y<>.5", "x > = N or y < > N"),
            ("1e5+2", "N + N"), ("0x1F", "N"), ("a1_$b", "a1_$b"), ("größe = 'é'", "größe = T"),
            ("select 1;", "select N ;"), ("", ""), ("  \n\t ", ""),
            ("e'it\\'s' || X'00ff' || n'x'", "T | | T | | T"), ("e 'x'", "e T"),
        ])
    func kinds(text: String, expected: String) throws { #expect(try words(text) == expected) }

    @Test(
        "comments are no words",
        arguments: [
            ("a -- from x\nb", "a b"), ("a /* from x */ b", "a b"), ("a /* 'x */ b", "a b"), ("a-- end", "a"),
            ("a '-- no comment' b", "a T b"), ("a \"/* none */\" b", "a ⟨/* none */⟩ b"), ("a - - b", "a - - b"),
        ])
    func comments(text: String, expected: String) throws {
        for dialect in [FrameworkName.duckdb, .sqlite, "postgresql"] { #expect(try words(text, dialect) == expected) }
    }

    @Test("comments nest where the dialect has it so")
    func nestedComments() throws {
        #expect(try words("a /* 1 /* 2 */ b */ c") == "a c")
        #expect(try words("a /* 1 /* 2 */ b */ c", .sqlite) == "a b * / c")
        #expect(try words("a /* no end", .sqlite) == "a")
    }

    @Test("names in backticks and brackets")
    func otherQuotes() throws {
        #expect(try words("`from x` [from y]", .sqlite) == "⟨from x⟩ ⟨from y⟩")
        #expect(try words("x[1]") == "x [ N ]")
    }

    @Test("texts in dollar signs")
    func dollarQuotes() throws {
        #expect(try words("a $$it's from x$$ b") == "a T b")
        #expect(try words("a $q$ $$ $r$ $q$ b") == "a T b")
        #expect(try words("a = $1") == "a = $ N")
        #expect(try words("a = $x", .sqlite) == "a = $ x")
    }

    @Test("tokens know their places, counted in scalars")
    func places() throws {
        let tokens = try SQLTokenizer.tokens(of: "é 'x' ab", dialect: .duckdb)
        #expect(tokens.map(\.offset) == [0, 2, 6])
        #expect(tokens.map(\.end) == [1, 5, 8])
    }

    @Test(
        "what has no end is told with its place",
        arguments: [
            ("select 'x", "the text that begins here has no end (')", 7),
            ("select \"x from t", "the name that begins here has no end (\")", 7),
            ("a /* b /* c */", "the comment that begins here has no end ('*/')", 2),
            ("a $q$ b $$", "the text that begins here has no end ($q$)", 2),
        ])
    func endless(text: String, message: String, offset: Int) {
        #expect(throws: SQLProblem(message, at: offset)) { try SQLTokenizer.tokens(of: text, dialect: .duckdb) }
    }
}
