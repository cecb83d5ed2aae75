/// Where the nodes of a graph stand and how its edges run, in cells: the flow is from left to right. A value that depends on
/// nothing but what it is made of.
package struct GraphLayout: Sendable {
    /// How nodes look.
    package struct Metrics: Sendable, Hashable {
        /// Rows of a node: 1 or 3.
        package var height: Int
        /// Cells of the widest node.
        package var widest: Int
        /// Cells to which long nodes may be cut for all to fit into `room`.
        package var narrowest: Int
        package var room: Int
        /// Rows between two nodes of a layer.
        package var gap: Int
        package init(height: Int, widest: Int, narrowest: Int? = nil, room: Int = 0, gap: Int = 0) {
            self.height = height
            self.widest = widest
            self.narrowest = min(narrowest ?? widest, widest)
            self.room = room
            self.gap = gap
        }
    }

    /// A straight line, either end included: from left to right, or from top to bottom. Of the edges that leave `source`.
    package struct Segment: Sendable, Hashable {
        package var from: Point
        package var to: Point
        package var source: Int
    }

    /// By node.
    package let nodes: [Rectangle]
    /// By node.
    package let layerOf: [Int]
    /// Nodes of each layer from top to bottom.
    package let layers: [[Int]]
    package let size: Size

    private let graph: LayeredGraph
    private let rows: [Int]
    private let left: [Int]
    private let widths: [Int]
    /// By gap after a layer: items of the layer that lines leave from, and their routes.
    private let channels: [(sources: [Int], channel: Channel)]
    /// By item: its place among the sources of its channel.
    private let routeOf: [Int]

    /// O((nodes + edges + dummies) · log), but for what `Channel` says.
    ///
    /// - Parameters:
    ///   - widths: of each node, cells that it would like to have.
    ///   - dependencies: of each node, nodes before it.
    ///   - itemLimit: nil is the result where the drawing would have more parts.
    package init?(widths wanted: [Int], dependencies: [[Int]], metrics: Metrics, itemLimit: Int = 20_000) {
        guard var graph = LayeredGraph(dependencies: dependencies, itemLimit: itemLimit) else { return nil }
        graph.reduceCrossings()
        let reach = metrics.height / 2
        let rows = graph.rows(reach: reach, gap: metrics.gap)

        var channels: [(sources: [Int], channel: Channel)] = []
        var routeOf = [Int](repeating: -1, count: graph.layerOf.count)
        for layer in graph.layers {
            let sources = layer.filter { !graph.successors[$0].isEmpty }
            for (place, item) in sources.enumerated() { routeOf[item] = place }
            let channel = Channel(
                sources.map { item in .init(start: rows[item], ends: graph.successors[item].map { rows[$0] }) })
            channels.append((sources, channel))
        }
        let natural = graph.layers.map { layer in layer.reduce(3) { graph.isDummy($1) ? $0 : max($0, wanted[$1]) } }
        let between = channels.reduce(-2) { $0 + $1.channel.width + 2 }
        let widest = (metrics.narrowest...metrics.widest).reversed().first { widest in
            natural.reduce(between) { $0 + min($1, widest) } <= metrics.room
        }
        let widths = natural.map { min($0, widest ?? metrics.widest) }
        var left: [Int] = []
        var x = 0
        for (width, channel) in zip(widths, channels) {
            left.append(x)
            x += width + channel.channel.width + 2
        }
        let lowest = rows.indices.reduce(-1) { max($0, rows[$1] + (graph.isDummy($1) ? 0 : reach)) }
        let aside = channels.reduce(lowest) { $1.channel.routes.reduce($0) { max($0, $1.detour?.row ?? -1) } }

        nodes = (0..<graph.nodeCount).map { node in
            Rectangle(
                x: left[graph.layerOf[node]], y: rows[node] - reach, width: widths[graph.layerOf[node]],
                height: 2 * reach + 1)
        }
        layerOf = Array(graph.layerOf.prefix(graph.nodeCount))
        layers = graph.layers.map { layer in layer.filter { !graph.isDummy($0) } }
        size = Size(width: max(0, x - 2), height: aside + 1)
        self.graph = graph
        self.rows = rows
        self.left = left
        self.widths = widths
        self.channels = channels
        self.routeOf = routeOf
    }

    /// The lines that are seen in a window. O(parts of the layers that it shows).
    package func forEachSegment(in window: Rectangle, _ body: (Segment) -> Void) {
        for layer in left.indices {
            let end = layer + 1 < left.count ? left[layer + 1] : size.width
            guard end >= window.x else { continue }
            guard left[layer] < window.x + window.width else { break }
            for item in graph.layers[layer] where graph.isDummy(item) { pass(item).map(body) }
            for item in channels[layer].sources {
                for target in graph.successors[item] { forEachSegment(from: item, to: target, body) }
            }
        }
    }

    /// The lines of one edge from its node to that which depends on it, in the order of the way; empty where there is no such edge.
    package func route(from node: Int, to other: Int) -> [Segment] {
        guard nodes.indices.contains(node), nodes.indices.contains(other) else { return [] }
        var result: [Segment] = []
        var item = node
        while true {
            if graph.successors[item].contains(other) {
                forEachSegment(from: item, to: other) { result.append($0) }
                return result
            }
            let next = graph.continuation[item]
            guard next >= 0 else { return [] }
            forEachSegment(from: item, to: next) { result.append($0) }
            pass(next).map { result.append($0) }
            item = next
        }
    }

    /// The edges that lead to a node and that leave it. O(edges of the node and of what is between).
    package func edges(of node: Int) -> [(from: Int, to: Int)] {
        guard nodes.indices.contains(node) else { return [] }
        var result = graph.predecessors[node].map { (from: graph.owner[$0], to: node) }
        var item = node
        while item >= 0 {
            result += graph.successors[item].lazy.filter { !graph.isDummy($0) }.map { (from: node, to: $0) }
            item = graph.continuation[item]
        }
        return result
    }

    /// Across the layer of a dummy.
    private func pass(_ dummy: Int) -> Segment? {
        let layer = graph.layerOf[dummy]
        return Segment(
            from: Point(x: left[layer], y: rows[dummy]), to: Point(x: left[layer] + widths[layer] - 1, y: rows[dummy]),
            source: graph.owner[dummy])
    }

    /// Across the channel after a layer: from the border of one item to that of the other.
    private func forEachSegment(from item: Int, to target: Int, _ body: (Segment) -> Void) {
        let layer = graph.layerOf[item]
        let route = channels[layer].channel.routes[routeOf[item]]
        let source = graph.owner[item]
        let origin = left[layer] + widths[layer] + 1
        var here = Point(x: left[layer] + widths[layer] - 1, y: rows[item])
        func go(to next: Point) {
            guard next != here else { return }
            let isBackwards = next.x < here.x || next.y < here.y
            body(Segment(from: isBackwards ? next : here, to: isBackwards ? here : next, source: source))
            here = next
        }
        if let detour = route.detour {
            go(to: Point(x: origin + detour.column, y: here.y))
            go(to: Point(x: origin + detour.column, y: detour.row))
        }
        if let column = route.column {
            go(to: Point(x: origin + column, y: here.y))
            go(to: Point(x: origin + column, y: rows[target]))
        }
        go(to: Point(x: left[layer + 1], y: rows[target]))
    }
}
