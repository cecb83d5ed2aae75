import ADBC
import Columnar
import Plan

extension QueryProblem {
    /// What an engine says of a query, with the place that its words tell.
    init(_ error: DatabaseError, of query: QuerySketch) {
        switch query.engine {
        case .duckdb: self = Self.duckdb(error.message, query.text)
        case .sqlite: self = Self.sqlite(error, query.text)
        default: self.init(error.message)
        }
    }

    // MARK: DuckDB

    /// `Binder Error: …` with, after an empty line, `LINE 2: ` and a piece of that line, dots where it is cut, and a caret below.
    private static func duckdb(_ message: String, _ text: String) -> QueryProblem {
        guard let mark = message.ranges(of: "\n\nLINE ").last else { return QueryProblem(message.oneLine) }
        let words = String(message[..<mark.lowerBound]).oneLine
        let lines = message[mark.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, let colon = lines[0].firstIndex(of: ":"), let number = Int(lines[0][..<colon]),
            let caret = lines[1].firstIndex(of: "^")
        else { return QueryProblem(words) }
        // The caret's line has no "LINE " before the number to go with.
        let shift = "LINE ".count + lines[0].distance(from: lines[0].startIndex, to: colon) + 2
        let column = lines[1].distance(from: lines[1].startIndex, to: caret) - shift
        let piece = lines[0][lines[0].index(after: colon)...].dropFirst()
        return QueryProblem(words, at: offset(of: piece, column: column, line: number, in: text))
    }

    private static func offset(of piece: Substring, column: Int, line: Int, in text: String) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1), column >= 0 else { return nil }
        let isCut = piece.hasPrefix("...") && !lines[line - 1].hasPrefix("...")
        var shown = isCut ? piece.dropFirst(3) : piece
        if shown.hasSuffix("..."), !lines[line - 1].hasSuffix("...") { shown = shown.dropLast(3) }
        guard let place = lines[line - 1].firstRange(of: shown) else { return nil }
        let before = lines[..<(line - 1)].reduce(0) { $0 + $1.unicodeScalars.count + 1 }
        let start = lines[line - 1][..<place.lowerBound].unicodeScalars.count
        return before + start + column - (isCut ? 3 : 0)
    }

    // MARK: SQLite

    /// `[SQLite] Failed to prepare query: no such column: x` and the query: what is wrong, and the word that it is about. Where that
    /// word comes once, that is the place.
    private static func sqlite(_ error: DatabaseError, _ text: String) -> QueryProblem {
        var words = error.message
        if let start = words.firstRange(of: "Failed to prepare query: ") { words = String(words[start.upperBound...]) }
        if let end = words.firstRange(of: "\nquery: ") { words = String(words[..<end.lowerBound]) }
        words = words.oneLine
        let column = error.context.column.map { "column '\($0)': " } ?? ""
        return QueryProblem(column + words, at: subject(of: words).flatMap { onlyPlace(of: $0, in: text) })
    }

    private static func subject(of words: String) -> String? {
        if words.hasPrefix("near \"") {
            let rest = words.dropFirst("near \"".count)
            return rest.firstRange(of: "\": ").map { String(rest[..<$0.lowerBound]) }
        }
        guard let colon = words.ranges(of: ": ").last else { return nil }
        return words[colon.upperBound...].split(separator: ".").last.map(String.init)
    }

    private static func onlyPlace(of word: String, in text: String) -> Int? {
        guard let tokens = try? SQLTokenizer.tokens(of: text, dialect: .sqlite) else { return nil }
        let scalars = Array(text.unicodeScalars)
        let found = tokens.filter { token in
            let written = String(String.UnicodeScalarView(scalars[token.offset..<token.end]))
            return written == word || token.named == word
        }
        return found.count == 1 ? found[0].offset : nil
    }
}

extension SQLToken {
    fileprivate var named: String? {
        switch kind {
        case .word(let name), .quotedName(let name): name
        case .text, .number, .symbol: nil
        }
    }
}

extension String {
    /// Without line breaks, for a message.
    fileprivate var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
