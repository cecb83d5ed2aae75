/// A graph cut into layers, for drawing from left to right by the method of Sugiyama, Tagawa and Toda ("Methods for Visual
/// Understanding of Hierarchical System Structures", IEEE Trans. SMC 11(2), 1981): layers, an order within each, rows.
///
/// A layer holds items: the graph's nodes, and a dummy wherever a long edge passes. All edges that leave one node share one chain
/// of dummies and branch off it, so that there are at most nodes × layers of them.
struct LayeredGraph: Sendable {
    /// Items below this are nodes, the others dummies.
    let nodeCount: Int
    /// By item.
    let layerOf: [Int]
    /// Items from top to bottom.
    var layers: [[Int]]
    /// By item: items of the next layer, ascending. Of a node or a dummy.
    let successors: [[Int]]
    /// By item: items of the layer before.
    let predecessors: [[Int]]
    /// By item: the dummy in the next layer that carries its edges on; -1: none.
    let continuation: [Int]
    /// By item: the node whose edges it carries; a node's is itself.
    let owner: [Int]

    /// Layers are longest distances from the nodes without dependencies. O(nodes + edges + dummies).
    ///
    /// - Parameters:
    ///   - dependencies: by node, of nodes before it; what is not before it is left out, so there is no cycle.
    ///   - itemLimit: nil is the result where there would be more items, or more edges.
    init?(dependencies: [[Int]], itemLimit: Int) {
        let count = dependencies.count
        var layer = [Int](repeating: 0, count: count)
        var last = [Int](repeating: 0, count: count)
        var edgeCount = 0
        for node in 0..<count {
            for dependency in dependencies[node] where dependency >= 0 && dependency < node {
                layer[node] = max(layer[node], layer[dependency] + 1)
            }
        }
        for node in 0..<count {
            for dependency in dependencies[node] where dependency >= 0 && dependency < node {
                last[dependency] = max(last[dependency], layer[node] - 1)
                edgeCount += 1
            }
        }
        let dummyCount = (0..<count).reduce(0) { $0 + max(0, last[$1] - layer[$1]) }
        guard count + dummyCount <= itemLimit, edgeCount <= itemLimit else { return nil }

        var layerOf = layer
        var continuation = [Int](repeating: -1, count: count)
        var owner = Array(0..<count)
        var firstDummy = [Int](repeating: 0, count: count)
        for node in 0..<count {
            firstDummy[node] = layerOf.count
            guard last[node] > layer[node] else { continue }
            continuation[node] = layerOf.count
            for place in layer[node] + 1...last[node] {
                layerOf.append(place)
                owner.append(node)
                continuation.append(place < last[node] ? layerOf.count : -1)
            }
        }
        var successors = [[Int]](repeating: [], count: layerOf.count)
        var predecessors = successors
        func join(_ from: Int, _ to: Int) {
            successors[from].append(to)
            predecessors[to].append(from)
        }
        for node in 0..<count {
            var seen: Set<Int> = []
            for dependency in dependencies[node] where dependency >= 0 && dependency < node {
                guard seen.insert(dependency).inserted else { continue }
                let gap = layer[node] - layer[dependency]
                join(gap == 1 ? dependency : firstDummy[dependency] + gap - 2, node)
            }
        }
        for item in layerOf.indices where continuation[item] >= 0 { join(item, continuation[item]) }

        nodeCount = count
        self.layerOf = layerOf
        self.continuation = continuation
        self.owner = owner
        self.successors = successors
        self.predecessors = predecessors
        layers = Array(repeating: [], count: (layerOf.max() ?? -1) + 1)
        for item in layerOf.indices { layers[layerOf[item]].append(item) }
    }

    func isDummy(_ item: Int) -> Bool { item >= nodeCount }
}
