import Plan

/// Which steps there are and which of them each one needs, before anything says what they do.
struct StepGraph {
    enum Shape: String, CaseIterable {
        /// Each step needs the one before it.
        case chain
        /// No step needs another.
        case wide
        /// All steps need the first.
        case fan
        /// Ten layers; each step needs one to three random steps of the layer above.
        case layered
    }

    /// The parents of each step, ascending, all of them before it.
    let parents: [[Int]]

    init(_ shape: Shape, count: Int) {
        switch shape {
        case .chain: parents = (0..<count).map { $0 == 0 ? [] : [$0 - 1] }
        case .wide: parents = Array(repeating: [], count: count)
        case .fan: parents = (0..<count).map { $0 == 0 ? [] : [0] }
        case .layered: parents = StepGraph.layers(count)
        }
    }

    private static func layers(_ count: Int) -> [[Int]] {
        let width = max(1, (count + 9) / 10)
        var random = LinearCongruential(state: 7)
        return (0..<count).map { step in
            let layer = step / width
            guard layer > 0 else { return [] }
            let above = (layer - 1) * width..<layer * width
            let wanted = Int.random(in: 1...3, using: &random)
            return Set((0..<wanted).map { _ in Int.random(in: above, using: &random) }).sorted()
        }
    }

    /// The graph as a plan, each step with one slot of one dataset and none of the others in its way.
    func plan(framework: FrameworkName) -> ExecutionPlan {
        var steps: ContiguousArray<Step> = []
        var slots: ContiguousArray<Slot> = []
        steps.reserveCapacity(parents.count)
        slots.reserveCapacity(parents.count)
        for (index, parents) in parents.enumerated() {
            let (id, slot) = (StepID(index), SlotID(index))
            slots.append(Slot(name: "s\(index)", dataset: DatasetID(0), producer: id, type: .float64))
            steps.append(
                Step(
                    id: id, label: "s\(index)",
                    work: .compute(FeatureCall(group: "noop", operation: "", inputCount: parents.count)),
                    framework: framework, inputs: parents.map { SlotID($0) }, outputs: [slot],
                    dependencies: parents.map { StepID($0) }))
        }
        return ExecutionPlan(
            name: "noop", steps: steps, slots: slots,
            datasets: [DatasetPlan(name: "d", framework: framework, creator: StepID(0))])
    }
}

/// Knuth's MMIX generator: the same graph in every run.
private struct LinearCongruential: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 32)
    }
}
