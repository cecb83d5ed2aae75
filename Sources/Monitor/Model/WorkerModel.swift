package import Events
package import Plan

/// The run's workers, and what each did when.
package struct WorkerModel: Sendable {
    package enum State: Sendable, Hashable {
        case idle, busy
        case exited(String)
    }

    package struct Worker: Sendable {
        package var id: WorkerID
        package var processID: Int32?
        package var state = State.idle
        /// What it runs.
        package var step: StepID?
        /// Nanoseconds since the run started: since when it is in this state, or runs this step.
        package var since: UInt64
        package var startedAt: UInt64
        /// Nanoseconds in steps that have ended.
        package var busyTime: UInt64 = 0
        /// Nanoseconds of processor time in steps that have finished.
        package var processorTime: UInt64 = 0
        package var stepsDone = 0
        /// How often it was started anew.
        package var restarts = 0
        /// In the order of their ends.
        package var spans: [Span] = []

        /// Share of its time that it has been in steps, 0 to 1.
        package func busyShare(at now: UInt64) -> Double {
            let current = step != nil && now > since ? now - since : 0
            let end = if case .exited = state { since } else { now }
            guard end > startedAt else { return 0 }
            return min(1, Double(busyTime &+ current) / Double(end - startedAt))
        }
    }

    /// One attempt at a step.
    package struct Span: Sendable, Hashable {
        package var step: StepID
        package var start: UInt64
        package var end: UInt64
    }

    /// Main first, then threads, then processes, each by number.
    package private(set) var all: [Worker] = []
    private var places: [WorkerID: Int] = [:]

    package init() {}

    package subscript(id: WorkerID) -> Worker? { places[id].map { all[$0] } }

    mutating func started(_ id: WorkerID, process: Int32?, at time: UInt64) {
        let place = place(of: id, at: time)
        if case .exited = all[place].state { all[place].restarts += 1 }
        all[place].processID = process
        all[place].state = .idle
        all[place].since = time
    }

    mutating func becameBusy(_ id: WorkerID, at time: UInt64) {
        let place = place(of: id, at: time)
        all[place].state = .busy
        all[place].since = time
    }

    mutating func becameIdle(_ id: WorkerID, at time: UInt64) {
        let place = place(of: id, at: time)
        all[place].state = .idle
        all[place].since = time
    }

    mutating func exited(_ id: WorkerID, reason: String, at time: UInt64) {
        let place = place(of: id, at: time)
        all[place].state = .exited(reason)
        all[place].step = nil
        all[place].since = time
    }

    mutating func took(_ step: StepID, _ id: WorkerID, at time: UInt64) {
        let place = place(of: id, at: time)
        all[place].state = .busy
        all[place].step = step
        all[place].since = time
    }

    mutating func left(_ step: StepID, _ id: WorkerID, from start: UInt64, to end: UInt64, _ processorTime: UInt64) {
        let place = place(of: id, at: start)
        all[place].spans.append(Span(step: step, start: start, end: end))
        all[place].busyTime &+= end - start
        all[place].processorTime &+= processorTime
        all[place].stepsDone += 1
        if all[place].step == step {
            all[place].step = nil
            all[place].since = end
            if id.kind == .main { all[place].state = .idle }
        }
    }

    private mutating func place(of id: WorkerID, at time: UInt64) -> Int {
        if let place = places[id] { return place }
        let place = all.firstIndex { Self.order(id) < Self.order($0.id) } ?? all.count
        all.insert(Worker(id: id, since: time, startedAt: time), at: place)
        for index in place..<all.count { places[all[index].id] = index }
        return place
    }

    private static func order(_ id: WorkerID) -> (Int, Int) {
        switch id.kind {
        case .main: (0, id.number)
        case .thread: (1, id.number)
        case .process: (2, id.number)
        }
    }
}
