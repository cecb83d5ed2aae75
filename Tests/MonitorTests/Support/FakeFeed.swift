import Events
import Monitor
import Plan

/// Events handed over at once, at a standing clock; remembers what the engine was asked.
final class FakeFeed: RunFeed {
    let asked = FakeControl()
    private var waiting: [RunEvent]
    private var time: UInt64

    init(_ events: [RunEvent]) {
        waiting = events
        time = events.last?.time ?? 0
    }

    func happens(_ kind: RunEvent.Kind, after nanoseconds: UInt64 = 0) {
        time += nanoseconds
        waiting.append(RunEvent(sequence: 0, time: time, kind: kind))
    }

    func take(at now: UInt64) -> FeedUpdate {
        defer { waiting = [] }
        return .events(waiting)
    }

    func runTime(at now: UInt64) -> UInt64 { time }
    func nextEvent(after now: UInt64) -> UInt64? { nil }
    var control: (any RunControl)? { asked }
    var recording: RecordedFeed? { nil }
}

final class FakeControl: RunControl {
    enum Call: Hashable {
        case pause, resume
        case cancel(StepID)
        case retry(StepID)
        case stop(gracefully: Bool)
        case setBreakpoints([Breakpoint])
    }

    private let made = Locked<[Call]>([])
    var calls: [Call] { made.withLock { $0 } }

    func pause() { made.withLock { $0.append(.pause) } }
    func resume() { made.withLock { $0.append(.resume) } }
    func cancel(_ step: StepID) { made.withLock { $0.append(.cancel(step)) } }
    func retry(_ step: StepID) { made.withLock { $0.append(.retry(step)) } }
    func stop(gracefully: Bool) { made.withLock { $0.append(.stop(gracefully: gracefully)) } }
    func setBreakpoints(_ breakpoints: [Breakpoint]) { made.withLock { $0.append(.setBreakpoints(breakpoints)) } }
}
