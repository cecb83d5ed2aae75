import Compute
import Plan

/// Decides which steps there is room for: what is resident, what running steps are expected to add, and the next step's need
/// together stay under what a run may use. A value of the orchestrator's thread; knows sizes, and touches no data.
struct MemoryBudget {
    /// As the user gave it: anonymous and shared memory of all processes of the run.
    let total: Int
    /// What of it data may take: without what the processes need for themselves, and a margin for what an allocator keeps back.
    private(set) var room: Int
    /// What one step may need at most. The room at the start, so that it does not depend on what ran before.
    let mostForAStep: Int
    /// What each process needs beside data, as far as is known.
    private var ownBytes: Int
    private let processes: Int
    /// By step that runs: what it is expected to add.
    private var reservations: [StepID: Int] = [:]
    private(set) var reserved = 0

    /// Less is no room at all.
    static let leastRoom = 8 << 20

    /// - Parameters:
    ///   - ownBytes: what the program has taken already, without data.
    ///   - processes: worker processes that will take as much each.
    /// - Throws: where nothing is left for data.
    init(_ total: Int, ownBytes: Int, processes: Int) throws(RunFault) {
        self.total = total
        self.ownBytes = ownBytes
        self.processes = processes
        room = Self.room(total, ownBytes, processes)
        mostForAStep = room
        let own = ownBytes * (1 + processes)
        guard room >= Self.leastRoom else {
            let least = (own + Self.leastRoom) * 16 / 15 + (4 << 20)
            throw RunFault(
                .memoryBudget,
                "the memory budget of \(Self.text(total)) leaves no room for data: \(processes == 0 ? "weir itself takes" : "weir and its \(processes) worker processes take") \(Self.text(own)); give it \(Self.text(least)) at least"
            )
        }
    }

    private static func room(_ total: Int, _ ownBytes: Int, _ processes: Int) -> Int {
        total - ownBytes * (1 + processes) - max(total / 16, 4 << 20)
    }

    /// Whether nothing runs.
    var isIdle: Bool { reservations.isEmpty }

    /// This process has been seen to need so much beside data: its threads, its code, what its allocator keeps.
    mutating func learned(ownBytes seen: Int) {
        guard seen > ownBytes else { return }
        ownBytes = seen
        room = max(Self.room(total, ownBytes, processes), Self.leastRoom)
    }

    /// Bytes of its own that a worker process of such a run may ask the system for at all: far more than it should take, so that only
    /// what leaks or runs wild dies of it. Stacks and what allocators set aside count.
    static func limitOfAWorker(_ total: Int64) -> Int {
        Int(clamping: total) &+ min(1 << 30, Int.max &- Int(clamping: total))
    }

    enum Answer: Equatable {
        case starts
        /// There is no room now, but there will be once others have ended.
        case waits
        /// There is room once so many bytes have left memory; nothing runs that would make it by itself.
        case needsSpill(Int)
        /// There is no room for it even in an empty memory.
        case neverFits
    }

    /// Whether a step may start, which then is to be told by `started`.
    ///
    /// - Parameters:
    ///   - resident: bytes of all data in memory.
    ///   - isReading: it has no inputs, so that its output stays until others use it up.
    func answer(_ need: StepEstimate, resident: Int, isReading: Bool) -> Answer {
        if need.least > mostForAStep { return .neverFits }
        let free = room - resident - reserved
        let runs = !reservations.isEmpty
        // Who will use what is read needs room too; without, reading would fill the memory that all others wait for.
        let wanted = need.total + (isReading && (runs || resident > 0) ? need.output : 0)
        if wanted <= free { return .starts }
        if runs { return .waits }
        if need.total <= free { return .starts }
        // What is only expected to be too large runs alone.
        let excess = min(need.total, room) - free
        return excess > 0 ? .needsSpill(excess) : .starts
    }

    mutating func started(_ step: StepID, _ need: StepEstimate) {
        ended(step)
        reservations[step] = need.total
        reserved += need.total
    }

    /// Returns whether it may have left much that the allocator keeps back.
    @discardableResult
    mutating func ended(_ step: StepID) -> Bool {
        let bytes = reservations.removeValue(forKey: step) ?? 0
        reserved -= bytes
        return bytes > room / 16
    }

    /// Why a step that made so many bytes, or would need them, cannot be.
    func fault(_ step: Step, _ bytes: Int, isExpected: Bool) -> RunFault {
        RunFault(
            .memoryBudget,
            "it \(isExpected ? "needs at least \(Self.text(bytes)) of memory" : "made \(Self.text(bytes)) of data"), but of the memory budget of \(Self.text(total)) only \(Self.text(mostForAStep)) is left for data; give the run at least \(Self.text((total - mostForAStep) + bytes * 5 / 4)), or have the step make less",
            step: step.id)
    }

    /// `512MiB`, rounded up where it is not whole.
    static func text(_ bytes: Int) -> String {
        let mebibytes = (bytes + (1 << 20) - 1) >> 20
        return "\(mebibytes)MiB"
    }
}
