import ADBC
import Columnar
import Compute
import Events
import History
import Plan
import TestFolders

@testable import Caching

extension TestFolder {
    /// The history of a folder `.weir` in it.
    var history: HistoryFile { HistoryFile(in: path + "/.weir", drivers: DriverLocator()) }

    /// A plan over files of the folder.
    func plan(_ text: String) throws -> ExecutionPlan {
        let file = try PlanFileDecoder.decode(text: text, path: path + "/plan.yaml", folder: path)
        return try Planner.plan(
            file, sources: InspectedSources(), features: BuiltInCatalog(), queries: EngineCatalog())
    }
}

extension RecordedRun {
    init(_ id: String, file: String = "plan.yaml", steps: Int = 1, outcome: RunFinished.Outcome = .succeeded) {
        self.init(
            id: id, plan: "plan", file: file, started: 1_767_323_045_000_000, duration: 5_000_000, outcome: outcome,
            modes: "threads", workers: 2, counts: .init(steps: steps, finished: steps), rows: 10, bytes: 80,
            peakDataBytes: 100, peakResidentBytes: 1_000)
    }
}

extension RecordedStep {
    init(
        _ label: String, index: Int = 0, _ outcome: Outcome = .finished, milliseconds: Int = 1, attempts: Int = 1,
        bytes: Int = 80, input: Int? = nil, definition: String? = nil
    ) {
        self.init(
            index: index,
            definition: .init(
                hash: ContentHash(of: Array((definition ?? label).utf8)), label: label, kind: "compute",
                group: "scaling", framework: "arrow"), outcome: outcome)
        self.attempts = attempts
        self.duration = UInt64(milliseconds) * 1_000_000
        self.bytes = bytes
        self.input = input
        rows = 10
        peakBytes = bytes
    }

    /// A step of a plan, as it would be recorded.
    init(_ step: Step, of definitions: PlanDefinition, milliseconds: Int, bytes: Int = 80, input: Int? = nil) {
        self.init(step.label, index: Int(step.id.index), milliseconds: milliseconds, bytes: bytes, input: input)
        definition.hash = definitions[step.id]
    }
}

extension RunStarted {
    /// As a run of a plan begins.
    init(_ plan: ExecutionPlan, runID: String = "r1") {
        self.init(
            runID: runID, plan: plan.name, file: plan.file, wallClock: 1_767_323_045.5, modes: [.threads], workers: 2,
            memoryBudget: nil,
            steps: plan.steps.map { step in
                Step(
                    label: step.label, kind: step.work.kind, group: "group", framework: step.framework,
                    dependencies: step.dependencies, inputs: step.inputs, outputs: step.outputs)
            }, slots: plan.slots.map { Slot(name: $0.name, dataset: $0.dataset, type: nil) },
            datasets: plan.datasets.map { Dataset(name: $0.name, framework: $0.framework) })
    }
}

extension RunFinished {
    init(_ outcome: Outcome, milliseconds: UInt64 = 9) {
        self.init(
            outcome: outcome, finished: 0, failed: 0, skipped: 0, cancelled: 0, duration: milliseconds * 1_000_000,
            peakPoolBytes: 700, peakResidentBytes: 7_000, written: [])
    }
}
