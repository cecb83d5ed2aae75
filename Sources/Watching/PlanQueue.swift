/// The plans of a folder: what is known of each, and which is to run next. Pure: it is told what happened, and asked what to do.
///
/// A plan that reads what another writes waits for it. Where plans read each other's outputs in a circle, they run in the order of
/// their names.
package struct PlanQueue: Sendable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Its outputs are what it says.
        case current
        /// Something changed since it ran.
        case stale
        case running
        /// Its last run failed, and nothing changed since.
        case failed
        /// It has errors; what it said before stands.
        case invalid
    }

    private struct Entry {
        var state: State
        var inputs: PlanInputs
        /// Whether it changed while it was running.
        var isStaleAgain = false
        /// Whether the last version of its file has errors; it may run all the same, as it was.
        var isInvalid = false
    }

    /// By path; in the order of the names.
    private var entries: [String: Entry] = [:]

    package init() {}

    package var paths: [String] { entries.keys.sorted() }
    package func state(of path: String) -> State? {
        entries[path].map { $0.isInvalid && $0.state != .running ? .invalid : $0.state }
    }
    package func inputs(of path: String) -> PlanInputs? { entries[path]?.inputs }
    package var running: String? { entries.first { $0.value.state == .running }?.key }

    /// A plan was read and is sound. It counts as stale until it is found not to be.
    package mutating func planned(_ path: String, _ inputs: PlanInputs) {
        var entry = entries[path] ?? Entry(state: .stale, inputs: inputs)
        entry.inputs = inputs
        entry.isInvalid = false
        if entry.state == .running { entry.isStaleAgain = true } else { entry.state = .stale }
        entries[path] = entry
    }

    /// A plan was read, and would do what it did; only the files that it depends on may be others.
    package mutating func updated(_ path: String, _ inputs: PlanInputs) { entries[path]?.inputs = inputs }

    /// The user wants a plan to be run again.
    package mutating func asked(_ path: String) {
        guard let state = entries[path]?.state, state == .failed || state == .current else { return }
        entries[path]?.state = .stale
    }

    /// A plan was read and has errors. What it was before stands.
    ///
    /// - Parameter inputs: as far as they are known.
    package mutating func invalid(_ path: String, _ inputs: PlanInputs) {
        var entry = entries[path] ?? Entry(state: .invalid, inputs: inputs)
        entry.isInvalid = true
        if entry.state != .running { entry.state = .invalid }
        entry.isStaleAgain = false
        entries[path] = entry
    }

    package mutating func removed(_ path: String) { entries[path] = nil }

    package mutating func started(_ path: String) { entries[path]?.state = .running }

    /// A run has ended, or there was nothing to run.
    package mutating func ended(_ path: String, isGood: Bool) {
        guard var entry = entries[path] else { return }
        entry.state = entry.isStaleAgain ? .stale : isGood ? .current : .failed
        entry.isStaleAgain = false
        entries[path] = entry
    }

    /// Whether the running plan has changed since it began.
    package var isRunningStale: Bool { running.flatMap { entries[$0]?.isStaleAgain } ?? false }

    /// The plans that changes at these paths may concern: also every invalid one, of which not all is known.
    package func affected(by changes: Set<String>) -> [String] {
        paths.filter { path in
            guard let entry = entries[path] else { return false }
            return entry.isInvalid || changes.contains { entry.inputs.isAffected(by: $0) }
        }
    }

    /// The stale plan to run next: the first by name that reads nothing which another stale or running one writes. Nil: none.
    package var next: String? {
        let waiting = paths.filter { entries[$0]?.state == .stale && entries[$0]?.isInvalid != true }
        let writers = paths.filter { entries[$0]?.state == .stale || entries[$0]?.state == .running }
        let free = waiting.first { path in
            guard let inputs = entries[path]?.inputs else { return false }
            return !writers.contains { other in
                other != path && entries[other].map { inputs.reads(outputsOf: $0.inputs) } ?? false
            }
        }
        return free ?? waiting.first
    }

    /// The plans that read what this one writes.
    package func readers(of path: String) -> [String] {
        guard let inputs = entries[path]?.inputs else { return [] }
        return paths.filter { other in other != path && entries[other]?.inputs.reads(outputsOf: inputs) == true }
    }

    /// Every folder in which a change would be seen.
    package var folders: Set<String> { entries.values.reduce(into: []) { $0.formUnion($1.inputs.folders) } }
}
