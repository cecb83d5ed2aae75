import Events
import Foundation
import Plan
import TestFolders

/// A run whose events are read as they happen, so that a test can act in the middle of it.
final class WatchedRun: Sendable {
    /// What is known so far.
    struct Story {
        var events: [RunEvent.Kind] = []
        /// Worker processes that were started, in order, by the id of their worker.
        var processes: [(worker: WorkerID, id: pid_t)] = []
        /// Those that have not ended.
        var living: [WorkerID: pid_t] = [:]
        var labels: [String] = []

        func label(_ step: StepID) -> String {
            labels.indices.contains(Int(step.index)) ? labels[Int(step.index)] : "\(step)"
        }
    }

    enum Program { case weir, probe }

    private let story = Locked(Story())
    private let rest = Locked<[UInt8]>([])
    let ended: Locked<WeirProcess.Ended?> = Locked(nil)

    var events: [RunEvent.Kind] { story.withLock { $0.events } }
    var processes: [pid_t] { story.withLock { $0.processes.map(\.id) } }

    /// Runs a plan in worker processes to its end. Without an end it is killed after five minutes, and the status is 137.
    ///
    /// - Parameter on: called for each event, with the process and the story up to it.
    static func run(
        _ program: Program = .weir, _ plan: String, _ arguments: [String] = [], in folder: TestFolder,
        environment: [String: String] = [:],
        on event: @escaping @Sendable (RunEvent.Kind, Story, WeirProcess) -> Void = { _, _, _ in }
    ) async throws -> (ended: WeirProcess.Ended, run: WatchedRun) {
        let run = WatchedRun()
        let own =
            switch program {
            case .weir: ["run", plan, "--ui", "json", "--mode", "processes"]
            case .probe: [plan]
            }
        let process = try WeirProcess(
            own + arguments, in: folder.path, environment: environment,
            program: program == .weir ? "weir" : "WorkerProbe")
        let guardian = try ProcessEnd(of: process.identifier)
        PosixThread.start(name: "guardian") {
            if !guardian.hasEnded(within: 300_000) { process.send(SIGKILL) }
        }?.detach()
        let ended = await process.end { text, process in
            for kind in run.take(text) { event(kind, run.story.withLock { $0 }, process) }
        }
        return (ended, run)
    }

    private func take(_ text: String) -> [RunEvent.Kind] {
        let lines = rest.withLock { rest in
            rest += Array(text.utf8)
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [ArraySlice<UInt8>]() }
            defer { rest.removeFirst(end + 1) }
            return rest[..<end].split(separator: UInt8(ascii: "\n")).map { Array($0)[...] }
        }
        return lines.compactMap { line in
            guard let event = try? JSONDecoder().decode(RunEvent.self, from: Data(line)) else { return nil }
            story.withLock { $0.add(event.kind) }
            return event.kind
        }
    }

    /// What was said of the step with this label: log lines.
    func log(of label: String) -> [String] {
        story.withLock { story in
            story.events.compactMap { event in
                guard case .logLine(let step?, let text) = event, story.label(step) == label else { return nil }
                return text
            }
        }
    }

    /// How often an attempt at the step with this label was begun.
    func starts(of label: String) -> Int {
        story.withLock { story in
            story.events.count {
                if case .stepStarted(let step, _, _) = $0 { story.label(step) == label } else { false }
            }
        }
    }

    /// Steps that finished, by label.
    var finished: [String] {
        story.withLock { story in
            story.events.compactMap { if case .stepFinished(let step, _) = $0 { story.label(step) } else { nil } }
        }
    }

    /// Why workers ended, in order.
    var exits: [String] {
        events.compactMap { if case .workerExited(_, let reason) = $0 { reason } else { nil } }
    }
}

extension WatchedRun.Story {
    mutating func add(_ event: RunEvent.Kind) {
        events.append(event)
        switch event {
        case .runStarted(let run): labels = run.steps.map(\.label)
        case .workerStarted(let worker, let id?):
            processes.append((worker, id))
            living[worker] = id
        case .workerExited(let worker, _): living[worker] = nil
        default: break
        }
    }
}
