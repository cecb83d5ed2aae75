import Plan

extension RowFeatures {
    /// Of the node in the first column, in the graph whose edges the rows are.
    static func centrality(_ call: RowCall) throws -> [RowValue] {
        let isDirected = call.call.options["directed"]?.boolValue ?? false
        let ends = (0..<call.rows).map { (call.inputs[0][$0], call.inputs[1][$0]) }.map { from, to in
            from.isNull || to.isNull ? nil : Edge(from: from, to: to)
        }
        var edges: Set<Edge> = []
        var distinct: [Edge] = []
        for case let edge? in ends where !edges.contains(edge) && (isDirected || !edges.contains(edge.reversed)) {
            edges.insert(edge)
            distinct.append(edge)
        }
        let values: [RowValue: Double]
        switch call.operation(without: "_centrality") {
        case "degree": values = degrees(distinct)
        case "pagerank":
            // An edge without a direction is two, but for a loop.
            values = ranks(distinct + (isDirected ? [] : distinct.filter { $0.from != $0.to }.map(\.reversed)))
        default: throw call.unknownOperation
        }
        return ends.map { edge in edge.flatMap { values[$0.from] }.map { .double($0) } ?? .null }
    }

    private struct Edge: Hashable {
        let from: RowValue
        let to: RowValue
        var reversed: Edge { Edge(from: to, to: from) }
    }

    private static func degrees(_ edges: [Edge]) -> [RowValue: Double] {
        var degrees: [RowValue: Double] = [:]
        for edge in edges {
            degrees[edge.from, default: 0] += 1
            degrees[edge.to, default: 0] += 1
        }
        return degrees.count == 1 ? degrees.mapValues { _ in 1 } : degrees.mapValues { $0 / Double(degrees.count - 1) }
    }

    /// Shares of a walk that follows an edge 85 times in 100, and goes anywhere else and where there is none; a turn after the other until
    /// they change by less than 1e-6 a node.
    private static func ranks(_ edges: [Edge]) -> [RowValue: Double] {
        let nodes = Set(edges.flatMap { [$0.from, $0.to] })
        let count = Double(nodes.count)
        let ways = Dictionary(grouping: edges, by: \.from)
        var ranks = Dictionary(uniqueKeysWithValues: nodes.map { ($0, 1 / count) })
        while !nodes.isEmpty {
            let lost = nodes.filter { ways[$0] == nil }.reduce(0) { $0 + (ranks[$1] ?? 0) }
            var next = Dictionary(uniqueKeysWithValues: nodes.map { ($0, (0.15 + 0.85 * lost) / count) })
            for (node, own) in ways {
                for edge in own { next[edge.to, default: 0] += 0.85 * (ranks[node] ?? 0) / Double(own.count) }
            }
            let change = nodes.reduce(0) { $0 + abs((next[$1] ?? 0) - (ranks[$1] ?? 0)) }
            ranks = next
            if change < 1e-6 * count { break }
        }
        return ranks
    }
}
