import Events
import Foundation
import Monitor
import Plan
import Testing
import Themes

/// Every pane as a whole screen at three sizes, in the dark theme, in mono and in ASCII. The files beside this one are what a person
/// has looked at and found good; `WEIR_GOLDEN=update swift test --filter GoldenGridTests` writes them anew, to be looked at again.
@Suite struct GoldenGridTests {
    enum Screen: String, CaseIterable {
        case steps, tree, detail, graph, timeline, workers, data, logs, results, histogram, failed, refused, warned,
            help

        var events: [RunEvent] {
            switch self {
            case .detail, .failed: DemoStory.failed()
            case .results, .histogram: DemoStory.finished()
            case .refused: DemoStory.refused()
            case .warned: DemoStory.warned()
            default: DemoStory.midRun()
            }
        }

        var keys: String {
            switch self {
            case .steps, .failed, .warned: "1"
            case .tree: "1v"
            case .detail, .refused: "1\n"
            case .graph: "2"
            case .timeline: "3"
            case .workers: "4"
            case .data: "5"
            case .logs: "6"
            case .results: "7"
            case .histogram: "7lll"
            case .help: "?"
            }
        }
    }

    enum Look: String, CaseIterable {
        case dark, mono, ascii

        var isUnicode: Bool { self != .ascii }
        var colors: ColorDepth { self == .dark ? .indexed256 : .mono }
        var theme: String { self == .dark ? "dark" : "mono" }
    }

    private static let sizes = [Size(width: 40, height: 10), Size(width: 80, height: 24), Size(width: 200, height: 60)]

    @Test(arguments: Screen.allCases, Look.allCases)
    func theScreenIsAsItWasFoundGood(screen: Screen, look: Look) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let themes = root.appending(path: "../../../themes").standardizedFileURL.path
        let library = ThemeLibrary(folders: [.init(themes, .bundled)])
        let theme = try library.theme(named: look.theme, at: look.colors)
        var text = ""
        for size in Self.sizes {
            let driver = MonitorDriver(
                screen.events, width: size.width, height: size.height, isUnicode: look.isUnicode, colors: look.colors,
                theme: theme)
            driver.type(screen.keys)
            text += GoldenText.of(driver.draw())
        }
        let file = root.appending(path: "Screens/\(screen.rawValue)-\(look.rawValue).txt")
        if ProcessInfo.processInfo.environment["WEIR_GOLDEN"] == "update" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        if text != expected {
            Issue.record("\(file.lastPathComponent) differs: \(GoldenText.difference(expected, text))")
        }
        if !look.isUnicode { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
    }
}

/// A grid as a text file: its characters in a frame, then a letter for the style of every cell, then what the letters are.
enum GoldenText {
    static func of(_ grid: Grid) -> String {
        var text = "== \(grid.size.width)x\(grid.size.height)\n"
        for line in grid.lines { text += "|\(line)\n" }
        var letters: [Style: Character] = [:]
        var legend: [String] = []
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        text += "-- styles\n"
        for y in 0..<grid.size.height {
            var row = ""
            var x = 0
            while x < grid.size.width {
                let style = grid[x, y].style
                if letters[style] == nil {
                    letters[style] = alphabet[min(letters.count, alphabet.count - 1)]
                    legend.append("\(letters[style] ?? "?") \(describe(style))")
                }
                var end = x
                while end < grid.size.width, grid[end, y].style == style { end += 1 }
                row += "\(letters[style] ?? "?")\(end - x)"
                x = end
            }
            text += row + "\n"
        }
        return text + "-- legend\n" + legend.map { $0 + "\n" }.joined()
    }

    private static func describe(_ style: Style) -> String {
        var parts = ["\(style.foreground.index)/\(style.background.index)"]
        for (modifier, name) in [
            (Style.Modifiers.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
            (.reverse, "reverse"),
        ] where style.modifiers.contains(modifier) { parts.append(name) }
        return parts.joined(separator: " ")
    }

    static func difference(_ expected: String, _ found: String) -> String {
        let (a, b) = (
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            found.split(separator: "\n", omittingEmptySubsequences: false)
        )
        for (index, line) in b.enumerated() where index >= a.count || a[index] != line {
            return "line \(index + 1): expected “\(index < a.count ? String(a[index]) : "")”, found “\(line)”"
        }
        return "it is shorter"
    }
}
