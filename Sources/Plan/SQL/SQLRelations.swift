/// The tables that a query reads, found by where names stand: after `from` and `join`, and after the commas between them. Names of
/// common table expressions are none, where they are in sight.
package struct SQLRelations {
    package struct Relation: Sendable, Hashable {
        package var name: String
        package var offset: Int
        /// In quotes, in which letters count as they are written.
        package var isQuoted: Bool
    }

    private let tokens: [SQLToken]
    private var place = 0
    private var found: [Relation] = []
    /// Of common table expressions in sight, in small letters; the innermost query's last.
    private var inSight: [Set<String>] = [[]]

    /// Each place at which a table is named, in the order of the text; a table may come several times.
    package static func relations(in tokens: [SQLToken]) -> [Relation] {
        var scan = SQLRelations(tokens: tokens)
        while scan.place < tokens.count {
            scan.query()
            // What closes nothing, the database will complain about.
            scan.place += 1
        }
        return scan.found
    }

    private init(tokens: [SQLToken]) { self.tokens = tokens }

    private var current: SQLToken? { tokens.indices.contains(place) ? tokens[place] : nil }
    private func token(_ distance: Int) -> SQLToken? {
        tokens.indices.contains(place + distance) ? tokens[place + distance] : nil
    }

    /// Ends the list of tables after `from`.
    private static let clauses: Set = [
        "where", "group", "order", "having", "limit", "union", "intersect", "except", "window", "qualify", "select",
        "returning", "offset", "fetch", "set", "values",
    ]
    /// May stand between `from` or `join` and a table.
    private static let fillers: Set = ["lateral", "only"]
    /// Say in front of a table what to do with it, where a query begins with them.
    private static let verbs: Set = ["table", "describe", "summarize", "pivot", "unpivot"]

    /// Scans to the parenthesis that ends the query, or to the end, and stops there.
    private mutating func query() {
        inSight.append([])
        defer { inSight.removeLast() }
        commonTables()
        if let verb = current?.lowercased, Self.verbs.contains(verb), token(1)?.name != nil {
            place += 1
            relation()
        }
        // Whether a comma is followed by a table.
        var listsTables = false
        while let token = current, !token.isSymbol(")") {
            if token.isSymbol("(") {
                place += 1
                opened(byFunction: isCall)
                place += 1
            } else if token.isSymbol(",") {
                place += 1
                if listsTables { relation() }
            } else if (token.isWord("from") && !isDistinctFrom) || token.isWord("join") {
                place += 1
                listsTables = true
                relation()
            } else if let word = token.lowercased, Self.clauses.contains(word), !isPartOfName {
                place += 1
                listsTables = false
                commonTables()
            } else {
                place += 1
            }
        }
    }

    /// After `(`: another query, or something else in parentheses. Stops at the `)`.
    private mutating func opened(byFunction isCall: Bool) {
        guard let word = current?.lowercased else { return inner(isCall) }
        if ["select", "with", "from", "values"].contains(word) || (!isCall && Self.verbs.contains(word)) {
            return query()
        }
        inner(isCall)
    }

    /// Within parentheses that hold no query: expressions, of which those of a function may have a `from` that names no table.
    private mutating func inner(_ isCall: Bool) {
        while let token = current, !token.isSymbol(")") {
            place += 1
            if token.isSymbol("(") {
                let isCall = self.isCall(at: place - 1)
                opened(byFunction: isCall)
                place += 1
            } else if token.isWord("join") {
                relation()
            }
        }
    }

    /// Whether the parenthesis here follows the name of a function.
    private var isCall: Bool { isCall(at: place) }

    private func isCall(at place: Int) -> Bool {
        guard place > 0 else { return false }
        switch tokens[place - 1].kind {
        case .word(let word): return !Self.notFunctions.contains(word.lowercased())
        case .quotedName: return true
        case .text, .number, .symbol: return false
        }
    }

    private static let notFunctions: Set<String> = clauses.union([
        "from", "join", "in", "exists", "as", "on", "and", "or", "not", "using", "any", "all", "some", "when", "then",
        "else", "case", "by", "lateral", "is", "like", "between", "materialized", "distinct", "over", "filter", "with",
    ])

    /// `a is distinct from b` names no table.
    private var isDistinctFrom: Bool {
        place >= 2 && tokens[place - 1].isWord("distinct")
            && (tokens[place - 2].isWord("is") || tokens[place - 2].isWord("not"))
    }

    /// `a.limit`, `limit.a`.
    private var isPartOfName: Bool {
        (place > 0 && tokens[place - 1].isSymbol(".")) || (token(1)?.isSymbol(".") ?? false)
    }

    /// Where a table, a function or a parenthesis is to stand.
    private mutating func relation() {
        while let word = current?.lowercased, Self.fillers.contains(word),
            token(1)?.name != nil || token(1)?.isSymbol("(") == true
        {
            place += 1
        }
        guard let token = current else { return }
        if token.isSymbol("(") {
            place += 1
            if let word = current?.lowercased, ["select", "with", "from", "values"].contains(word) {
                query()
            } else {
                // A join in parentheses, or one table in them.
                inSight.append([])
                relation()
                tables()
                inSight.removeLast()
            }
            place += 1
            return
        }
        guard let name = token.name else { return }
        if self.token(1)?.isSymbol("(") == true {
            place += 1
            return
        }
        if self.token(1)?.isSymbol(".") == true {
            // A name within another is none of the plan's.
            while self.token(1)?.isSymbol(".") == true, self.token(2)?.name != nil { place += 2 }
            place += 1
            return
        }
        var isQuoted = false
        if case .quotedName = token.kind { isQuoted = true }
        if !isInSight(name) { found.append(Relation(name: name, offset: token.offset, isQuoted: isQuoted)) }
        place += 1
    }

    /// The rest of a join in parentheses, up to its `)`.
    private mutating func tables() {
        while let token = current, !token.isSymbol(")") {
            if token.isSymbol("(") {
                place += 1
                opened(byFunction: isCall(at: place - 1))
                place += 1
            } else {
                place += 1
                if token.isWord("join") || token.isSymbol(",") { relation() }
            }
        }
    }

    private func isInSight(_ name: String) -> Bool { inSight.contains { $0.contains(name.lowercased()) } }

    // MARK: Common table expressions

    /// `with [recursive] name [(columns)] as [[not] materialized] (query), …`, where they stand here.
    private mutating func commonTables() {
        guard current?.isWord("with") == true else { return }
        place += 1
        let isRecursive = current?.isWord("recursive") == true && token(1)?.isWord("as") != true
        if isRecursive { place += 1 }
        while let name = current?.name {
            place += 1
            if current?.isSymbol("(") == true { skipParentheses() }
            guard current?.isWord("as") == true else { return }
            place += 1
            while current?.isWord("not") == true || current?.isWord("materialized") == true { place += 1 }
            guard current?.isSymbol("(") == true else { return }
            place += 1
            // Only a recursive one sees itself.
            if isRecursive { inSight[inSight.count - 1].insert(name.lowercased()) }
            query()
            place += 1
            inSight[inSight.count - 1].insert(name.lowercased())
            guard current?.isSymbol(",") == true else { return }
            place += 1
        }
    }

    private mutating func skipParentheses() {
        var depth = 0
        while let token = current {
            place += 1
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            if depth == 0 { return }
        }
    }
}
