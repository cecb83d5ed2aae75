import Events
import Plan

/// Which steps a list shows, and in which order.
struct StepOrder: Sendable, Hashable {
    enum Sort: String, Sendable, CaseIterable {
        /// Failed, then running (longest first), then what waits, then what is done.
        case state
        case plan, name, duration, rows, size
    }

    enum Filter: String, Sendable, CaseIterable {
        case all, failed, active, waiting, done

        func admits(_ phase: StepRecord.Phase) -> Bool {
            switch self {
            case .all: true
            case .failed: phase == .failed || phase == .cancelled || phase == .skipped
            case .active: phase == .running || phase == .ready || phase == .retrying
            case .waiting: phase == .waiting
            case .done: phase == .finished || phase == .cached
            }
        }
    }

    var sort = Sort.state
    var isReversed = false
    var filter = Filter.all
    var search = FuzzyPattern("")

    /// Steps in order. Linear in the steps, but for sorting by a figure.
    ///
    /// - Parameters:
    ///   - matches: by step, whether the search finds it; nil: there is none.
    ///   - names: what `byName` gives, where they are sorted by that.
    func rows(
        of model: RunModel, matches: ContiguousArray<Bool>?, names: ContiguousArray<Int32> = []
    ) -> ContiguousArray<Int32> {
        var rows = ContiguousArray<Int32>()
        rows.reserveCapacity(model.steps.count)
        // Looked at several times: side by side they are a hundredth of the records.
        let phases = ContiguousArray(model.steps.lazy.map(\.phase))
        func add(_ step: Int) {
            if let matches, !matches[step] { return }
            if filter.admits(phases[step]) { rows.append(Int32(step)) }
        }
        if sort == .name {
            for step in names { add(Int(step)) }
        } else {
            for step in model.steps.indices { add(step) }
        }
        switch sort {
        case .plan, .name: break
        case .state: rows = byState(rows, phases, model)
        case .duration: sort(&rows) { UInt64.max - model.steps[$0].elapsed(at: model.time) }
        case .rows: sort(&rows) { -model.steps[$0].rows }
        case .size: sort(&rows) { -model.steps[$0].bytes }
        }
        if isReversed { rows.reverse() }
        return rows
    }

    /// All steps by their labels.
    static func byName(_ model: RunModel) -> ContiguousArray<Int32> {
        guard let plan = model.plan else { return [] }
        return ContiguousArray(
            plan.steps.indices.map { (label: plan.steps[$0].label, step: Int32($0)) }.sorted {
                ($0.label, $0.step) < ($1.label, $1.step)
            }.map(\.step))
    }

    /// By step, whether the search finds its label.
    func matches(in model: RunModel) -> ContiguousArray<Bool>? {
        guard !search.isEmpty, let plan = model.plan else { return nil }
        return ContiguousArray(plan.steps.indices.map { search.matches(plan.steps[$0].label) })
    }

    private func sort(_ rows: inout ContiguousArray<Int32>, by key: (Int) -> some Comparable) {
        let keyed = rows.map { (key: key(Int($0)), step: $0) }
        rows = ContiguousArray(
            keyed.sorted { $0.key == $1.key ? $0.step < $1.step : $0.key < $1.key }.map(\.step))
    }

    private func byState(
        _ rows: ContiguousArray<Int32>, _ phases: ContiguousArray<StepRecord.Phase>, _ model: RunModel
    ) -> ContiguousArray<Int32> {
        // By counting: the places of each phase's steps, one phase after the other.
        var ends = [Int](repeating: 0, count: StepRecord.Phase.allCases.count)
        for row in rows { ends[Self.rank(phases[Int(row)])] += 1 }
        for rank in ends.indices.dropFirst() { ends[rank] += ends[rank - 1] }
        let (firstRunning, lastRunning) = (ends[Self.rank(.running) - 1], ends[Self.rank(.running)])
        var ordered = rows
        for row in rows.reversed() {
            let rank = Self.rank(phases[Int(row)])
            ends[rank] -= 1
            ordered[ends[rank]] = row
        }
        ordered[firstRunning..<lastRunning].sort {
            let (a, b) = (model.steps[Int($0)].startedAt, model.steps[Int($1)].startedAt)
            return a == b ? $0 < $1 : a < b
        }
        return ordered
    }

    private static func rank(_ phase: StepRecord.Phase) -> Int {
        switch phase {
        case .failed: 0
        case .running: 1
        case .retrying: 2
        case .ready: 3
        case .waiting: 4
        case .finished: 5
        case .cached: 6
        case .cancelled: 7
        case .skipped: 8
        }
    }
}
