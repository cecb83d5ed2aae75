import Events
import Monitor
import Plan
import Themes

/// The monitor of a watch at the keys of a test, on a screen and with a clock of its own.
final class WatchDriver {
    let source = WatchSource()
    let changes = ThemeChanges()
    let monitor: WatchMonitor
    var screen: ScreenTraits
    private(set) var effects: [TerminalEffect] = []
    private let asked = Locked<[WatchAction]>([])
    private let themes: Locked<[String: Result<Theme, ThemeError>]>
    private var runs: [String: FakeRun] = [:]
    private(set) var now: UInt64 = 1_000_000_000_000

    init(
        _ plans: [PlanEntry] = [], width: Int = 100, height: Int = 30, isUnicode: Bool = true,
        colors: ColorDepth = .mono, theme: Theme = .plain
    ) {
        let themes = Locked<[String: Result<Theme, ThemeError>]>(["mine": .success(theme)])
        self.themes = themes
        let shelf = ThemeShelf(
            names: { ["mine"] },
            load: { name, _ throws(ThemeError) in
                guard let theme = themes.withLock({ $0[name] }) else {
                    throw ThemeError("there is no theme '\(name)'")
                }
                return try theme.get()
            })
        monitor = WatchMonitor(source, themes: ThemeStage(shelf, name: "mine", changes: changes)) { [asked] action in
            asked.withLock { $0.append(action) }
        }
        screen = ScreenTraits(size: Size(width: width, height: height), colors: colors, isUnicode: isUnicode)
        source.show(plans)
        update()
        draw()
    }

    var actions: [WatchAction] { asked.withLock { $0 } }

    /// A run of a plan begins, and this much of it happens.
    @discardableResult
    func run(_ plan: String, _ events: [RunEvent]) -> FakeRun {
        let run = FakeRun()
        source.feed(of: plan).show(LiveFeed(run.subscription, control: run.control))
        run.happens(events)
        runs[plan] = run
        update()
        return run
    }

    /// A theme's file is saved.
    func save(_ theme: Result<Theme, ThemeError>) {
        themes.withLock { $0["mine"] = theme }
        changes.happened()
        update()
        passes(60_000_000)
    }

    func passes(_ nanoseconds: UInt64) {
        now += nanoseconds
        update()
    }

    func update() {
        monitor.update(at: now)
        effects += monitor.takeEffects()
    }

    @discardableResult
    func draw() -> Grid { monitor.draw(on: screen, at: now) }

    func type(_ text: String) { for character in text { press(.character(character)) } }

    func press(_ keys: Key...) {
        for key in keys {
            monitor.handle(key, at: now)
            update()
            draw()
        }
    }

    var lines: [String] { draw().lines }
    var text: String { lines.joined(separator: "\n") }

    /// The cells of the bar that show a text.
    func style(of text: String, line: Int = 0) -> Style? {
        let grid = draw()
        guard let range = grid.lines[line].firstRange(of: text) else { return nil }
        return grid[grid.lines[line].distance(from: grid.lines[line].startIndex, to: range.lowerBound), line].style
    }
}

/// A run whose events are those that a test gives it.
final class FakeRun {
    let control = FakeControl()
    let subscription: EventSubscription
    private let bus: EventBus
    private let clock = Locked<UInt64>(0)

    init() {
        bus = EventBus { [clock] in clock.withLock { $0 } }
        subscription = bus.subscribe()
    }

    /// At the times that they have.
    func happens(_ events: [RunEvent]) {
        for event in events {
            clock.withLock { $0 = event.time }
            bus.publish(event.kind)
        }
    }
}

/// Plans in every state.
enum DemoPlans {
    static let problem = Diagnostic.error(
        "no source or group has a column 'amont'; did you mean 'amount'?",
        at: SourcePosition(file: "plans/broken.yaml", line: 3, column: 74))

    static func entries(running: String = "delays.yaml") -> [PlanEntry] {
        let states: [(String, PlanEntry.State)] = [
            ("arrivals.yaml", .current), ("broken.yaml", .invalid), ("delays.yaml", .stale), ("late.yaml", .failed),
            ("routes.yaml", .stale),
        ]
        return states.map { name, state in
            PlanEntry(
                name: name, state: name == running ? .running : state, file: "/data/plans/\(name)",
                problem: state == .invalid ? problem : nil)
        }
    }
}
