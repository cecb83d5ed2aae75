import Plan
import Events

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

    /// Steps in order. Linear in the steps, but for sorting by a figure or a name.
    ///
    /// - Parameter matches: by step, whether the search finds it; nil: there is none.
    func rows(of model: RunModel, matches: ContiguousArray<Bool>?) -> ContiguousArray<Int32> {
        var rows = ContiguousArray<Int32>()
        rows.reserveCapacity(model.steps.count)
        for index in model.steps.indices
        where filter.admits(model.steps[index].phase) && (matches.map { $0[index] } ?? true) { rows.append(Int32(index)) }
        switch sort {
        case .plan: break
        case .state: rows = byState(rows, model)
        case .name: sort(&rows) { model.plan?.steps[$0].label ?? "" }
        case .duration: sort(&rows) { UInt64.max - model.steps[$0].elapsed(at: model.time) }
        case .rows: sort(&rows) { -model.steps[$0].rows }
        case .size: sort(&rows) { -model.steps[$0].bytes }
        }
        if isReversed { rows.reverse() }
        return rows
    }

    /// By step, whether the search finds its label or its group.
    func matches(in model: RunModel) -> ContiguousArray<Bool>? {
        guard !search.isEmpty, let plan = model.plan else { return nil }
        return ContiguousArray(plan.steps.map { search.matches($0.label) })
    }

    private func sort(_ rows: inout ContiguousArray<Int32>, by key: (Int) -> some Comparable) {
        let keyed = rows.map { (key: key(Int($0)), step: $0) }
        rows = ContiguousArray(
            keyed.sorted { $0.key == $1.key ? $0.step < $1.step : $0.key < $1.key }.map(\.step))
    }

    private func byState(_ rows: ContiguousArray<Int32>, _ model: RunModel) -> ContiguousArray<Int32> {
        var buckets = [[Int32]](repeating: [], count: 9)
        for row in rows { buckets[Self.rank(model.steps[Int(row)].phase)].append(row) }
        buckets[Self.rank(.running)].sort {
            let (a, b) = (model.steps[Int($0)].startedAt, model.steps[Int($1)].startedAt)
            return a == b ? $0 < $1 : a < b
        }
        return ContiguousArray(buckets.joined())
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
