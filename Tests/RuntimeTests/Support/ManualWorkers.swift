import Compute
import Events
import Plan
import Runtime
import Testing

/// Workers without threads, driven by the test: each time the orchestrator waits, the next move of the script is made, and
/// once there is none left, the queued task of highest priority runs. Time stands still but for `advance`.
final class ManualWorkers: WorkerPool, @unchecked Sendable {
    // Sendable: used on one thread.
    typealias Move = (ManualWorkers) -> Void

    private(set) var queue: [StepTask] = []
    /// Taken up and not ended.
    private(set) var running: [StepTask] = []
    private var reports: [WorkerReport] = []
    private(set) var abandoned: [StepID] = []
    private(set) var isShutDown = false
    private(set) var now: UInt64 = 0
    /// How often the orchestrator went to sleep.
    private(set) var waits = 0
    private var clock = ProcessorClock()
    var script: [Move] = []
    var canStart = true
    /// When a deadline is waited for and nothing is queued, time moves to it.
    private(set) var deadlines: [UInt64] = []

    func prepare() -> Bool { canStart }
    func prepareProcesses(steps: Int) throws(RunFault) {}

    func submit(_ tasks: [StepTask]) {
        queue += tasks
        queue.sort { ($1.priority, $0.step) < ($0.priority, $1.step) }
    }

    func runInline(_ task: StepTask) { task.run(on: .main, clock: &clock) }

    func withdrawAll() -> [StepTask] {
        defer { queue = [] }
        return queue
    }

    func abandon(_ step: StepID) {
        queue.removeAll { $0.step == step }
        if let index = running.firstIndex(where: { $0.step == step }) {
            running.remove(at: index).cancel()
            abandoned.append(step)
        }
    }

    func post(_ command: RunCommand) { reports.append(.command(command)) }

    func takeReports(_ taken: inout [WorkerReport], waiting: ReportWait) {
        if case .until(let deadline) = waiting, reports.isEmpty {
            waits += 1
            if let deadline { deadlines.append(deadline) }
            while reports.isEmpty {
                if !script.isEmpty {
                    script.removeFirst()(self)
                    if let deadline, now >= deadline { break }
                } else if !running.isEmpty {
                    finish(running[0].step)
                } else if !queue.isEmpty {
                    takeUp()
                } else if let deadline {
                    now = max(now, deadline)
                    break
                } else {
                    Issue.record("the run waits for nothing")
                    reports.append(.command(.stop(gracefully: false)))
                }
            }
        }
        taken = reports
        reports = []
    }

    func shutDown() -> Int {
        isShutDown = true
        return abandoned.count
    }

    // MARK: Moves

    /// A worker takes up the queued task of highest priority.
    func takeUp() {
        guard !queue.isEmpty else { return }
        let task = queue.removeFirst()
        running.append(task)
        if task.timeout != nil { reports.append(.started(task, at: now)) }
    }

    /// A step that was taken up (or is queued) runs to its end.
    func finish(_ step: StepID) {
        if let index = running.firstIndex(where: { $0.step == step }) {
            end(running.remove(at: index))
        } else if let index = queue.firstIndex(where: { $0.step == step }) {
            end(queue.remove(at: index))
        } else {
            Issue.record(
                "\(step) is not there to be finished: queued \(queue.map(\.step)), running \(running.map(\.step))")
        }
    }

    func advance(by duration: Duration) { now += UInt64(duration / .nanoseconds(1)) }

    private func end(_ task: StepTask) {
        task.run(on: WorkerID(.thread, 1), clock: &clock)
        reports.append(.ended(task))
    }
}

/// Keeps no file; remembers what it was told.
final class FakeFiles: OutputFiles, @unchecked Sendable {
    // Sendable: used on one thread.
    private(set) var claimed: [String] = []
    private(set) var swept: [String] = []
    private(set) var moves: [String] = []
    private(set) var removed: Set<String> = []
    private(set) var written: [String: [UInt8]] = [:]
    var unmovable: [String: String] = [:]
    var unwritable: String?

    func claim(_ path: String) { claimed.append(path) }

    func sweep(_ targets: [String]) { swept += targets }

    func write(_ bytes: [UInt8], to path: String) -> String? {
        written[path] = bytes
        return unwritable
    }

    func move(_ path: String, to target: String) -> String? {
        if let reason = unmovable[target] { return reason }
        moves.append("\(path) → \(target)")
        return nil
    }

    func remove(_ path: String) { removed.insert(path) }
}
