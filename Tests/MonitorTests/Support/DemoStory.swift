import Monitor
import Plan

@testable import Events

/// The run of `weir demo`, told event by event and slower than it is: twenty steps on two threads, columns dropped at their last
/// consumer, samples of the process every half second. The same at each call.
struct DemoStory {
    /// Nanoseconds.
    static let millisecond: UInt64 = 1_000_000

    /// In mid-run: everything is read and worked on, the first join is done, the second runs, one output is shown already.
    static func midRun() -> [RunEvent] { DemoStory().events(until: 3_400) }

    /// The second join failed; what does not need it has finished, what does is skipped.
    static func failed() -> [RunEvent] { DemoStory(failing: "join flights⟕airlines⟕planes").events(until: .max) }

    static func finished() -> [RunEvent] { DemoStory().events(until: .max) }

    /// The check failed, so what it guards is not written.
    static func refused() -> [RunEvent] { DemoStory(failing: "check flights.carrier not_null").events(until: .max) }

    /// The check does not hold, and only warns.
    static func warned() -> [RunEvent] {
        finished().map { event in
            guard case .checkPassed(let step) = event.kind else { return event }
            return RunEvent(sequence: event.sequence, time: event.time, kind: .checkFailed(step, check(isError: false)))
        }
    }

    static func check(isError: Bool) -> CheckFailed {
        CheckFailed(
            description: "carrier is not null", isError: isError, failedRows: 7, totalRows: 336_776,
            place: "flights (csv data/flights.csv)", position: "delays.yaml:31:5",
            sample: TablePreview(
                columns: [
                    .init(name: "row", type: "int64", nullCount: 0),
                    .init(name: "carrier", type: "string", nullCount: 5),
                ], rows: [["12", nil], ["90", nil], ["91", nil], ["4401", nil], ["336776", nil]], rowCount: 5))
    }

    /// A run of which `plan` alone is known.
    static func begun() -> [RunEvent] { DemoStory().events(until: 0) }

    struct Column {
        var name: String
        var type: String
        var bytes: Int
    }

    struct Work {
        var label: String
        var kind: StepWork.Kind
        var group: String
        var dataset: Int
        var reads: [String]
        var makes: [Column]
        var rows: Int
        /// Milliseconds.
        var duration: UInt64
        var lines: [String] = []
    }

    static let datasets = [
        "flights", "airlines", "planes", "weather", "by_carrier", "flights⟕airlines", "flights⟕airlines⟕planes",
        "flights⟕airlines⟕planes⟕weather", "by_carrier⟕airlines",
    ]

    let plan: RunStarted
    let works: [Work]
    let failing: Int?

    init(failing: String? = nil) {
        works = Self.works
        self.failing = works.firstIndex { $0.label == failing }
        plan = Self.announce(works)
    }

    /// Slots are named `DATASET/COLUMN` in `reads`.
    private static func announce(_ works: [Work]) -> RunStarted {
        var slots: [RunStarted.Slot] = []
        var producers: [Int] = []
        var known: [String: Int] = [:]
        var steps: [RunStarted.Step] = []
        for (index, work) in works.enumerated() {
            let inputs = work.reads.compactMap { known[$0] }
            var outputs: [SlotID] = []
            for column in work.makes {
                known["\(datasets[work.dataset])/\(column.name)"] = slots.count
                outputs.append(SlotID(slots.count))
                slots.append(
                    RunStarted.Slot(name: column.name, dataset: DatasetID(work.dataset), type: column.type))
                producers.append(index)
            }
            // A write waits for the check too.
            let checks = work.label == "write delays" ? steps.indices.filter { steps[$0].kind == .check } : []
            let dependencies = Set(inputs.map { producers[$0] } + checks).sorted()
            steps.append(
                RunStarted.Step(
                    label: work.label, kind: work.kind, group: work.group, framework: .arrow,
                    dependencies: dependencies.map { StepID($0) }, inputs: inputs.map { SlotID($0) }, outputs: outputs))
        }
        return RunStarted(
            runID: "20260102T030405-4711", plan: "delays", file: "delays.yaml", wallClock: 1_767_323_045,
            modes: [.threads], workers: 2, memoryBudget: 128 << 20, steps: steps, slots: slots,
            datasets: datasets.map { RunStarted.Dataset(name: $0, framework: .arrow) })
    }
}
