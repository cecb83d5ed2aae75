import ADBC

/// The text of a query for SQLite, whose driver runs the first of several statements and says nothing of the others.
enum SQLiteQuery {
    /// Throws where the text is more than one statement, or closes what it has not opened.
    static func check(_ text: String) throws(DatabaseError) {
        var depth = 0
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): skip(past: [byte], &rest)
            case UInt8(ascii: "["): skip(past: [UInt8(ascii: "]")], &rest)
            case UInt8(ascii: "-") where rest.first == byte: skip(past: [UInt8(ascii: "\n")], &rest)
            case UInt8(ascii: "/") where rest.first == UInt8(ascii: "*"):
                skip(past: [UInt8(ascii: "*"), UInt8(ascii: "/")], &rest)
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: ";"):
                throw DatabaseError(.invalid, "`query:` has more than one statement; keep the one query")
            default: break
            }
            if depth < 0 { throw DatabaseError(.invalid, "`query:` has a ')' too many") }
        }
    }

    /// Leaves out all up to and with `end`; a doubled quote only begins the next text.
    private static func skip(past end: [UInt8], _ rest: inout Substring.UTF8View) {
        while !rest.isEmpty, !rest.starts(with: end) { rest.removeFirst() }
        rest = rest.dropFirst(end.count)
    }
}
