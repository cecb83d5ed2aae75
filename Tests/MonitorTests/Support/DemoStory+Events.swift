import Plan

@testable import Events

extension DemoStory {
    /// What the engine would say up to a time in milliseconds.
    func events(until limit: UInt64) -> [RunEvent] {
        var teller = Teller(story: self)
        teller.run(until: limit)
        return teller.events
    }

    /// Goes through the plan as the engine does: what is ready starts on the worker that is free, the longest way first.
    private struct Teller {
        let story: DemoStory
        var events: [RunEvent] = []
        /// Milliseconds.
        var time: UInt64 = 0
        private var nextSample: UInt64 = 500
        private let graph: StepGraph
        private var unmet: [Int]
        private var ready: [Int] = []
        /// By worker: its step and when that ends.
        private var running: [(step: Int, end: UInt64)?] = [nil, nil]
        private var consumersLeft: [Int]
        private var slotBytes: [Int]
        private var isResident: [Bool]
        private var skipped: Set<Int> = []
        private var finished = 0
        private var resident = 0
        private var peak = 0
        private var processorTime: UInt64 = 0
        private var written = [String]()

        init(story: DemoStory) {
            self.story = story
            let plan = story.plan
            graph = StepGraph(count: plan.steps.count) { plan.steps[$0].dependencies }
            unmet = plan.steps.map(\.dependencies.count)
            consumersLeft = Array(repeating: 0, count: plan.slots.count)
            for step in plan.steps { for slot in step.inputs { consumersLeft[Int(slot.index)] += 1 } }
            slotBytes = story.works.flatMap { $0.makes.map(\.bytes) }
            isResident = Array(repeating: false, count: plan.slots.count)
        }

        mutating func run(until limit: UInt64) {
            say(.runStarted(story.plan))
            for step in unmet.indices where unmet[step] == 0 { becomesReady(step) }
            for worker in 1...2 { say(.workerStarted(WorkerID(.thread, worker), processID: nil)) }
            startReady()
            while let next = running.compactMap({ $0?.end }).min() {
                let step = min(next, nextSample)
                guard step <= limit else { return }
                processorTime += (step - time) * UInt64(running.count { $0 != nil }) * 930_000
                time = step
                if nextSample <= next { sample() } else { endDue() }
                startReady()
            }
            finish()
        }

        private mutating func say(_ kind: RunEvent.Kind) {
            events.append(
                RunEvent(sequence: UInt64(events.count + 1), time: time * DemoStory.millisecond, kind: kind))
        }

        private mutating func becomesReady(_ step: Int) {
            ready.append(step)
            say(.stepReady(StepID(step)))
        }

        private mutating func sample() {
            nextSample += 500
            say(
                .resourceSample(
                    ResourceSample(
                        residentBytes: 96 << 20 + resident * 5 / 4, poolBytes: resident * 21 / 20,
                        processorTime: processorTime)))
        }

        private mutating func startReady() {
            ready.sort { (graph.criticalPath[$1], $0) < (graph.criticalPath[$0], $1) }
            for worker in running.indices where running[worker] == nil && !ready.isEmpty {
                let step = ready.removeFirst()
                running[worker] = (step, time + story.works[step].duration)
                say(.workerBusy(WorkerID(.thread, worker + 1), StepID(step)))
                say(.stepStarted(StepID(step), worker: WorkerID(.thread, worker + 1), attempt: 1))
            }
        }

        private mutating func endDue() {
            for worker in running.indices {
                guard let (step, end) = running[worker], end == time else { continue }
                running[worker] = nil
                if step == story.failing { fail(step, worker: worker + 1) } else { succeed(step, worker: worker + 1) }
                say(.workerIdle(WorkerID(.thread, worker + 1)))
            }
        }

        private mutating func succeed(_ step: Int, worker: Int) {
            let work = story.works[step]
            let outputs = story.plan.steps[step].outputs
            var bytes = work.makes.reduce(0) { $0 + $1.bytes }
            for line in work.lines { say(.logLine(StepID(step), line)) }
            if work.kind == .write { bytes = step == story.works.count - 1 ? 993 : 2_936_012 }
            say(
                .stepFinished(
                    StepID(step),
                    StepFigures(
                        rows: work.rows, bytes: bytes, duration: work.duration * DemoStory.millisecond,
                        processorTime: work.duration * 930_000)))
            if !outputs.isEmpty {
                for slot in outputs { isResident[Int(slot.index)] = true }
                resident += bytes
                peak = max(peak, resident)
                say(.dataStored(DatasetID(work.dataset), slots: outputs, bytes: bytes, rows: work.rows))
            }
            if work.kind == .check { say(.checkPassed(StepID(step))) }
            if work.kind == .write { collect(step, rows: work.rows, bytes: bytes) }
            finished += 1
            for dependent in graph.dependents(of: step) {
                unmet[Int(dependent)] -= 1
                if unmet[Int(dependent)] == 0, !skipped.contains(Int(dependent)) { becomesReady(Int(dependent)) }
            }
            release(step, .consumed)
        }

        private mutating func fail(_ step: Int, worker: Int) {
            let check = DemoStory.check(isError: true)
            let isCheck = story.works[step].kind == .check
            if isCheck { say(.checkFailed(StepID(step), check)) }
            say(
                .stepFailed(
                    StepID(step),
                    isCheck
                        ? StepFailure(
                            message: "check failed: \(check.description): \(check.extent)", position: check.position,
                            worker: WorkerID(.thread, worker))
                        : StepFailure(
                            message: "3 keys stand more than once on the right: N10156, N102UW, N103US\n"
                                + "say `match: first` in the link, or group planes by tailnum",
                            position: "delays.yaml:24:5", worker: WorkerID(.thread, worker))))
            release(step, .unneeded)
            var stack = [step]
            while let current = stack.popLast() {
                for dependent in graph.dependents(of: current) where skipped.insert(Int(dependent)).inserted {
                    say(.stepSkipped(StepID(Int(dependent)), cause: StepID(step)))
                    release(Int(dependent), .unneeded)
                    stack.append(Int(dependent))
                }
            }
        }

        /// Counts a step off the slots it reads, and drops those that it was the last to need.
        private mutating func release(_ step: Int, _ reason: DataDrop.Reason) {
            var due: [Int: [SlotID]] = [:]
            for slot in story.plan.steps[step].inputs {
                consumersLeft[Int(slot.index)] -= 1
                guard consumersLeft[Int(slot.index)] == 0, isResident[Int(slot.index)] else { continue }
                due[Int(story.plan.slots[Int(slot.index)].dataset.index), default: []].append(slot)
            }
            for (dataset, slots) in due.sorted(by: { $0.key < $1.key }) {
                let before = resident * 21 / 20
                let bytes = slots.reduce(0) { $0 + slotBytes[Int($1.index)] }
                for slot in slots { isResident[Int(slot.index)] = false }
                resident -= bytes
                let isWhole = !story.plan.slots.indices.contains {
                    isResident[$0] && Int(story.plan.slots[$0].dataset.index) == dataset
                }
                say(
                    .dataDropped(
                        DataDrop(
                            dataset: DatasetID(dataset), slots: slots, isWhole: isWhole, bytes: bytes,
                            poolBefore: before, poolAfter: resident * 21 / 20, reason: reason, after: StepID(step))))
            }
        }

        private mutating func collect(_ step: Int, rows: Int, bytes: Int) {
            let isWritten = story.works[step].label == "write delays"
            if isWritten { written.append("out/delays.parquet") }
            say(
                .resultCollected(
                    ResultCollected(
                        output: isWritten ? "delays" : "carriers", target: isWritten ? "out/delays.parquet" : nil,
                        rows: rows, bytes: bytes, preview: isWritten ? DemoStory.delays : DemoStory.carriers)))
        }

        private mutating func finish() {
            let failures = story.failing == nil ? 0 : 1
            say(
                .runFinished(
                    RunFinished(
                        outcome: failures == 0 ? .succeeded : .failed, finished: finished, failed: failures,
                        skipped: skipped.count, cancelled: 0, duration: time * DemoStory.millisecond,
                        peakPoolBytes: peak * 21 / 20, peakResidentBytes: 96 << 20 + peak * 5 / 4,
                        written: failures == 0 ? written : [])))
        }
    }
}
