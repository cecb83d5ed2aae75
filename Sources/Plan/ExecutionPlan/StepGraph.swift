/// Who waits for whom, and how long the way to the end is. Flat arrays indexed by step; built once, in O(steps + edges).
package struct StepGraph: Sendable {
    package let count: Int
    /// The longest way from a step's start to the end of the plan, its own weight included.
    package let criticalPath: ContiguousArray<UInt64>
    private let dependencyOffsets: ContiguousArray<Int32>
    private let dependencyList: [Int32]
    private let dependentOffsets: ContiguousArray<Int32>
    private let dependentList: [Int32]

    /// - Parameters:
    ///   - dependencies: what a step waits for. May name steps that do not exist: they never finish.
    ///   - weights: how long each step takes; missing ones count 1.
    package init(
        count: Int, weights: [UInt64] = [], dependencies: (_ step: Int) -> [StepID]
    ) {
        self.count = count
        var offsets = ContiguousArray<Int32>()
        offsets.reserveCapacity(count + 1)
        offsets.append(0)
        var list: [Int32] = []
        list.reserveCapacity(count)
        var dependentCounts = ContiguousArray<Int32>(repeating: 0, count: count + 1)
        for step in 0..<count {
            for dependency in dependencies(step) {
                list.append(dependency.index)
                let place = Int(dependency.index)
                if place >= 0 && place < count { dependentCounts[place + 1] += 1 }
            }
            offsets.append(Int32(list.count))
        }
        for step in 0..<count { dependentCounts[step + 1] += dependentCounts[step] }

        var dependents = [Int32](repeating: 0, count: Int(dependentCounts[count]))
        var next = dependentCounts
        for step in 0..<count {
            for edge in Int(offsets[step])..<Int(offsets[step + 1]) {
                let place = Int(list[edge])
                guard place >= 0 && place < count else { continue }
                dependents[Int(next[place])] = Int32(step)
                next[place] += 1
            }
        }

        dependencyOffsets = offsets
        dependencyList = list
        dependentOffsets = dependentCounts
        dependentList = dependents
        criticalPath = Self.longestPaths(
            count, dependencies: { list[Int(offsets[$0])..<Int(offsets[$0 + 1])] }, weights)
    }

    /// What a step waits for.
    package func dependencies(of step: Int) -> ArraySlice<Int32> {
        dependencyList[Int(dependencyOffsets[step])..<Int(dependencyOffsets[step + 1])]
    }

    /// What waits for a step, in plan order.
    package func dependents(of step: Int) -> ArraySlice<Int32> {
        dependentList[Int(dependentOffsets[step])..<Int(dependentOffsets[step + 1])]
    }

    /// Of each step, the longest way from its start to the end of the plan by other weights than those the graph was made with.
    package static func longestPaths(_ graph: StepGraph, weights: [UInt64]) -> ContiguousArray<UInt64> {
        longestPaths(graph.count, dependencies: graph.dependencies, weights)
    }

    /// Against plan order, which is topological: every dependent is known before what it depends on.
    private static func longestPaths(
        _ count: Int, dependencies: (Int) -> ArraySlice<Int32>, _ weights: [UInt64]
    ) -> ContiguousArray<UInt64> {
        var path = ContiguousArray<UInt64>(repeating: 0, count: count)
        for step in stride(from: count - 1, through: 0, by: -1) {
            let length = path[step] &+ (step < weights.count ? weights[step] : 1)
            path[step] = length
            for dependency in dependencies(step) {
                let place = Int(dependency)
                if place >= 0 && place < step && path[place] < length { path[place] = length }
            }
        }
        return path
    }
}
