import Plan
import Testing

@testable import Events
@testable import Monitor

/// Runs that an engine could tell, by chance, against a fold that looks at everything each time.
@Suite struct RunModelPropertyTests {
    typealias Phase = StepRecord.Phase

    /// What is true of the steps after some events, as simply as it can be said.
    private struct Oracle {
        let needs: [[Int]]
        var phases: [Phase]

        init(_ needs: [[Int]]) {
            self.needs = needs
            phases = needs.map { _ in .waiting }
        }

        mutating func receive(_ kind: RunEvent.Kind) {
            switch kind {
            case .stepReady(let step):
                let earlier = phases[Int(step.index)]
                phases[Int(step.index)] = .ready
                if earlier == .failed || earlier == .cancelled { revive() }
            case .stepStarted(let step, _, _): phases[Int(step.index)] = .running
            case .stepFinished(let step, _): phases[Int(step.index)] = .finished
            case .stepFailed(let step, _): phases[Int(step.index)] = .failed
            case .stepRetried(let step, _, _): phases[Int(step.index)] = .retrying
            case .stepCancelled(let step): phases[Int(step.index)] = .cancelled
            case .stepSkipped(let step, _): phases[Int(step.index)] = .skipped
            case .stepCached(let step): phases[Int(step.index)] = .cached
            default: break
            }
        }

        func isBlocked(_ step: Int) -> Bool {
            needs[step].contains { [.failed, .cancelled, .skipped].contains(phases[$0]) }
        }

        /// Whatever is skipped and needs nothing that went wrong waits again.
        private mutating func revive() {
            for step in phases.indices where phases[step] == .skipped && !isBlocked(step) { phases[step] = .waiting }
        }

        func steps(_ phase: Phase) -> Set<StepID> {
            Set(phases.indices.filter { phases[$0] == phase }.map { StepID($0) })
        }
    }

    /// Chooses among what may happen next. Each step fills a dataset of its own and reads those of the steps that it needs.
    private struct Chance {
        var random: SeededGenerator
        let needs: [[Int]]
        private(set) var oracle: Oracle
        private(set) var events: [RunEvent] = []
        private var time: UInt64 = 0

        init(seed: UInt64) {
            random = SeededGenerator(seed)
            needs = Self.needs(&random)
            oracle = Oracle(needs)
            let steps = needs.enumerated().map { step, needs in
                RunStarted.Step(
                    label: "s\(step)", kind: .compute, group: "g\(step % 3)", framework: .arrow,
                    dependencies: needs.map { StepID($0) }, inputs: needs.map { SlotID($0) }, outputs: [SlotID(step)])
            }
            say(
                .runStarted(
                    RunStarted(
                        runID: "1", plan: "p", file: "p.yaml", wallClock: 0, modes: [.threads], workers: 2,
                        memoryBudget: nil, steps: steps,
                        slots: needs.indices.map { .init(name: "c\($0)", dataset: DatasetID($0), type: nil) },
                        datasets: needs.indices.map { .init(name: "d\($0)", framework: .arrow) })))
        }

        private static func needs(_ random: inout SeededGenerator) -> [[Int]] {
            var needs: [[Int]] = []
            for step in 0..<Int.random(in: 1...30, using: &random) {
                let count = step == 0 ? 0 : Int.random(in: 0...2, using: &random)
                needs.append((0..<count).map { _ in Int.random(in: 0..<step, using: &random) })
            }
            return needs
        }

        private mutating func say(_ kind: RunEvent.Kind) {
            time += UInt64.random(in: 0...1_000_000_000, using: &random)
            events.append(RunEvent(sequence: UInt64(events.count + 1), time: time, kind: kind))
            oracle.receive(kind)
        }

        mutating func happen() {
            let step = Int.random(in: needs.indices, using: &random)
            let (id, worker) = (StepID(step), WorkerID(.thread, step % 2 + 1))
            switch (oracle.phases[step], Int.random(in: 0..<6, using: &random)) {
            case (.waiting, 0): say(.stepCached(id))
            case (.waiting, _):
                if needs[step].allSatisfy({ [.finished, .cached].contains(oracle.phases[$0]) }) { say(.stepReady(id)) }
            case (.ready, _): say(.stepStarted(id, worker: worker, attempt: 1))
            case (.running, 0):
                say(.stepFailed(id, StepFailure(message: "no")))
                skip(after: step)
            case (.running, 1): say(.stepRetried(id, attempt: 1, delay: 5))
            case (.running, 2): say(.stepProgressed(id, rows: 4))
            case (.running, 3):
                say(.stepCancelled(id))
                skip(after: step)
            case (.running, _):
                say(.stepFinished(id, StepFigures(rows: 9, bytes: 8, duration: 7, processorTime: 6)))
                say(.dataStored(DatasetID(step), slots: [SlotID(step)], bytes: 8, rows: 9))
            case (.retrying, _), (.failed, 0), (.cancelled, 0): say(.stepReady(id))
            default: break
            }
        }

        private mutating func skip(after root: Int) {
            for step in needs.indices where oracle.phases[step] == .waiting && oracle.isBlocked(step) {
                say(.stepSkipped(StepID(step), cause: StepID(root)))
            }
        }
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func theFoldSaysWhatASimpleLookSays(seed: UInt64) {
        var chance = Chance(seed: seed)
        for _ in 0..<400 { chance.happen() }
        var model = RunModel()
        var oracle = Oracle(chance.needs)
        for event in chance.events {
            model.receive(event)
            oracle.receive(event.kind)
            #expect(Array(model.steps.map(\.phase)) == oracle.phases)
            #expect(model.phaseCounts.reduce(0, +) == oracle.phases.count)
            #expect(Phase.allCases.allSatisfy { model.count($0) == oracle.steps($0).count })
            #expect(model.settledCount == oracle.phases.count { $0.isSettled })
            #expect(Set(model.failures.keys) == oracle.steps(.failed))
            #expect(Set(model.causes.keys) == oracle.steps(.skipped))
        }
        for dataset in chance.needs.indices {
            let readers = chance.needs.indices.filter { chance.needs[$0].contains(dataset) }
            let left = readers.count { !oracle.phases[$0].isSettled }
            #expect(model.data.consumersLeft(of: DatasetID(dataset)) == left)
            #expect(model.consumersLeft(of: DatasetID(dataset)).count == left)
        }
        #expect(model.eventCount == chance.events.count)
        #expect(RunDigest(RunModel(chance.events)) == RunDigest(model))
    }
}
