import Testing

@testable import Monitor

@Suite struct GraphLayoutTests {
    /// Nodes that depend on a few of those before, mostly near ones.
    static func graph(seed: UInt64) -> [[Int]] {
        var random = SeededGenerator(seed)
        let count = Int.random(in: 1...60, using: &random)
        return (0..<count).map { node in
            guard node > 0 else { return [] }
            return (0..<Int.random(in: 0...3, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? Int.random(in: max(0, node - 6)..<node, using: &random) : Int.random(in: 0..<node, using: &random)
            }
        }
    }

    static func layout(_ dependencies: [[Int]], height: Int = 1, gap: Int = 0) -> GraphLayout? {
        GraphLayout(
            widths: dependencies.indices.map { 6 + $0 % 9 }, dependencies: dependencies,
            metrics: .init(height: height, widest: 12, gap: gap))
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func edgesLeadFromLowerToHigherLayersAndArriveWhereTheyShould(seed: UInt64) throws {
        let dependencies = Self.graph(seed: seed)
        for height in [1, 3] {
            let layout = try #require(Self.layout(dependencies, height: height))
            for (node, needs) in dependencies.enumerated() {
                for need in needs {
                    #expect(layout.layerOf[need] < layout.layerOf[node])
                    let route = layout.route(from: need, to: node)
                    let (from, to) = (layout.nodes[need], layout.nodes[node])
                    var here = Point(x: from.x + from.width - 1, y: from.y + height / 2)
                    for segment in route {
                        #expect(segment.source == need)
                        #expect(segment.from == here || segment.to == here)
                        #expect(segment.from.x == segment.to.x || segment.from.y == segment.to.y)
                        // It never runs back to the left.
                        #expect(segment.from.y != segment.to.y || segment.from == here)
                        here = segment.from == here ? segment.to : segment.from
                    }
                    #expect(here == Point(x: to.x, y: to.y + height / 2))
                }
            }
        }
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func nodesStandApartAndLinesKeepOffThem(seed: UInt64) throws {
        let layout = try #require(Self.layout(Self.graph(seed: seed), height: 3))
        var owners: [Point: Int] = [:]
        for (node, place) in layout.nodes.enumerated() {
            #expect(place.x >= 0 && place.y >= 0)
            #expect(place.x + place.width <= layout.size.width && place.y + place.height <= layout.size.height)
            for y in place.y..<place.y + place.height {
                let others = (place.x..<place.x + place.width).compactMap { x in
                    owners.updateValue(node, forKey: Point(x: x, y: y))
                }
                #expect(others.isEmpty)
            }
        }
        layout.forEachSegment(in: Rectangle(x: 0, y: 0, width: layout.size.width, height: layout.size.height)) {
            segment in
            guard segment.from.y == segment.to.y else { return }
            let between = segment.from.x + 1..<max(segment.from.x + 1, segment.to.x)
            #expect(between.allSatisfy { owners[Point(x: $0, y: segment.from.y)] == nil })
        }
    }

    /// Lines of different nodes may cross, and join where they end at the same node; nothing else.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func noTwoLinesRunAlongEachOther(seed: UInt64) throws {
        let dependencies = Self.graph(seed: seed)
        let layout = try #require(Self.layout(dependencies))
        var down: [Point: Int] = [:]
        var along: [Point: Set<Int>] = [:]
        layout.forEachSegment(in: Rectangle(x: 0, y: 0, width: layout.size.width, height: layout.size.height)) {
            segment in
            if segment.from.x == segment.to.x {
                let earlier = (segment.from.y...segment.to.y).compactMap { y in
                    down.updateValue(segment.source, forKey: Point(x: segment.from.x, y: y))
                }
                #expect(earlier.allSatisfy { $0 == segment.source })
            } else {
                for x in segment.from.x..<segment.to.x {
                    along[Point(x: x, y: segment.from.y), default: []].insert(segment.source)
                }
            }
        }
        for (point, sources) in along where sources.count > 1 {
            // They go on, along the row, to a node that depends on them all.
            let node = layout.nodes.indices.filter { layout.nodes[$0].y == point.y && layout.nodes[$0].x > point.x }
                .min { layout.nodes[$0].x < layout.nodes[$1].x }
            #expect(sources.isSubset(of: node.map { Set(dependencies[$0]) } ?? []))
        }
    }

    @Test func theSameGraphIsAlwaysLaidOutTheSameWay() throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let (first, second) = (Self.layout(Self.graph(seed: seed)), Self.layout(Self.graph(seed: seed)))
            let window = Rectangle(x: 0, y: 0, width: 10_000, height: 10_000)
            var segments: [[GraphLayout.Segment]] = [[], []]
            try #require(first).forEachSegment(in: window) { segments[0].append($0) }
            try #require(second).forEachSegment(in: window) { segments[1].append($0) }
            #expect(first?.nodes == second?.nodes)
            #expect(segments[0] == segments[1])
        }
    }

    @Test func layersAreLongestDistances() throws {
        let layout = try #require(Self.layout([[], [0], [0, 1], [], [3, 2], [-1, 5, 9]]))
        #expect(layout.layerOf == [0, 1, 2, 0, 3, 0])
    }

    @Test func aChainRunsStraight() throws {
        let layout = try #require(Self.layout([[], [0], [1], [2]]))
        #expect(layout.size.height == 1)
        #expect(layout.route(from: 0, to: 1).count == 1)
    }

    @Test func linesThatPassEachOtherBothWaysGoAside() throws {
        let channel = Channel([.init(start: 0, ends: [4]), .init(start: 4, ends: [0])])
        let aside = try #require(channel.routes.first { $0.detour != nil })
        #expect(channel.width == 3)
        #expect((aside.column ?? 0) > (aside.detour?.column ?? 9))
        #expect(![0, 4].contains(aside.detour?.row ?? 0))
    }

    @Test func crossingsAreCountedAndTakenAway() throws {
        // Two pairs, whose edges cross in plan order.
        var graph = try #require(LayeredGraph(dependencies: [[], [], [1], [0]], itemLimit: 99))
        #expect(graph.crossingCount([0, 1, 0, 1]) == 1)
        graph.reduceCrossings()
        #expect(graph.layers == [[0, 1], [3, 2]])
    }

    @Test func nothingAndTooMuch() throws {
        #expect(try #require(Self.layout([])).size == Size(width: 0, height: 0))
        #expect(
            GraphLayout(widths: [5, 5], dependencies: [[], [0]], metrics: .init(height: 1, widest: 9), itemLimit: 1)
                == nil)
    }

    @Test func aLayerIsWidenedNoMoreThanFitsAll() throws {
        let metrics = GraphLayout.Metrics(height: 1, widest: 30, narrowest: 10, room: 42)
        let layout = try #require(GraphLayout(widths: [30, 30], dependencies: [[], [0]], metrics: metrics))
        #expect(layout.nodes.map(\.width) == [20, 20])
        #expect(layout.size.width == 42)
    }
}
