import Events
import Plan

/// Carries out the rest of a plan on paper; what `MemoryForecast` documents.
struct ForecastSimulation {
    private(set) var forecast: MemoryForecast
    private let model: RunModel
    private let plan: RunStarted
    private let sizes: ContiguousArray<Int?>
    private var time: UInt64
    private var bytes: Int
    private var freeWorkers: Int
    /// By step: whether it is still to come, and nothing that has ended keeps it from it.
    private var isAhead: ContiguousArray<Bool>
    private var unmet: ContiguousArray<Int32>
    private var ready = MinHeap<Ready>()
    private var events = MinHeap<Event>()
    /// By slot.
    private var consumersLeft: ContiguousArray<Int32>
    /// By slot: the number of the end at which it was stored and went; -1: not yet.
    private var storedAt: ContiguousArray<Int32>
    private var goneAt: ContiguousArray<Int32>
    /// By dataset.
    private var datasetBytes: ContiguousArray<Int>
    private var residentSlots: ContiguousArray<Int>
    /// Ends so far.
    private var number: Int32 = 0
    private var peakNumber: Int32 = 0

    private struct Ready: Comparable {
        var path: UInt64
        var step: Int32
        static func < (a: Ready, b: Ready) -> Bool { (b.path, a.step) < (a.path, b.step) }
    }

    private struct Event: Comparable {
        var time: UInt64
        var step: Int32
        /// Whether the step ends then; else its wait for another attempt does.
        var isEnd: Bool
        static func < (a: Event, b: Event) -> Bool { (a.time, a.step) < (b.time, b.step) }
    }

    init?(_ model: RunModel, _ plan: RunStarted, at now: UInt64) {
        guard model.steps.indices.first.flatMap({ model.pace.expectedDuration(of: $0) }) != nil else { return nil }
        self.model = model
        self.plan = plan
        sizes = ForecastSizes(model, plan).bytes
        time = now
        bytes = model.data.residentBytes
        freeWorkers = max(1, plan.workers)
        forecast = MemoryForecast(now: now, bytes: bytes, datasets: plan.datasets.count, steps: plan.steps.count)
        isAhead = ContiguousArray(repeating: false, count: plan.steps.count)
        unmet = ContiguousArray(repeating: 0, count: plan.steps.count)
        consumersLeft = ContiguousArray(repeating: 0, count: plan.slots.count)
        storedAt = ContiguousArray(plan.slots.indices.map { model.data.slots[$0] == .live ? 0 : -1 })
        goneAt = ContiguousArray(repeating: -1, count: plan.slots.count)
        datasetBytes = ContiguousArray(model.data.datasets.map(\.bytes))
        residentSlots = ContiguousArray(model.data.datasets.map(\.residentSlots))
        for step in plan.steps.indices { prepare(step) }
    }

    private mutating func prepare(_ step: Int) {
        let record = model.steps[step]
        guard !record.phase.isSettled else { return }
        for dependency in model.graph.dependencies(of: step) {
            let place = Int(dependency)
            if place >= 0 && place < step && isAhead[place] {
                unmet[step] += 1
                continue
            }
            guard model.steps.indices.contains(place), [.finished, .cached].contains(model.steps[place].phase) else {
                return
            }
        }
        isAhead[step] = true
        for slot in plan.steps[step].inputs where consumersLeft.indices.contains(Int(slot.index)) {
            consumersLeft[Int(slot.index)] += 1
        }
        switch record.phase {
        case .running:
            freeWorkers -= 1
            events.push(Event(time: max(time, record.startedAt + duration(step)), step: Int32(step), isEnd: true))
        case .retrying: events.push(Event(time: max(time, record.endedAt), step: Int32(step), isEnd: false))
        default: if unmet[step] == 0 { becomesReady(step) }
        }
    }

    /// Returns whether anything could be foreseen.
    mutating func run() -> Bool {
        startReady()
        while let event = events.pop() {
            time = max(time, event.time)
            if event.isEnd {
                guard end(Int(event.step)) else {
                    forecast.sightEnd = StepID(index: event.step)
                    break
                }
                freeWorkers += 1
            } else {
                becomesReady(Int(event.step))
            }
            startReady()
        }
        forecast.end = time
        markPeak()
        return number > 0
    }

    private func duration(_ step: Int) -> UInt64 { model.pace.expectedDuration(of: step) ?? 0 }

    private mutating func becomesReady(_ step: Int) {
        ready.push(Ready(path: model.graph.criticalPath[step], step: Int32(step)))
    }

    private mutating func startReady() {
        while freeWorkers > 0, let next = ready.pop() {
            freeWorkers -= 1
            events.push(Event(time: time + duration(Int(next.step)), step: next.step, isEnd: true))
        }
    }

    /// Returns whether the sizes of its outputs are known.
    private mutating func end(_ step: Int) -> Bool {
        let work = plan.steps[step]
        for slot in work.outputs where sizes.indices.contains(Int(slot.index)) {
            if sizes[Int(slot.index)] == nil { return false }
        }
        number += 1
        for slot in work.outputs { store(slot) }
        if bytes > forecast.peak.value {
            forecast.peak = Series.Sample(time: time, value: bytes)
            forecast.peakStep = StepID(step)
            peakNumber = number
        }
        forecast.course.append(bytes, at: time)
        for dependent in model.graph.dependents(of: step) where isAhead[Int(dependent)] {
            unmet[Int(dependent)] -= 1
            if unmet[Int(dependent)] == 0 { becomesReady(Int(dependent)) }
        }
        let before = bytes
        for slot in work.outputs where consumersLeft.indices.contains(Int(slot.index)) {
            if consumersLeft[Int(slot.index)] == 0 { drop(slot, after: step) }
        }
        for slot in work.inputs where consumersLeft.indices.contains(Int(slot.index)) {
            consumersLeft[Int(slot.index)] -= 1
            if consumersLeft[Int(slot.index)] == 0 { drop(slot, after: step) }
        }
        if bytes != before { forecast.course.append(bytes, at: time) }
        return true
    }

    private func isResident(_ slot: Int) -> Bool { storedAt[slot] >= 0 && goneAt[slot] < 0 }

    private mutating func store(_ slot: SlotID) {
        let index = Int(slot.index)
        guard sizes.indices.contains(index), !isResident(index), let size = sizes[index] else { return }
        storedAt[index] = number
        goneAt[index] = -1
        bytes += size
        let dataset = Int(plan.slots[index].dataset.index)
        guard datasetBytes.indices.contains(dataset) else { return }
        datasetBytes[dataset] += size
        residentSlots[dataset] += 1
    }

    /// As `DataModel` accounts drops: the last slot of a dataset takes all that is left of it along.
    private mutating func drop(_ slot: SlotID, after step: Int) {
        let index = Int(slot.index)
        guard isResident(index) else { return }
        goneAt[index] = number
        let dataset = Int(plan.slots[index].dataset.index)
        guard datasetBytes.indices.contains(dataset) else { return }
        residentSlots[dataset] -= 1
        let isLast = residentSlots[dataset] == 0
        let freed = isLast ? datasetBytes[dataset] : min(sizes[index] ?? 0, datasetBytes[dataset])
        datasetBytes[dataset] -= freed
        bytes -= freed
        if isLast { forecast.releases[dataset] = MemoryForecast.Release(time: time, step: StepID(step)) }
    }

    private mutating func markPeak() {
        for (index, slot) in plan.slots.enumerated()
        where storedAt[index] >= 0 && storedAt[index] <= peakNumber
            && (goneAt[index] < 0 || goneAt[index] >= peakNumber)
        {
            if forecast.isAtPeak.indices.contains(Int(slot.dataset.index)) {
                forecast.isAtPeak[Int(slot.dataset.index)] = true
            }
            if let producer = model.data.producer(of: SlotID(index)) {
                forecast.isStepAtPeak[Int(producer.index)] = true
            }
        }
    }
}
