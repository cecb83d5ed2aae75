import Columnar

/// The graph whose edges are the rows of two columns, a → b: each edge once, however many rows have it. Rows with a null have no
/// edge, and a node is a value of a row that has one.
struct EdgeList {
    let nodeCount: Int
    let isDirected: Bool
    /// Of each row: the node in a; nil where the row has no edge.
    let nodeOfRow: [Int?]
    /// Where each node's neighbours start in `neighbours`, and the end. Of an undirected edge, each end is the other's neighbour.
    private let starts: [Int]
    private let neighbours: [Int]

    /// `a` and `b` have the same type.
    init(_ a: Column, _ b: Column, isDirected: Bool) throws {
        let rows = a.count
        let ids = try Grouping(keys: [Column.concat([a, b])], rows: 2 * rows).ids().integers()
        var nodes: [Int: Int] = [:]
        var nodeOfRow = [Int?](repeating: nil, count: rows)
        var edges: [(from: Int, to: Int)] = []
        func node(_ id: Int) -> Int {
            if let known = nodes[id] { return known }
            nodes[id] = nodes.count
            return nodes.count - 1
        }
        try a.withValidity { hasA in
            try b.withValidity { hasB in
                for row in 0..<rows where hasA(row) && hasB(row) {
                    let (from, to) = (node(ids[row]), node(ids[rows + row]))
                    nodeOfRow[row] = from
                    edges.append((from, to))
                    if !isDirected && from != to { edges.append((to, from)) }
                }
            }
        }
        self.isDirected = isDirected
        self.nodeOfRow = nodeOfRow
        nodeCount = nodes.count
        (starts, neighbours) = Self.adjacency(of: edges, nodeCount: nodes.count)
    }

    func neighbours(of node: Int) -> ArraySlice<Int> { neighbours[starts[node]..<starts[node + 1]] }

    /// Sorts edges by node, in linear time, and leaves repeats out.
    private static func adjacency(
        of edges: [(from: Int, to: Int)], nodeCount: Int
    ) -> (starts: [Int], neighbours: [Int]) {
        var ends = [Int](repeating: 0, count: nodeCount + 1)
        for edge in edges { ends[edge.from + 1] += 1 }
        for node in 0..<nodeCount { ends[node + 1] += ends[node] }
        let bounds = ends
        var all = [Int](repeating: 0, count: edges.count)
        for edge in edges {
            all[ends[edge.from]] = edge.to
            ends[edge.from] += 1
        }
        var starts = [0]
        var neighbours: [Int] = []
        starts.reserveCapacity(nodeCount + 1)
        neighbours.reserveCapacity(edges.count)
        var lastSeenFrom = [Int](repeating: -1, count: nodeCount)
        for node in 0..<nodeCount {
            for other in all[bounds[node]..<bounds[node + 1]] where lastSeenFrom[other] != node {
                lastSeenFrom[other] = node
                neighbours.append(other)
            }
            starts.append(neighbours.count)
        }
        return (starts, neighbours)
    }
}
