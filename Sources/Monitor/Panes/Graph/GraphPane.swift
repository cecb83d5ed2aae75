import Events
package import Plan

/// The plan as a graph: steps in layers, what each needs to its left, the lines between them, the critical path.
package struct GraphPane: Pane {
    /// How steps are drawn.
    enum Detail: Sendable, Hashable {
        /// By the room there is.
        case fitting
        /// A line each.
        case lines
        /// Boxes with figures.
        case boxes
    }

    private struct PictureKey: Sendable, Hashable {
        var run: String
        var count: Int
        var metrics: GraphLayout.Metrics
    }

    var detail = Detail.fitting
    /// Whether the focus goes with the step that has run longest.
    package internal(set) var follows = false
    private(set) var picture: GraphPicture?
    private var key: PictureKey?
    /// The point of the drawing in the top left corner.
    private(set) var origin = Point(x: 0, y: 0)
    private var shownFocus: StepID?
    private var criticalPath = RememberedCriticalPath()
    /// By node of the picture.
    private(set) var criticalEdges: [(from: Int, to: Int)] = []

    package init() {}

    /// By step.
    var critical: ContiguousArray<Bool> { criticalPath.marks }

    // MARK: What is shown

    /// The step that all is about: in following mode the one that has run longest.
    package func focus(in scene: Scene) -> StepID? {
        let focus = follows ? Self.longestRunning(in: scene) ?? scene.focus : scene.focus
        guard let focus, scene.model.steps.indices.contains(Int(focus.index)) else { return nil }
        return focus
    }

    /// O(workers).
    static func longestRunning(in scene: Scene) -> StepID? {
        scene.model.workers.all.lazy.filter { $0.step != nil }.min { $0.since < $1.since }?.step
    }

    /// Rows for the graph; the rest is for what is said below it.
    func chartSize(_ size: Size) -> Size {
        let isPartial = picture?.centre != nil
        return Size(
            width: size.width,
            height: max(0, size.height - (size.height < 4 ? 0 : isPartial && size.height > 6 ? 2 : 1)))
    }

    func metrics(for size: Size) -> GraphLayout.Metrics {
        let hasBoxes = detail == .boxes || detail == .fitting && size.width >= 120 && size.height >= 34
        if hasBoxes {
            return .init(height: 3, widest: max(18, min(40, size.width / 4)), narrowest: 18, room: size.width)
        }
        return .init(
            height: 1, widest: max(12, min(34, size.width * 3 / 10)), narrowest: 12, room: size.width,
            gap: size.height >= 18 ? 1 : 0)
    }

    package mutating func prepare(for scene: Scene, size: Size) {
        guard let plan = scene.model.plan, scene.model.graph.count > 0, size.width > 0, size.height > 0 else {
            (picture, key, shownFocus) = (nil, nil, nil)
            return
        }
        let focus = focus(in: scene)
        let metrics = metrics(for: size)
        let key = PictureKey(run: plan.runID, count: scene.model.graph.count, metrics: metrics)
        let around = Int((focus ?? Self.longestRunning(in: scene))?.index ?? 0)
        var isNew = false
        if self.key != key || picture == nil || (focus != nil && picture?.suits(around) == false) {
            let earlier = picture
            let decoration = metrics.height == 1 ? 5 : 8
            picture = GraphPicture(scene.model.graph, around: around, metrics: metrics) { step in
                DisplayWidth.of(DisplayWidth.displayable(scene.model.label(StepID(step)).singleLine)) + decoration
            }
            self.key = key
            keep(around, where: earlier)
            isNew = true
        }
        if criticalPath.update(for: scene) || isNew { traceCriticalPath() }
        if focus != shownFocus || isNew {
            shownFocus = focus
            reveal(focus, size)
        } else {
            scroll(by: Point(x: 0, y: 0), size)
        }
    }

    /// O(steps).
    private mutating func traceCriticalPath() {
        guard let picture else { return }
        let path = critical.indices.lazy.filter { [critical] in critical[$0] }
        criticalEdges = zip(path, path.dropFirst()).compactMap { step, next in
            guard let from = picture.node(of: step), let to = picture.node(of: next) else { return nil }
            return (from, to)
        }
    }

    // MARK: Scrolling

    /// Scrolls as little as makes a step seen, with some room around it.
    mutating func reveal(_ step: StepID?, _ size: Size) {
        guard let picture, let node = picture.node(of: Int(step?.index ?? 0)) else {
            return scroll(by: Point(x: 0, y: 0), size)
        }
        let chart = chartSize(size)
        let place = picture.layout.nodes[node]
        func start(_ origin: Int, _ low: Int, _ length: Int, _ room: Int, _ margin: Int) -> Int {
            let margin = max(0, min(margin, (room - length) / 2))
            return min(max(origin, low + length + margin - room), low - margin)
        }
        origin.x = start(origin.x, place.x, place.width, chart.width, 8)
        origin.y = start(origin.y, place.y, place.height, chart.height, 2)
        scroll(by: Point(x: 0, y: 0), size)
    }

    /// Scrolls so that a step stays at its place on the screen though the picture has changed.
    private mutating func keep(_ step: Int, where earlier: GraphPicture?) {
        guard let earlier, let picture, let old = earlier.node(of: step), let new = picture.node(of: step) else {
            return
        }
        origin.x += picture.layout.nodes[new].x - earlier.layout.nodes[old].x
        origin.y += picture.layout.nodes[new].y - earlier.layout.nodes[old].y
    }

    mutating func centre(_ step: StepID?, _ size: Size) {
        guard let picture, let node = picture.node(of: Int(step?.index ?? 0)) else { return }
        let chart = chartSize(size)
        let place = picture.layout.nodes[node]
        origin = Point(
            x: place.x + place.width / 2 - chart.width / 2, y: place.y + place.height / 2 - chart.height / 2)
        scroll(by: Point(x: 0, y: 0), size)
    }

    /// Keeps to the drawing, and a drawing that is smaller than the screen in its middle.
    mutating func scroll(by way: Point, _ size: Size) {
        guard let picture else { return }
        let chart = chartSize(size)
        func clamp(_ value: Int, _ length: Int, _ room: Int) -> Int {
            length <= room ? -((room - length) / 2) : max(0, min(value, length - room))
        }
        origin.x = clamp(origin.x + way.x, picture.layout.size.width, chart.width)
        origin.y = clamp(origin.y + way.y, picture.layout.size.height, chart.height)
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        [
            KeyHint("hjkl", "move"), KeyHint("Enter", "detail"),
            KeyHint("f", follows ? "stop following" : "follow running"),
            KeyHint("c", "centre"), KeyHint("z", "boxes or lines"), KeyHint("PgUp PgDn", "scroll"),
            KeyHint("H L", "scroll sideways"),
            KeyHint("g G", "first, last"),
        ]
    }
}
