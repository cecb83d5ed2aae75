package import Plan

/// The part of a plan that is laid out: all of it, or what is around a step.
package struct GraphPicture: Sendable {
    /// Plans of up to so many steps are shown whole.
    package static let wholeLimit = 2_000
    /// Steps shown of larger ones.
    package static let neighbourhoodLimit = 300

    /// Ascending; by node of the layout.
    package let steps: [Int]
    package let layout: GraphLayout
    /// The step whose neighbourhood it is; nil: the whole plan.
    package let centre: Int?
    /// Nodes with dependencies, and with dependents, that are not shown.
    package let hasHiddenDependencies: [Bool]
    package let hasHiddenDependents: [Bool]
    private let stepCount: Int

    /// - Parameters:
    ///   - width: of a node that shows all of a step's label.
    ///   - centre: what is shown is near it, if not everything is. Must be a step.
    package init?(
        _ graph: StepGraph, around centre: Int, metrics: GraphLayout.Metrics, width: (_ step: Int) -> Int
    ) {
        guard centre >= 0, centre < graph.count else { return nil }
        stepCount = graph.count
        if graph.count <= Self.wholeLimit {
            let all = Array(0..<graph.count)
            let dependencies = all.map { graph.dependencies(of: $0).map(Int.init) }
            if let layout = GraphLayout(widths: all.map(width), dependencies: dependencies, metrics: metrics) {
                steps = all
                self.layout = layout
                self.centre = nil
                hasHiddenDependencies = Array(repeating: false, count: all.count)
                hasHiddenDependents = hasHiddenDependencies
                return
            }
        }
        let near = Self.neighbourhood(of: centre, in: graph, limit: Self.neighbourhoodLimit)
        let nodes = Dictionary(uniqueKeysWithValues: near.enumerated().map { ($1, $0) })
        let dependencies = near.map { step in graph.dependencies(of: step).compactMap { nodes[Int($0)] } }
        guard
            let layout = GraphLayout(
                widths: near.map(width), dependencies: dependencies, metrics: metrics, itemLimit: 100_000)
        else { return nil }
        steps = near
        self.layout = layout
        self.centre = centre
        hasHiddenDependencies = near.map { step in
            graph.dependencies(of: step).contains { $0 >= 0 && $0 < step && nodes[Int($0)] == nil }
        }
        hasHiddenDependents = near.map { step in
            graph.dependents(of: step).prefix(Self.neighbourhoodLimit + 1).contains { nodes[Int($0)] == nil }
        }
    }

    package func node(of step: Int) -> Int? {
        if centre == nil { return steps.indices.contains(step) ? step : nil }
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle] < step { low = middle + 1 } else { high = middle }
        }
        return low < steps.count && steps[low] == step ? low : nil
    }

    /// Whether it would show a step as well as a picture made around that one.
    package func suits(_ step: Int) -> Bool {
        guard let centre, step != centre else { return true }
        guard let node = node(of: step) else { return false }
        return !hasHiddenDependencies[node] && !hasHiddenDependents[node]
    }

    /// What it leaves out, as a line; nil: nothing.
    package func note(label: (StepID) -> String) -> String? {
        centre.map {
            "showing \(steps.count) of \(Figures.count(stepCount, "step")) around \(label(StepID($0)).singleLine)"
        }
    }

    /// A step with what it needs and what needs it, the nearest first, as many of the one as of the other while there are.
    /// Ascending. O(edges that are looked at), which stops at the limit.
    static func neighbourhood(of centre: Int, in graph: StepGraph, limit: Int) -> [Int] {
        var found: Set<Int> = [centre]
        var before = [centre]
        var after = [centre]
        var (nextBefore, nextAfter) = (0, 0)
        while found.count < limit, nextBefore < before.count || nextAfter < after.count {
            if nextBefore < before.count {
                let step = before[nextBefore]
                nextBefore += 1
                for other in graph.dependencies(of: step) where other >= 0 && other < step {
                    if found.count >= (limit + 1) / 2, nextAfter < after.count { break }
                    if found.count >= limit { break }
                    if found.insert(Int(other)).inserted { before.append(Int(other)) }
                }
            }
            if nextAfter < after.count {
                let step = after[nextAfter]
                nextAfter += 1
                for other in graph.dependents(of: step) where Int(other) > step {
                    if found.count >= limit { break }
                    if found.insert(Int(other)).inserted { after.append(Int(other)) }
                }
            }
        }
        return found.sorted()
    }
}
