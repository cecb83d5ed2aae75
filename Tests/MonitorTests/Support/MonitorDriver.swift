import Events
import Monitor
import Plan
import Themes

/// A monitor at the keys of a test, on a screen of its own.
final class MonitorDriver {
    let feed: FakeFeed
    let monitor: Monitor
    let stops = StopRequests()
    var screen: ScreenTraits
    private(set) var effects: [TerminalEffect] = []
    private let now: UInt64 = 1_000_000_000_000

    init(
        _ events: [RunEvent], width: Int = 100, height: Int = 30, isUnicode: Bool = true, colors: ColorDepth = .mono,
        theme: Theme = .plain
    ) {
        feed = FakeFeed(events)
        let shelf = ThemeShelf(
            names: { ["plain", "other"] },
            load: { name, _ in name == "other" ? Theme(name: "other") { _ in .plain } : theme })
        monitor = Monitor(feed, shelf: shelf, theme: "plain", stops: stops)
        screen = ScreenTraits(size: Size(width: width, height: height), colors: colors, isUnicode: isUnicode)
        update()
        draw()
    }

    func update() {
        monitor.update(at: now)
        effects += monitor.takeEffects()
    }

    @discardableResult
    func draw() -> Grid { monitor.draw(on: screen, at: now) }

    /// Keys as one types them: `\u{1B}` is Escape, `\n` Enter, `\t` Tab.
    func type(_ text: String) {
        for character in text {
            switch character {
            case "\u{1B}": press(.escape)
            case "\n": press(.enter)
            case "\t": press(.tab)
            default: press(.character(character))
            }
        }
    }

    func press(_ keys: Key...) {
        for key in keys {
            monitor.handle(key, at: now)
            update()
            draw()
        }
    }

    var lines: [String] { draw().lines }
    var text: String { lines.joined(separator: "\n") }
    var calls: [FakeControl.Call] { feed.asked.calls }

    /// The text of the line under the selection of the steps pane.
    var selectedLine: String? {
        let grid = draw()
        return (0..<grid.size.height).first { y in
            (0..<grid.size.width).allSatisfy { grid[$0, y].style.modifiers.contains(.reverse) }
        }
        .map { grid.lines[$0] }
    }
}
