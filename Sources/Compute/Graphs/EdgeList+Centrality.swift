extension EdgeList {
    /// Edges at each node over the number of other nodes (Freeman 1978). A loop counts twice, a directed edge at both ends. The only
    /// node of a graph has 1.
    func degreeCentrality() -> [Double] {
        guard nodeCount > 1 else { return Array(repeating: 1, count: nodeCount) }
        var degrees = [Int](repeating: 0, count: nodeCount)
        for node in 0..<nodeCount {
            for other in neighbours(of: node) {
                degrees[node] += 1
                if isDirected || other == node { degrees[other] += 1 }
            }
        }
        return degrees.map { Double($0) / Double(nodeCount - 1) }
    }

    /// The share of time that a walk spends at each node which follows an edge with the probability `damping` and else goes anywhere,
    /// as it does from a node without edges (Page, Brin, Motwani, Winograd 1999). By power iteration, until the shares change by
    /// less than 1e-6 a node in sum; an undirected edge goes both ways.
    func pageRank(damping: Double = 0.85) -> [Double] {
        guard nodeCount > 0 else { return [] }
        let even = 1 / Double(nodeCount)
        let tolerance = 1e-6 * Double(nodeCount)
        var ranks = [Double](repeating: even, count: nodeCount)
        var change = Double.infinity
        // Each turn leaves at most `damping` of the change.
        while change >= tolerance {
            var next = [Double](repeating: 0, count: nodeCount)
            var dangling = 0.0
            for node in 0..<nodeCount {
                let targets = neighbours(of: node)
                if targets.isEmpty { dangling += ranks[node] }
                let share = ranks[node] / Double(targets.count)
                for target in targets { next[target] += share }
            }
            change = 0
            for node in 0..<nodeCount {
                next[node] = damping * (next[node] + dangling * even) + (1 - damping) * even
                change += abs(next[node] - ranks[node])
            }
            ranks = next
        }
        return ranks
    }
}
