import Events
import Plan

/// How large slots that are not made yet will be, by what is known of those that are.
///
/// What a step made in earlier runs, for as much input as it has now, is shared out among its outputs: to values of one size what
/// these take, to the others the rest in equal parts. Of a step of which nothing is known,
///
/// bytes of a slot = rows of its dataset × bytes a row.
///
/// - Rows: those of the dataset where something of it was stored. Else those of the first dataset that the step reads; of the
///   larger one in a join; of all together in an append; times the mean share of rows that finished steps of the same feature group
///   kept. Where none has finished, all are taken to be kept: an upper bound for filters and groupings.
/// - Bytes a row: those of the input of the same name that a join or a filter lets through; else those of the type, where all its
///   values take the same; else the mean of what was stored of the type, or of all types.
///
/// A read that has not finished is unknown, and so is what needs it. O(steps + slots + edges).
struct ForecastSizes {
    /// By slot; nil: nothing to go by.
    private(set) var bytes: ContiguousArray<Int?>
    private let plan: RunStarted
    private var bytesPerRow: ContiguousArray<Double?>
    private var rows: ContiguousArray<Double?>
    /// Of types whose values differ in size.
    private var byType: [String: Mean] = [:]
    private var fixedWidths: [String: Double?] = [:]
    private var overall = Mean()
    private var keptByGroup: [String: Mean] = [:]

    private struct Mean {
        var sum = 0.0
        var weight = 0.0
        var value: Double? { weight > 0 ? sum / weight : nil }
        mutating func add(_ value: Double, weight: Double = 1) {
            sum += value
            self.weight += weight
        }
    }

    init(_ model: RunModel, _ plan: RunStarted) {
        self.plan = plan
        bytes = ContiguousArray(repeating: nil, count: plan.slots.count)
        bytesPerRow = ContiguousArray(repeating: nil, count: plan.slots.count)
        rows = ContiguousArray(model.data.datasets.map { $0.residency == .absent ? nil : Double($0.rows) })
        learn(from: model)
        for step in plan.steps.indices where model.steps[step].phase != .finished {
            if let expected = model.pace.expectations?[step] { foresee(plan.steps[step], expected) }
            predict(plan.steps[step])
        }
    }

    private mutating func learn(from model: RunModel) {
        for (index, slot) in plan.slots.enumerated() where model.data.slots[index] != .absent {
            bytes[index] = model.data.slotBytes[index]
            guard let rows = rows(of: slot.dataset), rows > 0 else { continue }
            let size = Double(model.data.slotBytes[index])
            bytesPerRow[index] = size / rows
            overall.add(size, weight: rows)
            if let type = slot.type, fixedWidth(of: type) == nil {
                byType[type, default: Mean()].add(size, weight: rows)
            }
        }
        for (index, step) in plan.steps.enumerated() where model.steps[index].phase == .finished {
            guard let made = dataset(of: step.outputs), made != dataset(of: step.inputs), let rows = rows(of: made),
                let base = baseRows(of: step), base > 0
            else { continue }
            keptByGroup[step.group, default: Mean()].add(rows / base)
        }
    }

    /// By what earlier runs tell of the step.
    private mutating func foresee(_ step: RunStarted.Step, _ expected: RunExpectations.Step) {
        guard let dataset = dataset(of: step.outputs) else { return }
        let input = RunExpectations.inputRows(
            of: step.inputs, dataset: { self.dataset(of: [$0]) },
            rows: { rows(of: $0).map { Int(min($0, 0x1p60)) } })
        let total = Double(expected.bytes(input: input))
        let growth = expected.bytes > 0 ? total / Double(expected.bytes) : 1
        if rows(of: dataset) == nil, rows.indices.contains(Int(dataset.index)) {
            rows[Int(dataset.index)] = Double(expected.rows) * growth
        }
        guard let count = rows(of: dataset) else { return }
        let slots = step.outputs.filter { plan.slots.indices.contains(Int($0.index)) }
        let sizes = slots.map { slot in
            plan.slots[Int(slot.index)].type.flatMap { fixedWidth(of: $0) }.map { $0 * count }
        }
        let fixed = sizes.reduce(0) { $0 + ($1 ?? 0) }
        let others = Double(sizes.count { $0 == nil })
        // Columns that others share take less than their values do.
        let share = fixed > total || others == 0 ? (fixed > 0 ? total / fixed : 0) : 1
        for (slot, size) in zip(slots, sizes) where bytes[Int(slot.index)] == nil {
            let own = size.map { $0 * share } ?? max(0, total - fixed) / others
            bytes[Int(slot.index)] = Int(min(own, 0x1p60))
            if count > 0 { bytesPerRow[Int(slot.index)] = own / count }
        }
    }

    private mutating func predict(_ step: RunStarted.Step) {
        guard let dataset = dataset(of: step.outputs) else { return }
        if rows(of: dataset) == nil, rows.indices.contains(Int(dataset.index)) {
            rows[Int(dataset.index)] = baseRows(of: step).map { $0 * (keptByGroup[step.group]?.value ?? 1) }
        }
        guard let count = rows(of: dataset) else { return }
        var carried: [String: Double] = [:]
        if dataset != self.dataset(of: step.inputs) {
            for slot in step.inputs where plan.slots.indices.contains(Int(slot.index)) {
                if let width = bytesPerRow[Int(slot.index)] { carried[plan.slots[Int(slot.index)].name] = width }
            }
        }
        for slot in step.outputs where plan.slots.indices.contains(Int(slot.index)) && bytes[Int(slot.index)] == nil {
            let description = plan.slots[Int(slot.index)]
            guard let width = carried[description.name] ?? width(of: description.type) else { continue }
            bytesPerRow[Int(slot.index)] = width
            bytes[Int(slot.index)] = Int(min(count * width, 0x1p60))
        }
    }

    private mutating func width(of type: String?) -> Double? {
        guard let type else { return overall.value }
        return fixedWidth(of: type) ?? byType[type]?.value ?? overall.value
    }

    /// Bytes of each value of a type; nil where they differ.
    private mutating func fixedWidth(of type: String) -> Double? {
        if let known = fixedWidths[type] { return known }
        let width: Double? =
            switch DataType(type) {
            case .bool: 0.125
            case .int32, .float32, .date: 4
            case .int64, .float64, .timestamp: 8
            case .decimal: 16
            case .string, .binary, nil: nil
            }
        fixedWidths[type] = .some(width)
        return width
    }

    /// Rows that a step has to do with; nil where some are not known.
    private func baseRows(of step: RunStarted.Step) -> Double? {
        var seen: [DatasetID] = []
        var first: Double?
        var (most, sum) = (0.0, 0.0)
        for slot in step.inputs where plan.slots.indices.contains(Int(slot.index)) {
            let dataset = plan.slots[Int(slot.index)].dataset
            guard seen.last != dataset, !seen.contains(dataset) else { continue }
            guard let count = rows(of: dataset) else { return nil }
            seen.append(dataset)
            first = first ?? count
            most = max(most, count)
            sum += count
        }
        if step.kind == .join { return first.map { _ in most } }
        return ["append", "union"].contains(step.group) ? first.map { _ in sum } : first
    }

    private func rows(of dataset: DatasetID) -> Double? {
        rows.indices.contains(Int(dataset.index)) ? rows[Int(dataset.index)] : nil
    }

    private func dataset(of slots: [SlotID]) -> DatasetID? {
        guard let first = slots.first, plan.slots.indices.contains(Int(first.index)) else { return nil }
        return plan.slots[Int(first.index)].dataset
    }
}
