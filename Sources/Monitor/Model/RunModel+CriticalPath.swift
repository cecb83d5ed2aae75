import Plan

extension RunModel {
    /// The longest way through the plan by time: what finished counts what it took, what is left counts what its like has taken, and
    /// a step of which nothing is known counts the same as any other. One entry a step. O(steps + edges).
    package func criticalSteps(at now: UInt64) -> ContiguousArray<Bool> {
        let count = steps.count
        var marks = ContiguousArray(repeating: false, count: count)
        guard count > 0 else { return marks }
        var weights = [UInt64](repeating: 1, count: count)
        for index in 0..<count {
            let step = steps[index]
            let known = step.attempt > 0 ? step.elapsed(at: now) : 0
            let expected = step.phase.isSettled ? 0 : pace.expectedDuration(of: index) ?? 0
            weights[index] = max(1, known, expected)
        }
        let path = StepGraph.longestPaths(graph, weights: weights)
        // From the step with the longest way on, always to the dependent with the longest rest.
        var current = path.indices.filter { graph.dependencies(of: $0).isEmpty }.max { path[$0] < path[$1] }
        while let step = current {
            marks[step] = true
            current = graph.dependents(of: step).max { path[Int($0)] < path[Int($1)] }.map(Int.init)
        }
        return marks
    }
}
