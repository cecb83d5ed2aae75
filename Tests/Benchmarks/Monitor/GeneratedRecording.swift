import Events
import Plan

/// A long run as its events, made up: datasets of a hundred columns, each column made from another of the same dataset, and each
/// dataset from an earlier one. About a hundred thousand events a second on eight workers, as the engine would say them; the same
/// in every run.
struct GeneratedRecording {
    let events: [RunEvent]
    let stepCount: Int

    private static let columns = 100
    private static let workers = 8
    private static let operations = ["mean_imputed", "standard_scaled", "sum_aggr", "min_max_scaled", "year", "upper"]

    init(steps: Int) {
        stepCount = steps
        var simulation = Simulation(Self.plan(steps: steps))
        simulation.run()
        events = simulation.events
    }

    private static func parents(of step: Int) -> [Int] {
        let (dataset, place) = (step / columns, step % columns)
        guard place > 0 else { return dataset == 0 ? [] : [(dataset - 1) / 2 * columns] }
        let first = dataset * columns + (place - 1) / 3
        return place > 10 && place % 4 == 0 ? [first, first + 1] : [first]
    }

    private static func plan(steps: Int) -> RunStarted {
        let frameworks: [FrameworkName] = ["arrow", "rows"]
        let datasets = (0..<(steps + columns - 1) / columns).map { dataset in
            RunStarted.Dataset(name: "orders_\(dataset)⟕customers", framework: frameworks[dataset % 2])
        }
        var described: [RunStarted.Step] = []
        var slots: [RunStarted.Slot] = []
        for step in 0..<steps {
            let (dataset, place) = (step / columns, step % columns)
            let operation = operations[place % operations.count]
            let name = "amount_\(step)__mean_imputed__\(operation)"
            let parents = parents(of: step)
            described.append(
                RunStarted.Step(
                    label: place == 0 ? "read orders_\(dataset)" : name, kind: .compute,
                    group: place == 0 ? "read" : operation, framework: datasets[dataset].framework,
                    dependencies: parents.map { StepID($0) }, inputs: parents.map { SlotID($0) },
                    outputs: [SlotID(step)]))
            slots.append(RunStarted.Slot(name: name, dataset: DatasetID(dataset), type: "float64"))
        }
        return RunStarted(
            runID: "generated", plan: "generated", file: "generated.yaml", wallClock: 1_700_000_000, modes: [.threads],
            workers: workers, memoryBudget: 8 << 30, steps: described, slots: slots, datasets: datasets)
    }

    /// Ready steps are taken in the order of their becoming so; the steps end one by one.
    private struct Simulation {
        private(set) var events: [RunEvent] = []
        private let plan: RunStarted
        private let graph: Plan.StepGraph
        private var time: UInt64 = 0
        private var ready: [Int] = []
        private var nextReady = 0
        private var unmet: [Int]
        private var readersLeft: [Int]
        private var slotsLeft: [Int]
        private var sampledAt: UInt64 = 0
        /// By worker: the step it runs, and when that ends.
        private var running: [(step: Int, end: UInt64)?]
        private var isBusy: [Bool]

        init(_ plan: RunStarted) {
            self.plan = plan
            graph = Plan.StepGraph(count: plan.steps.count) { plan.steps[$0].dependencies }
            unmet = plan.steps.map(\.dependencies.count)
            readersLeft = plan.steps.indices.map { [graph] in graph.dependents(of: $0).count }
            slotsLeft = Array(repeating: 0, count: plan.datasets.count)
            for slot in plan.slots { slotsLeft[Int(slot.dataset.index)] += 1 }
            running = Array(repeating: nil, count: plan.workers)
            isBusy = Array(repeating: false, count: plan.workers)
        }

        mutating func run() {
            say(.runStarted(plan))
            for worker in running.indices { say(.workerStarted(Self.id(worker), processID: nil)) }
            for step in unmet.indices where unmet[step] == 0 { becomesReady(step) }
            while true {
                startReady()
                guard let worker = running.indices.min(by: { end(of: $0) < end(of: $1) }), let next = running[worker]
                else { break }
                running[worker] = nil
                time = max(time, next.end)
                finish(next.step)
                if time - sampledAt > 250_000_000 { sample() }
            }
            let duration = time
            say(
                .runFinished(
                    RunFinished(
                        outcome: .succeeded, finished: plan.steps.count, failed: 0, skipped: 0, cancelled: 0,
                        duration: duration, peakPoolBytes: 1 << 30, peakResidentBytes: 2 << 30, written: [])))
        }

        private static func id(_ worker: Int) -> WorkerID { WorkerID(.thread, worker + 1) }

        private func end(of worker: Int) -> UInt64 { running[worker]?.end ?? .max }

        private mutating func say(_ kind: RunEvent.Kind) {
            events.append(RunEvent(sequence: UInt64(events.count + 1), time: time, kind: kind))
        }

        private mutating func becomesReady(_ step: Int) {
            say(.stepReady(StepID(step)))
            ready.append(step)
        }

        private mutating func startReady() {
            for worker in running.indices where running[worker] == nil {
                guard nextReady < ready.count else {
                    if isBusy[worker] { say(.workerIdle(Self.id(worker))) }
                    isBusy[worker] = false
                    continue
                }
                let step = ready[nextReady]
                nextReady += 1
                if !isBusy[worker] { say(.workerBusy(Self.id(worker), StepID(step))) }
                isBusy[worker] = true
                say(.stepStarted(StepID(step), worker: Self.id(worker), attempt: 1))
                running[worker] = (step, time + duration(of: step))
            }
        }

        /// From 50 to 660 µs.
        private func duration(of step: Int) -> UInt64 { 50_000 + UInt64(step &* 7_919 % 611) * 1_000 }

        private mutating func finish(_ step: Int) {
            let dataset = plan.slots[step].dataset
            if step % 7 == 0 {
                say(.logLine(StepID(step), "took \(step % 13) of its values from “\(plan.slots[step].name)”"))
            }
            let duration = duration(of: step)
            say(
                .stepFinished(
                    StepID(step),
                    StepFigures(rows: 1_000, bytes: 8_000, duration: duration, processorTime: duration / 2)))
            say(.dataStored(dataset, slots: plan.steps[step].outputs, bytes: 8_000, rows: 1_000))
            for dependent in graph.dependents(of: step) {
                unmet[Int(dependent)] -= 1
                if unmet[Int(dependent)] == 0 { becomesReady(Int(dependent)) }
            }
            if readersLeft[step] == 0 { drop(step, after: step) }
            for dependency in graph.dependencies(of: step) {
                readersLeft[Int(dependency)] -= 1
                if readersLeft[Int(dependency)] == 0 { drop(Int(dependency), after: step) }
            }
        }

        private mutating func drop(_ slot: Int, after step: Int) {
            let dataset = plan.slots[slot].dataset
            slotsLeft[Int(dataset.index)] -= 1
            say(
                .dataDropped(
                    DataDrop(
                        dataset: dataset, slots: [SlotID(slot)], isWhole: slotsLeft[Int(dataset.index)] == 0,
                        bytes: 8_000, poolBefore: 80_000, poolAfter: 72_000, reason: .consumed, after: StepID(step))))
        }

        private mutating func sample() {
            sampledAt = time
            say(
                .resourceSample(
                    ResourceSample(
                        residentBytes: 300_000_000 + Int(time % 1_000_003) * 100, poolBytes: 90_000_000,
                        processorTime: time * 5)))
        }
    }
}
