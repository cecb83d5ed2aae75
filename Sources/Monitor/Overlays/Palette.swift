import Events
import Plan
import Themes

/// The command palette: everything that the monitor can do, found by typing a part of its name.
struct Palette: Sendable {
    struct Command: Sendable {
        enum Action: Sendable, Hashable {
            case open(PaneKind)
            case act(RunAction)
            case focus(StepID)
            case breakpoint(Breakpoint)
            case theme(String)
            case help, pickTheme, mouse, redraw, suspend, leave, detail
        }

        var name: String
        /// The key that does the same; empty: none.
        var key = ""
        var action: Action
    }

    private let commands: [Command]
    private(set) var text = ""
    private(set) var found: [Command]
    private var cursor = ListCursor()

    private static let rows = 12
    private static let width = 60

    init(_ commands: [Command]) {
        self.commands = commands
        found = commands
    }

    var selected: Command? { cursor.selected < found.count ? found[cursor.selected] : nil }

    /// Takes a key of typing or moving.
    mutating func handle(_ key: Key) {
        switch key {
        case .up, .down, .pageUp, .pageDown, .mouse: return move(key)
        case .control("n"), .tab: return move(.down)
        case .control("p"), .backTab: return move(.up)
        case .backspace: if !text.isEmpty { text.removeLast() }
        case .control("u"): text = ""
        case .character(let character): text.append(character)
        default: return
        }
        search()
    }

    private mutating func move(_ key: Key) { _ = cursor.handle(key, count: found.count, height: Self.rows) }

    private mutating func search() {
        let pattern = FuzzyPattern(text)
        // What has the text as it stands comes before what only has its letters.
        let plain = text.lowercased()
        let matching = commands.filter { pattern.matches($0.name) }
        let isPlain = matching.map { $0.name.lowercased().contains(plain) }
        found = zip(matching, isPlain).filter(\.1).map(\.0) + zip(matching, isPlain).filter { !$0.1 }.map(\.0)
        if let typed = Self.memoryBreakpoint(text) { found.insert(typed, at: 0) }
        cursor = ListCursor()
    }

    /// `break at 512MiB`: the one command with a value of the user's own.
    private static func memoryBreakpoint(_ text: String) -> Command? {
        guard let last = text.split(separator: " ").last, text.lowercased().contains("break"),
            let bytes = Quantity.bytes(String(last)), bytes > 0
        else { return nil }
        return Command(
            name: "break when data takes more than \(Figures.bytes(Int(bytes)))",
            action: .breakpoint(.memory(over: Int(bytes))))
    }

    func draw(on canvas: inout Canvas) {
        let rows = min(Self.rows, max(1, canvas.height - 4))
        Box.draw(title: "do", width: Self.width, height: rows + 4, on: &canvas) { canvas in
            let end = canvas.write(":\(text)", x: 1, y: 0, style: canvas.theme[.textStrong])
            canvas.put(canvas.glyphs.full, x: end, y: 0, style: canvas.theme[.textStrong])
            canvas.rule(y: 1, style: canvas.theme[.border])
            if found.isEmpty {
                canvas.write("nothing is called that", x: 1, y: 2, style: canvas.theme[.textMuted])
            }
            var cursor = cursor
            cursor.clamp(count: found.count, height: canvas.height - 2)
            for (line, row) in cursor.visible(count: found.count, height: canvas.height - 2).enumerated() {
                let command = found[row]
                canvas.write(command.name, x: 1, y: line + 2, style: canvas.theme[.text], limit: canvas.width - 8)
                canvas.write(command.key, endingAt: canvas.width - 1, y: line + 2, style: canvas.theme[.footerKey])
                if row == cursor.selected {
                    canvas.highlight(
                        Rectangle(x: 0, y: line + 2, width: canvas.width, height: 1),
                        style: canvas.theme[.selection])
                }
            }
        }
    }
}
