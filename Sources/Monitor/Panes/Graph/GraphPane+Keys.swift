import Plan

extension GraphPane {
    package mutating func handle(
        _ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]
    ) -> Bool {
        guard picture != nil else { return false }
        let focus = focus(in: scene)
        let chart = chartSize(size)
        switch key {
        case .left, .character("h"):
            move(to: neighbour(of: focus, scene, isBefore: true), from: focus, scene, &requests)
        case .right, .character("l"):
            move(to: neighbour(of: focus, scene, isBefore: false), from: focus, scene, &requests)
        case .up, .character("k"): move(to: sibling(of: focus, -1), from: focus, scene, &requests)
        case .down, .character("j"): move(to: sibling(of: focus, 1), from: focus, scene, &requests)
        case .home, .character("g"): move(to: picture?.layout.layers.first?.first, from: nil, scene, &requests)
        case .end, .character("G"): move(to: picture?.layout.layers.last?.last, from: nil, scene, &requests)
        case .pageUp, .control("b"): scroll(by: Point(x: 0, y: 1 - chart.height), size)
        case .pageDown, .control("f"): scroll(by: Point(x: 0, y: chart.height - 1), size)
        case .control("u"): scroll(by: Point(x: 0, y: -chart.height / 2), size)
        case .control("d"): scroll(by: Point(x: 0, y: chart.height / 2), size)
        case .character("H"): scroll(by: Point(x: -max(1, chart.width / 2), y: 0), size)
        case .character("L"): scroll(by: Point(x: max(1, chart.width / 2), y: 0), size)
        case .character("c"): centre(focus, size)
        case .character("z"): detail = metrics(for: size).height == 1 ? .boxes : .lines
        case .character("f"):
            if follows, let focus, focus != scene.focus { requests.append(.focus(focus)) }
            follows.toggle()
            requests.append(.say(follows ? "following what has run longest" : "no longer following"))
        case .enter:
            guard let focus else { return false }
            if focus != scene.focus { requests.append(.focus(focus)) }
            requests.append(.openDetail)
        case .mouse(let mouse): return handle(mouse, in: scene, size, &requests)
        default: return false
        }
        return true
    }

    private mutating func handle(
        _ mouse: Key.Mouse, in scene: Scene, _ size: Size, _ requests: inout [MonitorRequest]
    ) -> Bool {
        switch mouse.action {
        case .scrollUp: scroll(by: Point(x: 0, y: -3), size)
        case .scrollDown: scroll(by: Point(x: 0, y: 3), size)
        case .press, .doubleClick:
            guard mouse.point.y < chartSize(size).height, let node = node(at: mouse.point) else { return false }
            move(to: node, from: nil, scene, &requests)
            if mouse.action == .doubleClick { requests.append(.openDetail) }
        }
        return true
    }

    /// What stands at a point of the pane. O(layers + nodes of one).
    func node(at point: Point) -> Int? {
        guard let layout = picture?.layout else { return nil }
        let place = Point(x: point.x + origin.x, y: point.y + origin.y)
        let layer = layout.layers.last { nodes in nodes.first.map { layout.nodes[$0].x <= place.x } ?? false }
        return layer?.first { layout.nodes[$0].contains(place) }
    }

    private func neighbour(of focus: StepID?, _ scene: Scene, isBefore: Bool) -> Int? {
        guard let picture, let focus, let node = picture.node(of: Int(focus.index)) else { return start(scene) }
        let graph = scene.model.graph
        let around =
            isBefore
            ? graph.dependencies(of: Int(focus.index)) : graph.dependents(of: Int(focus.index))
        let layout = picture.layout
        func distance(_ other: Int) -> (Int, Int, Int) {
            (
                abs(layout.layerOf[other] - layout.layerOf[node]), abs(layout.nodes[other].y - layout.nodes[node].y),
                other
            )
        }
        return around.lazy.compactMap { picture.node(of: Int($0)) }.min { distance($0) < distance($1) }
    }

    /// The next of its layer.
    private func sibling(of focus: StepID?, _ way: Int) -> Int? {
        guard let picture, let focus, let node = picture.node(of: Int(focus.index)) else {
            return picture?.layout.layers.first?.first
        }
        let layer = picture.layout.layers[picture.layout.layerOf[node]]
        guard let place = layer.firstIndex(of: node), layer.indices.contains(place + way) else { return nil }
        return layer[place + way]
    }

    /// Where the focus goes when there was none.
    private func start(_ scene: Scene) -> Int? {
        Self.longestRunning(in: scene).flatMap { picture?.node(of: Int($0.index)) }
            ?? picture?.layout.layers.first?.first
    }

    /// Ends following, as the user now leads.
    private mutating func move(
        to node: Int?, from focus: StepID?, _ scene: Scene, _ requests: inout [MonitorRequest]
    ) {
        follows = false
        if let node, let picture {
            requests.append(.focus(StepID(picture.steps[node])))
        } else if let focus, focus != scene.focus {
            requests.append(.focus(focus))
        }
    }
}
