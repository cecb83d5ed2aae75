import Plan
import TOMLKit

/// A value of a TOML document, with the places of its key and of itself.
struct TOMLNode {
    enum Value {
        case text(String)
        case array([TOMLNode])
        /// In the order of the file.
        case table([TOMLNode])
        /// What has no use here, by the name of its type.
        case other(String)
    }

    /// The last part of it; empty for what has none.
    var key: String
    var value: Value
    var position: SourcePosition
    /// Where the key stands; for what has none, where the value does.
    var keyPosition: SourcePosition

    /// What it is, with its article, for messages.
    var kind: String {
        switch value {
        case .text: "a text"
        case .array: "a list"
        case .table: "a table"
        case .other(let name): name
        }
    }

    /// The document's table.
    ///
    /// - Throws: where the text stops being TOML.
    static func document(_ text: String, file: String) throws(ThemeError) -> TOMLNode {
        if let zero = text.unicodeScalars.firstIndex(of: "\0") {
            let before = text.unicodeScalars[..<zero]
            let start = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
            throw ThemeError(
                "a null character has no place in TOML; take it out",
                at: SourcePosition(
                    file: file, line: before.count { $0 == "\n" } + 1, column: before[start...].count + 1))
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ThemeError(
                "this is not TOML: \(error.description)",
                at: SourcePosition(file: file, line: error.source.begin.line, column: error.source.begin.column))
        } catch {
            throw ThemeError("this is not TOML: \(error)", at: SourcePosition(file: file, line: 1, column: 1))
        }
        return Builder(file: file, places: TOMLPlaces(text)).node(table, path: [])
    }

    private struct Builder {
        let file: String
        let places: TOMLPlaces

        func node(_ value: any TOMLValueConvertible, path: [String]) -> TOMLNode {
            TOMLNode(
                key: path.last ?? "", value: content(value, path: path), position: position(places.place(of: path)),
                keyPosition: position(places.place(of: path, preferringKey: true)))
        }

        private func content(_ value: any TOMLValueConvertible, path: [String]) -> Value {
            switch value.type {
            case .string: return .text(value.string ?? "")
            case .array:
                guard let array = value.array else { return .array([]) }
                return .array(array.indices.map { node(array[$0], path: path + [String($0)]) })
            case .table:
                guard let table = value.table else { return .table([]) }
                let members = table.keys.compactMap { key in
                    table[key].map { node($0, path: path + [key]) }
                }
                return .table(members.sorted { $0.keyPosition < $1.keyPosition })
            case .int, .double: return .other("a number")
            case .bool: return .other("true or false")
            case .date, .time, .dateTime: return .other("a date or time")
            }
        }

        private func position(_ place: TOMLPlaces.Place) -> SourcePosition {
            SourcePosition(file: file, line: place.line, column: place.column)
        }
    }
}
