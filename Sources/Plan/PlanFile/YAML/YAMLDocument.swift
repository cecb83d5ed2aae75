import Yams

/// The one document of a YAML file as nodes, with marks that are true to the file.
///
/// Typing is left to the reader: nodes are composed with a resolver that has no rules, which spares a regular
/// expression a scalar and keeps to YAML 1.2 (`on`, `no` and `yes` are text).
struct YAMLDocument {
    let file: String
    /// Nil for a document of nothing, or of comments only.
    private(set) var root: Node?
    /// Bytes of text; bounds what aliases may expand to.
    let size: Int
    private let text: String
    private var insertions: [Insertion] = []

    /// A tag put before a key so that Yams takes it for another key than its namesake; see `init`.
    private struct Insertion {
        let line: Int
        let column: Int
        let width: Int
    }

    /// Composes `text`; `file` names it in messages.
    ///
    /// Yams refuses a mapping that repeats a key, and says only where the first of the two is. So that the reader can
    /// report every repeated key, at its second place, and everything else that is wrong, the first one gets a tag of
    /// its own and the text is composed again, up to `repetitionsReported` times. Marks are corrected for it.
    ///
    /// - Throws: what is wrong with the syntax, at its place.
    init(text: String, file: String) throws(PlanError) {
        self.file = file
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        size = text.utf8.count
        self.text = text
        var lines: [Substring]?
        while true {
            do {
                root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context)
                where context.mark.line > 0 && insertions.count < YAMLDocument.repetitionsReported
            {
                let tag = "!repeated\(insertions.count) "
                var split = lines ?? YAMLDocument.split(text)
                guard let edited = YAMLDocument.insert(tag, at: context.mark, into: &split) else {
                    throw YAMLDocument.repeated(keys, at: position(of: context.mark))
                }
                lines = split
                text = edited
                insertions.append(
                    Insertion(line: context.mark.line, column: context.mark.column, width: tag.utf8.count))
            } catch let error as YamlError {
                throw PlanError([problem(error, text: text)])
            } catch {
                throw PlanError("the YAML cannot be read: \(error)", at: SourcePosition(file: file, line: 1, column: 1))
            }
        }
    }

    private static let repetitionsReported = 20

    /// The file's lines, for the few who need them.
    var lines: [Substring] { YAMLDocument.split(text) }

    /// The place in the file as the user wrote it.
    func position(of mark: Mark?) -> SourcePosition {
        guard let mark else { return SourcePosition(file: file, line: 1, column: 1) }
        var column = mark.column
        for insertion in insertions.reversed() where insertion.line == mark.line && insertion.column < column {
            column = max(insertion.column, column - insertion.width)
        }
        return SourcePosition(file: file, line: mark.line, column: column)
    }

    /// Whether `node` is the first of several namesakes, tagged by `init`.
    static func isOwnTag(_ tag: Tag) -> Bool { tag.rawValue.hasPrefix("!repeated") }

    private static func split(_ text: String) -> [Substring] {
        text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { Substring($0) }
    }

    private static func insert(_ tag: String, at mark: Mark, into lines: inout [Substring]) -> String? {
        guard lines.indices.contains(mark.line - 1) else { return nil }
        var line = String(lines[mark.line - 1])
        let scalars = line.unicodeScalars
        guard let index = scalars.index(scalars.startIndex, offsetBy: mark.column - 1, limitedBy: scalars.endIndex)
        else { return nil }
        line.insert(contentsOf: tag, at: index)
        lines[mark.line - 1] = Substring(line)
        return lines.joined(separator: "\n")
    }

    private static func repeated(_ keys: [String], at position: SourcePosition) -> PlanError {
        let names = keys.map { "'\($0)'" }.joined(separator: ", ")
        return PlanError("\(names) is given more than once in this mapping; keep one", at: position)
    }
}
