import Foundation

/// A page of the library's documentation, read as text.
struct Page {
    let name: String
    let text: String

    static let catalogue = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/WeirKit/WeirKit.docc").standardized

    static func all() throws -> [Page] {
        try FileManager.default.contentsOfDirectory(atPath: catalogue.path).filter { $0.hasSuffix(".md") }.sorted().map
        {
            try Page(named: String($0.dropLast(3)))
        }
    }

    init(named name: String) throws {
        self.name = name
        text = try String(contentsOf: Self.catalogue.appending(path: name + ".md"), encoding: .utf8)
    }

    /// The blocks of code that stand under a file's name in bold.
    var files: [(name: String, text: String)] {
        var files: [(name: String, text: String)] = []
        var name: String?
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let lines = block {
                    if let name { files.append((name, lines.map { $0 + "\n" }.joined())) }
                    (name, block) = (nil, nil)
                } else {
                    block = []
                }
            } else if block != nil {
                block?.append(line)
            } else if line.hasPrefix("**"), line.hasSuffix("**") {
                name = String(line.dropFirst(2).dropLast(2))
            }
        }
        return files
    }

    func file(_ name: String) -> String? { files.first { $0.name == name }?.text }

    /// The names of the symbols that it links to, and of the pages.
    var symbolLinks: [String] { text.matches(of: #/(?:^|[^`])``([A-Za-z][^`\s]*)``/#).map { String($0.1) } }
    var pageLinks: [String] { text.matches(of: #/<doc:([^>]+)>/#).map { String($0.1) } }
}
