import Events
package import Plan

/// What is in memory: its course against the budget and what is still to come, every dataset with its residency and who needs it, and
/// the drops as they happen.
package struct DataPane: Pane {
    /// Whose drop pauses the run; kept by whoever carries out `RunAction.toggleBreakpoint`, marked here.
    package var breakpoints: Set<DatasetID> = []

    /// Whether keys move in the list of drops; else in that of datasets. Where only one of the two has room, it is the one shown.
    private(set) var isInDrops = false
    var datasetCursor = ListCursor()
    var dropCursor = ListCursor()
    /// Datasets as they are listed.
    private(set) var order: [DatasetID] = []
    private(set) var forecast: MemoryForecast?
    private var selected: DatasetID?
    /// Of the run that `order` and `forecast` were made from.
    private var orderedAt = -1
    private var foreseenAt: (revision: Int, period: UInt64)?
    private var run: String?
    private var dropCount = 0

    /// Up to so many steps the forecast follows each change. For more it is made anew once a second, and more rarely still the larger
    /// the plan, so that it takes no more than about a hundredth of the time.
    private static let instantForecastLimit = 2_000

    package init() {}

    package mutating func prepare(for scene: Scene, size: Size) {
        let model = scene.model
        if run != model.plan?.runID {
            (run, orderedAt, foreseenAt, selected, dropCount) = (model.plan?.runID, -1, nil, nil, 0)
            (datasetCursor, dropCursor) = (ListCursor(), ListCursor())
        }
        if orderedAt != model.eventCount || order.count != model.data.datasets.count {
            orderedAt = model.eventCount
            order = Self.order(of: model)
            if let selected, let place = order.firstIndex(of: selected) { datasetCursor.selected = place }
        }
        let period = scene.now / (1_000_000_000 * UInt64(max(1, model.steps.count / 10_000)))
        let isSmall = model.steps.count <= Self.instantForecastLimit
        if foreseenAt?.period != period || (isSmall && foreseenAt?.revision != model.phaseRevision) {
            foreseenAt = (model.phaseRevision, period)
            forecast = MemoryForecast(model, at: scene.now)
        }
        if model.end != nil { forecast = nil }
        // Who reads older drops goes on reading them while new ones come.
        let drops = model.data.drops.count
        if dropCursor.selected > 0, drops > dropCount { dropCursor.selected += drops - dropCount }
        dropCount = drops
        let frame = DataFrame(size, datasets: order.count, isInDrops: isInDrops)
        datasetCursor.clamp(count: order.count, height: frame.rows(of: frame.datasets))
        dropCursor.clamp(count: drops, height: frame.rows(of: frame.drops))
        selected = order.indices.contains(datasetCursor.selected) ? order[datasetCursor.selected] : nil
    }

    /// Live ones first, the largest on top; then those to come, in plan order; then the dropped ones, the newest on top.
    static func order(of model: RunModel) -> [DatasetID] {
        func rank(_ residency: DataModel.Residency) -> Int {
            switch residency {
            case .live, .shared, .spilled: 0
            case .absent: 1
            case .dropped: 2
            }
        }
        let datasets = model.data.datasets
        return datasets.indices.sorted { a, b in
            let (left, right) = (datasets[a], datasets[b])
            let ranks = (rank(left.residency), rank(right.residency))
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            if ranks.0 == 0 && left.bytes != right.bytes { return left.bytes > right.bytes }
            if ranks.0 == 2 && left.droppedAt != right.droppedAt { return left.droppedAt > right.droppedAt }
            return a < b
        }.map { DatasetID($0) }
    }

    var selectedDataset: DatasetID? {
        order.indices.contains(datasetCursor.selected) ? order[datasetCursor.selected] : nil
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        var hints = [KeyHint("d", isInDrops ? "datasets" : "drops"), KeyHint("Enter", "producing step")]
        if scene.isLive { hints.append(KeyHint("b", "pause at drop")) }
        return hints + [KeyHint("y", "copy name"), KeyHint("j k", "move")]
    }

    package mutating func handle(
        _ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]
    ) -> Bool {
        let frame = DataFrame(size, datasets: order.count, isInDrops: isInDrops)
        switch key {
        case .character("d"): isInDrops.toggle()
        case .character("b"):
            guard let dataset = chosenDataset(in: scene) else { return true }
            requests.append(
                scene.isLive
                    ? .act(.toggleBreakpoint(onDropOf: dataset)) : .say("a recording cannot be paused at a drop"))
        case .character("y"):
            guard let dataset = chosenDataset(in: scene) else { return true }
            requests.append(.copy(scene.model.name(of: dataset), of: "the dataset's name"))
        case .enter: focusProducer(in: scene, &requests)
        case .mouse(let mouse) where mouse.action == .press || mouse.action == .doubleClick:
            guard press(at: mouse.point, frame, scene) else { return false }
            if mouse.action == .doubleClick { focusProducer(in: scene, &requests) }
        case .mouse(let mouse):
            // The wheel moves what is under it.
            if frame.drops?.contains(mouse.point) == true {
                return dropCursor.handle(key, count: scene.model.data.drops.count, height: frame.rows(of: frame.drops))
            }
            return moveDataset(key, frame)
        default:
            return isInDrops
                ? dropCursor.handle(key, count: scene.model.data.drops.count, height: frame.rows(of: frame.drops))
                : moveDataset(key, frame)
        }
        return true
    }

    private mutating func moveDataset(_ key: Key, _ frame: DataFrame) -> Bool {
        guard datasetCursor.handle(key, count: order.count, height: frame.rows(of: frame.datasets)) else {
            return false
        }
        selected = selectedDataset
        return true
    }

    /// Of the row under the cursor.
    private func chosenDataset(in scene: Scene) -> DatasetID? {
        guard isInDrops else { return selectedDataset }
        let drops = scene.model.data.drops
        let place = drops.count - 1 - dropCursor.selected
        return drops.indices.contains(place) ? drops[place].dataset : nil
    }

    private func focusProducer(in scene: Scene, _ requests: inout [MonitorRequest]) {
        guard let dataset = chosenDataset(in: scene) else { return }
        if let step = scene.model.producer(of: dataset) {
            requests.append(.focus(step))
        } else {
            requests.append(.say("no step of this plan makes \(scene.model.name(of: dataset).singleLine)"))
        }
    }

    private mutating func press(at point: Point, _ frame: DataFrame, _ scene: Scene) -> Bool {
        if let area = frame.datasets, area.contains(point) {
            let row = datasetCursor.top + point.y - area.y - 1
            guard point.y > area.y, order.indices.contains(row) else { return false }
            datasetCursor.selected = row
            selected = selectedDataset
            isInDrops = false
            return true
        }
        if let area = frame.drops, area.contains(point) {
            let row = dropCursor.top + point.y - area.y - 1
            guard point.y > area.y, scene.model.data.drops.indices.contains(row) else { return false }
            dropCursor.selected = row
            isInDrops = true
            return true
        }
        return false
    }
}
