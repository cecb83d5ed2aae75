/// One query, as far as it can be told without a database: which tables it reads, and which columns it may read of them.
package struct SQLQuery: Sendable {
    /// Without what follows the last word, such as a semicolon.
    package let text: String
    package let relations: [SQLRelations.Relation]
    /// Whether it may read columns that it does not name, as `*` does.
    package let readsUnnamedColumns: Bool
    /// All that may be a column's name, in small letters.
    private let names: Set<String>

    private static let verbs: Set = [
        "select", "with", "from", "values", "table", "pivot", "unpivot", "describe", "summarize",
    ]

    /// - Throws: where the text is not one query, or a quote in it has no end.
    package init(_ text: String, dialect: FrameworkName) throws(SQLProblem) {
        var tokens = try SQLTokenizer.tokens(of: text, dialect: dialect)
        while tokens.last?.isSymbol(";") == true { tokens.removeLast() }
        guard let first = tokens.first, let last = tokens.last else { throw SQLProblem("the SQL is empty", at: 0) }
        if let second = tokens.first(where: { $0.isSymbol(";") }) {
            throw SQLProblem("the SQL is one query; a ';' can only stand at its end", at: second.offset)
        }
        if !first.isSymbol("("), !(first.lowercased.map(Self.verbs.contains) ?? false) {
            let word = first.name ?? "something else"
            throw SQLProblem(
                "the SQL is a query, which begins with 'select' or 'with'; found '\(word)'", at: first.offset)
        }
        self.text = String(text.unicodeScalars.prefix(last.end))
        relations = SQLRelations.relations(in: tokens)
        names = Set(tokens.compactMap { $0.name?.lowercased() })
        readsUnnamedColumns = Self.readsUnnamedColumns(tokens)
    }

    /// Whether the query may read a column of this name.
    package func mayRead(_ column: String) -> Bool { readsUnnamedColumns || names.contains(column.lowercased()) }

    /// Whether the query has this name in it, as a column's or whatever else.
    package func names(_ column: String) -> Bool { names.contains(column.lowercased()) }

    /// Words of which each takes columns by other means than their names.
    private static let takers: Set = ["natural", "columns", "pivot", "unpivot", "describe", "summarize", "table"]

    private static func readsUnnamedColumns(_ tokens: [SQLToken]) -> Bool {
        var hasSelect = false
        for (place, token) in tokens.enumerated() {
            if let word = token.lowercased {
                if takers.contains(word) { return true }
                if word == "select" || word == "values" { hasSelect = true }
                // `from t` alone has all columns.
                if word == "from", !hasSelect { return true }
            }
            if token.isSymbol("*"), isWildcard(tokens, place) { return true }
        }
        return false
    }

    /// Tells the star of all columns from that of a product, and of `count(*)`.
    private static func isWildcard(_ tokens: [SQLToken], _ place: Int) -> Bool {
        guard place > 0 else { return true }
        let before = tokens[place - 1]
        if before.isSymbol("(") { return place < 2 || !tokens[place - 2].isWord("count") }
        return before.isSymbol(",") || before.isSymbol(".")
            || ["select", "distinct", "all"].contains(before.lowercased)
    }
}
