import Events
package import Plan

extension RunModel {
    /// A column's name; nil for one that the plan does not have.
    package func name(of slot: SlotID) -> String? {
        guard let plan, plan.slots.indices.contains(Int(slot.index)) else { return nil }
        return plan.slots[Int(slot.index)].name
    }

    package func name(of dataset: DatasetID) -> String {
        guard let plan, plan.datasets.indices.contains(Int(dataset.index)) else { return dataset.description }
        return plan.datasets[Int(dataset.index)].name
    }

    /// A step that still reads a dataset, and which of its columns.
    package struct Consumer: Sendable, Hashable {
        package var step: StepID
        package var slots: [SlotID]
    }

    /// Who keeps a dataset in memory, or will once it is there: the steps that read it and have not come to an end, in plan order.
    /// O(columns + their consumers), but for sorting; `DataModel.consumersLeft` only counts them.
    ///
    /// - Parameter limit: of the steps given.
    package func consumersLeft(of dataset: DatasetID, limit: Int = .max) -> [Consumer] {
        guard let plan else { return [] }
        var left: [Int32] = []
        for slot in data.slots(of: dataset) {
            for step in data.consumers(of: SlotID(index: slot)) where !self[StepID(index: step)].phase.isSettled {
                if left.last != step { left.append(step) }
            }
        }
        left.sort()
        var result: [Consumer] = []
        for step in left where result.last?.step.index != step {
            guard result.count < limit else { break }
            let slots = plan.steps[Int(step)].inputs.filter {
                plan.slots.indices.contains(Int($0.index)) && plan.slots[Int($0.index)].dataset == dataset
            }
            result.append(Consumer(step: StepID(index: step), slots: Set(slots).sorted { $0.index < $1.index }))
        }
        return result
    }

    /// The step that fills a dataset's first slot.
    package func producer(of dataset: DatasetID) -> StepID? {
        data.slots(of: dataset).first.flatMap { data.producer(of: SlotID(index: $0)) }
    }

    /// Whether some of a dataset is in memory at the highest peak, be it past or foreseen. What makes the peak lower is to be found
    /// among these.
    package func isAtPeak(_ dataset: DatasetID, _ forecast: MemoryForecast?) -> Bool {
        if let forecast, forecast.peak.value >= data.peakBytes {
            return forecast.isAtPeak.indices.contains(Int(dataset.index)) && forecast.isAtPeak[Int(dataset.index)]
        }
        let record = data[dataset]
        guard record.residency != .absent, data.peakBytes > 0 else { return false }
        return record.firstStoredAt <= data.peakTime
            && (record.residency != .dropped || record.droppedAt >= data.peakTime)
    }
}
