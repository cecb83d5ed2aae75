/// The one document of a YAML file as nodes, and what is wrong with its syntax in words of ours.
///
/// Typing is left to the reader, which keeps to YAML 1.2 (`on`, `no` and `yes` are text).
struct YAMLDocument {
    let file: String
    /// Nil for a document of nothing, or of comments only.
    let root: YAMLNode?
    /// Bytes of text; bounds what aliases may expand to.
    let size: Int
    private let text: String

    /// Composes `text`; `file` names it in messages.
    ///
    /// - Throws: what is wrong with the syntax, at its place.
    init(text: String, file: String) throws(PlanError) {
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        self.file = file
        size = text.utf8.count
        self.text = text
        do throws(YAMLError) {
            root = try YAMLComposer.compose(text)
        } catch {
            throw PlanError([Self.problem(error, text: text, file: file)])
        }
    }

    /// The file's lines, for the few who need them.
    var lines: [Substring] {
        text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { Substring($0) }
    }

    func position(of mark: YAMLNode.Mark) -> SourcePosition {
        SourcePosition(file: file, line: mark.line, column: mark.column)
    }
}
