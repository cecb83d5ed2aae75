import HeapModule
package import Plan

/// Which steps may run, and what follows when one ends: the run as a pure state machine. It starts no thread, reads no clock and
/// touches no data; it is told what happened and answers with actions, in the order in which they are to be carried out.
///
/// All transitions together cost O(steps + edges), ordering the ready steps aside (a heap).
package struct RunState: Sendable {
    package enum Phase: UInt8, Sendable {
        /// For its dependencies.
        case waiting
        /// For a worker.
        case ready
        /// Handed to a worker (and perhaps queued there).
        case started
        /// Failed, and to be tried again after a delay.
        case backingOff
        case finished, failed, cancelled, skipped
    }

    package enum Action: Sendable, Hashable {
        /// Nothing keeps it from running but a free worker.
        case ready(StepID)
        case start(StepID, attempt: Int)
        /// It failed; tell `backoffEnded` after the delay. `attempt`: the one to come.
        case retry(StepID, attempt: Int, delay: Duration)
        /// It never will run. `cause`: the failed or cancelled step it depends on; nil: the run ended.
        case skip(StepID, cause: StepID?)
        case cancelled(StepID)
        /// A started step's result is not wanted any more: do not wait for it.
        case abandon(StepID)
        /// Take back what is started but still queued, and tell `withdrawn`.
        case withdrawQueued
    }

    /// Where a step runs, and so what it competes for. A lane starts no more steps at once than its capacity.
    package typealias Lane = UInt8

    package let graph: StepGraph
    package let policy: FailurePolicy
    /// Whether a failure that would end the run holds it instead.
    package let holdsFailures: Bool
    private let lanes: ContiguousArray<Lane>
    private let capacities: [Int]
    /// Whether steps that have inputs start before those that have none, so that data is used up before more is read.
    private let startsConsumersFirst: Bool

    var phases: ContiguousArray<Phase>
    /// Dependencies not finished yet, of steps that wait.
    var unmet: ContiguousArray<Int32>
    /// Of skipped steps; -1: none.
    var causes: ContiguousArray<Int32>
    var attempts: ContiguousArray<UInt16>
    var retriesUsed: ContiguousArray<UInt16>
    private var ready: [Heap<ReadyStep>]
    private var inFlight: [Int]
    /// The least priority that each lane has started since it was last empty.
    private var floors: [UInt64]
    var actions: [Action] = []

    package internal(set) var finishedCount = 0
    package internal(set) var failedCount = 0
    package internal(set) var cancelledCount = 0
    package internal(set) var skippedCount = 0
    var backingOffCount = 0
    /// Ready steps that are not to start before `reconsiderHeldBack`, in the order of being held back.
    package private(set) var heldBack: [StepID] = []
    package internal(set) var isPaused = false
    package internal(set) var isStopping = false
    /// Whether a held run has been told to end.
    var acceptsFailures = false
    /// Failures in spite of which a run that fails fast goes on, because another was retried.
    var toleratedFailures = 0

    /// - Parameters:
    ///   - lanes: of each step; missing: lane 0.
    ///   - capacities: of each lane: how many of its steps may be started and not ended.
    ///   - startsConsumersFirst: steps that have inputs start before those that have none, whatever their critical path.
    package init(
        graph: StepGraph, policy: FailurePolicy, holdsFailures: Bool = false, lanes: ContiguousArray<Lane> = [],
        capacities: [Int] = [1], startsConsumersFirst: Bool = false
    ) {
        self.graph = graph
        self.policy = policy
        self.holdsFailures = holdsFailures
        self.lanes = lanes.isEmpty ? ContiguousArray(repeating: 0, count: graph.count) : lanes
        self.capacities = capacities
        self.startsConsumersFirst = startsConsumersFirst
        phases = ContiguousArray(repeating: .waiting, count: graph.count)
        unmet = ContiguousArray(unsafeUninitializedCapacity: graph.count) { buffer, count in
            for step in 0..<graph.count {
                buffer.initializeElement(at: step, to: Int32(graph.dependencies(of: step).count))
            }
            count = graph.count
        }
        causes = ContiguousArray(repeating: -1, count: graph.count)
        attempts = ContiguousArray(repeating: 0, count: graph.count)
        retriesUsed = ContiguousArray(repeating: 0, count: graph.count)
        ready = Array(repeating: Heap(), count: capacities.count)
        inFlight = Array(repeating: 0, count: capacities.count)
        floors = Array(repeating: .max, count: capacities.count)
    }

    package func phase(of step: StepID) -> Phase { phases[Int(step.index)] }

    package func lane(of step: StepID) -> Lane { lanes[Int(step.index)] }

    /// The number of a started step's attempt, from 1; of any other, the number of attempts made.
    package func attempt(of step: StepID) -> Int { Int(attempts[Int(step.index)]) }

    /// Whether `attempt` is what the run waits for: not abandoned, not answered yet.
    package func isCurrent(_ step: StepID, attempt: Int) -> Bool {
        phases[Int(step.index)] == .started && Int(attempts[Int(step.index)]) == attempt
    }

    package var inFlightCount: Int { inFlight.reduce(0, +) }

    /// Whether a failure has ended the starting of steps.
    package var isFailing: Bool { policy == .fast && failedCount > toleratedFailures }

    /// Makes ready what waits for nothing. Once, first.
    package mutating func start() {
        var first = Array(repeating: [ReadyStep](), count: capacities.count)
        for step in 0..<graph.count where unmet[step] == 0 && phases[step] == .waiting {
            phases[step] = .ready
            actions.append(.ready(StepID(step)))
            first[Int(lanes[step])].append(readyStep(step))
        }
        for lane in first.indices { ready[lane] = Heap(first[lane]) }
    }

    /// A step that need not be done, as its results are there: counts as finished. Before `start`.
    package mutating func adopt(_ step: StepID) {
        let index = Int(step.index)
        phases[index] = .finished
        finishedCount += 1
        for dependent in graph.dependents(of: index) { unmet[Int(dependent)] -= 1 }
    }

    /// What is to be done now, oldest first: all that followed from what was told since the last call, then the steps to
    /// start, by length of their critical path, then in plan order.
    package mutating func takeActions() -> [Action] {
        var taken: [Action] = []
        takeActions(into: &taken)
        return taken
    }

    /// The same, into a buffer whose memory is used again.
    package mutating func takeActions(into taken: inout [Action]) {
        startReady()
        taken.removeAll(keepingCapacity: true)
        swap(&taken, &actions)
    }

    private mutating func startReady() {
        guard !isPaused && !isStopping && !isFailing else { return }
        for lane in ready.indices {
            while heldBack.count < Self.mostHeldBack, let next = ready[lane].max {
                let step = Int(next.index)
                guard phases[step] == .ready else {
                    ready[lane].removeMax()
                    continue
                }
                guard hasRoom(for: next, in: lane) else { break }
                ready[lane].removeMax()
                if next.priority < floors[lane] { floors[lane] = next.priority }
                phases[step] = .started
                inFlight[lane] += 1
                attempts[step] += 1
                actions.append(.start(StepID(step), attempt: Int(attempts[step])))
            }
        }
    }

    /// A lane's steps may queue at the workers. So that a step never waits behind one of a shorter path there, what outranks a
    /// queued step may start beyond the capacity, up to a limit.
    private func hasRoom(for step: ReadyStep, in lane: Int) -> Bool {
        let capacity = capacities[lane]
        if inFlight[lane] < capacity { return true }
        return capacity > 1 && step.priority > floors[lane] && inFlight[lane] < 4 * capacity
    }

    /// So many steps are held back at most: while there are, none is started beside those that `reconsiderHeldBack` gives another
    /// try, so that each try is short.
    private static let mostHeldBack = 32

    /// A step that was just started is not to run yet. It is ready still; that it has been started before does not count.
    package mutating func holdBack(_ step: StepID) {
        let index = Int(step.index)
        precondition(phases[index] == .started, "\(step) was not started")
        phases[index] = .ready
        attempts[index] -= 1
        leaveFlight(index)
        heldBack.append(step)
    }

    /// What was held back may start again.
    package mutating func reconsiderHeldBack() {
        for step in heldBack where phases[Int(step.index)] == .ready {
            ready[Int(lanes[Int(step.index)])].insert(readyStep(Int(step.index)))
        }
        heldBack.removeAll(keepingCapacity: true)
    }

    /// When a step will use its inputs: the greater, the sooner; 0: it will not.
    package func urgency(of step: StepID) -> UInt64 {
        let index = Int(step.index)
        switch phases[index] {
        case .started: return .max
        case .ready, .backingOff, .waiting: return max(1, graph.criticalPath[index])
        case .finished, .failed, .cancelled, .skipped: return 0
        }
    }

    private func readyStep(_ step: Int) -> ReadyStep {
        var priority = graph.criticalPath[step]
        if startsConsumersFirst && !graph.dependencies(of: step).isEmpty { priority |= 1 << 63 }
        return ReadyStep(priority: priority, index: Int32(step))
    }

    mutating func makeReady(_ step: Int) {
        phases[step] = .ready
        actions.append(.ready(StepID(step)))
        ready[Int(lanes[step])].insert(readyStep(step))
    }

    /// A started step goes back to the ready ones, as if it had not been started.
    mutating func takeBack(_ step: Int) {
        phases[step] = .ready
        attempts[step] -= 1
        leaveFlight(step)
        ready[Int(lanes[step])].insert(readyStep(step))
    }

    mutating func leaveFlight(_ step: Int) {
        let lane = Int(lanes[step])
        inFlight[lane] -= 1
        if inFlight[lane] == 0 { floors[lane] = .max }
    }

    /// Whether a ready step is left.
    var hasReady: Bool {
        if heldBack.contains(where: { phases[Int($0.index)] == .ready }) { return true }
        return ready.contains { !$0.isEmpty && $0.unordered.contains { phases[Int($0.index)] == .ready } }
    }
}

/// Greatest: the longest critical path, then the earliest in the plan.
private struct ReadyStep: Comparable {
    var priority: UInt64
    var index: Int32

    static func < (a: ReadyStep, b: ReadyStep) -> Bool {
        a.priority != b.priority ? a.priority < b.priority : a.index > b.index
    }
}
