import Compute
import Events
import Monitor
import Plan
import Runtime
import Terminal
import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One run in a process of its own, on a terminal of its own, with or without the monitor; its figures go to the standard error.
struct ProbedRun {
    enum Work: String {
        /// Waits, as for a disk.
        case sleep
        /// Computes.
        case spin
        /// Waits for most of the run, and says what the process used meanwhile.
        case wait
    }

    /// What a run took, as a line of numbers.
    struct Figures {
        /// Seconds of the run, from its beginning to its end.
        var wall = 0.0
        var cpu = 0.0
        /// Seconds of processor of the terminal's thread.
        var terminal = 0.0
        var events = 0.0
        /// The most bytes that were resident.
        var resident = 0.0

        var line: String { "\(wall) \(cpu) \(terminal) \(events) \(resident)\n" }

        init() {}

        init?(_ line: String) {
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Double(String($0)) }
            guard numbers.count == 5 else { return nil }
            (wall, cpu, terminal) = (numbers[0], numbers[1], numbers[2])
            (events, resident) = (numbers[3], numbers[4])
        }
    }

    var isWatched: Bool
    var work: Work
    var steps: Int
    /// Of each step, in nanoseconds; where it waits, of the part that is measured.
    var duration: UInt64
    var workers: Int

    var arguments: [String] {
        ["probe:\(MonitorBenchmark.name)", isWatched ? "watched" : "alone", work.rawValue]
            + ["\(steps)", "\(duration)", "\(workers)"]
    }

    init(isWatched: Bool, _ work: Work, steps: Int, duration: UInt64, workers: Int = 2) {
        (self.isWatched, self.work, self.steps) = (isWatched, work, steps)
        (self.duration, self.workers) = (duration, workers)
    }

    init(_ arguments: [String]) throws {
        guard arguments.count == 5, let work = Work(rawValue: arguments[1]), let steps = Int(arguments[2]),
            let duration = UInt64(arguments[3]), let workers = Int(arguments[4])
        else { throw BenchmarkError("no such probe: \(arguments)") }
        self.init(
            isWatched: arguments[0] == "watched", work, steps: steps, duration: duration, workers: workers)
    }

    func run() throws {
        var figures = isWatched ? try watched() : alone()
        figures.resident = Double(ProcessUsage.peakResidentBytes)
        let line = figures.line
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }

    // MARK: The run

    private func request(_ waited: Locked<Cost?>) -> RunRequest {
        let (work, duration) = (work, duration)
        let framework = NoOpFramework { _ in
            switch work {
            case .sleep: Self.rest(duration)
            case .spin: Self.spin(duration)
            case .wait:
                // Until all is drawn.
                Self.rest(WatchedRuns.settling)
                let (cost, _) = Stopwatch.measure { Self.rest(duration) }
                waited.withLock { $0 = cost }
                Self.rest(WatchedRuns.settling)
            }
        }
        let plan = StepGraph(steps < 10 ? .chain : .layered, count: steps).plan(framework: NoOpFramework.name)
        var request = RunRequest(plan: plan, frameworks: [framework])
        request.modes = [.threads]
        request.workers = workers
        return request
    }

    private static func rest(_ nanoseconds: UInt64) {
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        var left = timespec()
        while nanosleep(&time, &left) != 0 && errno == EINTR { time = left }
    }

    /// Of the thread's own time, so that whoever takes the processor away makes it longer.
    private static func spin(_ nanoseconds: UInt64) {
        let end = Stopwatch.now(CLOCK_THREAD_CPUTIME_ID) + Double(nanoseconds) / 1e9
        while Stopwatch.now(CLOCK_THREAD_CPUTIME_ID) < end {}
    }

    private func alone() -> Figures {
        let waited = Locked<Cost?>(nil)
        let orchestrator = ExecutionOrchestrator(request(waited))
        return Self.figures(of: Stopwatch.measure { _ = orchestrator.run() }.cost, waited)
    }

    private static func figures(of run: Cost, _ waited: Locked<Cost?>) -> Figures {
        let cost = waited.withLock { $0 } ?? run
        var figures = Figures()
        (figures.wall, figures.cpu) = (cost.wall, cost.cpu)
        return figures
    }

    /// As `weir run` shows a run.
    private func watched() throws -> Figures {
        let waited = Locked<Cost?>(nil)
        var request = request(waited)
        request.holdsFailures = true
        request.samplesResources = true
        request.describesResults = true
        request.previewRows = 200
        let bus = EventBus()
        let orchestrator = ExecutionOrchestrator(request, events: bus)
        let waking = Locked<TerminalSession?>(nil)
        let subscription = bus.subscribe { waking.withLock { $0 }?.wake() }
        let used = Locked(
            (events: 0, cpu: 0.0, summary: RunSummary(paint: Paint(isOn: true), width: 200), page: LogPage()))
        let session = try TerminalSession.start { _ in
            let feed = LiveFeed(subscription, control: orchestrator) { events in
                used.withLock { used in
                    used.events += events.count
                    for event in events { used.summary.receive(event, into: &used.page) }
                }
            }
            return MeteredApplication(Monitor(feed, shelf: Self.shelf, theme: "dark")) { cpu in
                used.withLock { $0.cpu = cpu }
            }
        }
        waking.withLock { $0 = session }
        session.wake()
        let (cost, _) = Stopwatch.measure { _ = orchestrator.run() }
        // A wait is looked at after its end too, until a key ends it.
        if work != .wait { session.requestEnd() }
        session.join()
        var figures = Self.figures(of: cost, waited)
        used.withLock { (figures.events, figures.terminal) = (Double($0.events), $0.cpu) }
        return figures
    }

    private static let shelf: ThemeShelf = {
        let library = ThemeLibrary(folders: [ThemeLibrary.Folder("themes", .bundled)])
        return ThemeShelf(
            names: { ["dark"] },
            load: { name, depth throws(ThemeError) in try library.theme(named: name, at: depth) })
    }()
}

/// Says at each update how much processor the terminal's thread has used.
private final class MeteredApplication: TerminalApplication {
    private let application: any TerminalApplication
    private let tell: (Double) -> Void

    init(_ application: any TerminalApplication, tell: @escaping (Double) -> Void) {
        self.application = application
        self.tell = tell
    }

    func update(at now: UInt64) {
        application.update(at: now)
        tell(Stopwatch.now(CLOCK_THREAD_CPUTIME_ID))
    }

    func handle(_ key: Key, at now: UInt64) { application.handle(key, at: now) }
    func draw(on screen: ScreenTraits, at now: UInt64) -> Grid { application.draw(on: screen, at: now) }
    var needsDrawing: Bool { application.needsDrawing }
    func nextTick(after now: UInt64) -> UInt64? { application.nextTick(after: now) }
    func takeEffects() -> [TerminalEffect] { application.takeEffects() }
    func receiveStrayOutput(_ line: String) { application.receiveStrayOutput(line) }
}
