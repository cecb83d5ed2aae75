import Foundation
import TestFolders
import Testing

/// The catalogue of the library's documentation is whole: its links lead somewhere, and nothing public is left out of it.
@Suite struct CatalogueTests {
    /// Public types of the library, each with the names of its public members.
    private static func symbols() throws -> [String: Set<String>] {
        let folder = Page.catalogue.deletingLastPathComponent()
        var symbols: [String: Set<String>] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            var type: String?
            for line in text.split(separator: "\n") {
                if let match = line.firstMatch(of: #/^public (?:final )?(?:struct|class|enum|protocol) (\w+)/#) {
                    type = String(match.1)
                    symbols[String(match.1), default: []] = symbols[String(match.1)] ?? []
                } else if let match = line.firstMatch(of: #/^(?:package |public )?extension (\w+)/#) {
                    type = symbols[String(match.1)] == nil && !match.1.hasPrefix("Weir") ? nil : String(match.1)
                } else if line.hasPrefix("public func ") {
                    symbols[String(line.dropFirst(12).prefix { $0 != "(" }), default: []] = []
                } else if let type,
                    let match = line.firstMatch(
                        of: #/^    (?:public )?(?:static )?(?:func|var|let|case|init)\b ?(\w*)/#)
                {
                    symbols[type, default: []].insert(match.1.isEmpty ? "init" : String(match.1))
                }
            }
        }
        return symbols
    }

    @Test func everyLinkLeadsSomewhere() throws {
        let symbols = try Self.symbols()
        let pages = try Page.all()
        #expect(pages.contains { $0.name == "WeirKit" })
        for page in pages {
            for link in page.symbolLinks where link != "WeirKit" {
                let parts = link.split(separator: "/")
                let members = symbols[String(parts[0])]
                #expect(members != nil, "\(page.name).md links to ``\(link)``")
                guard parts.count == 2 else { continue }
                let member = String(parts[1].prefix { $0 != "(" })
                #expect(members?.contains(member) == true, "\(page.name).md links to ``\(link)``")
            }
            for link in page.pageLinks {
                #expect(pages.contains { $0.name == link }, "\(page.name).md links to <doc:\(link)>")
            }
        }
    }

    @Test func everyPublicTypeIsInTheTopics() throws {
        let topics = Set(try Page(named: "WeirKit").symbolLinks)
        for (type, _) in try Self.symbols() where type.hasPrefix("Weir") {
            #expect(topics.contains(type), "WeirKit.md does not list ``\(type)``")
        }
    }

    @Test func everyPageHasATitleAndEveryBlockOfCodeEnds() throws {
        for page in try Page.all() {
            #expect(page.text.hasPrefix("# "), "\(page.name).md")
            #expect(page.text.split(separator: "\n").count { $0.hasPrefix("```") }.isMultiple(of: 2), "\(page.name).md")
        }
    }
}
