import Events

/// What each worker did when: a row a worker, a bar a step. A cursor in time tells what ran at an instant.
package struct TimelinePane: Pane {
    /// Which rows and columns of the pane hold what.
    struct Frame {
        /// Left of the bars.
        var labelWidth: Int
        var columns: Int
        var headerRows: Int
        /// Workers shown.
        var workerRows: Int
        /// Rows of a worker: a bar, and an empty one where there is room.
        var pitch: Int
        /// Below the bars, the line that tells the instant included.
        var detailRows: Int

        var chartRows: Int { workerRows * pitch }
    }

    /// Nanoseconds that a cell stands for; nil: as many as show the whole run.
    private(set) var scale: UInt64?
    /// Of the window, where `scale` is set and the cursor does not follow.
    private(set) var start: UInt64 = 0
    /// The instant that is looked at; nil: now, whenever that is.
    package private(set) var cursor: UInt64?
    private(set) var rows = ListCursor()

    package init() {}

    /// Whether the view goes on with the run.
    package var follows: Bool { cursor == nil }

    /// Nanoseconds that the run has taken.
    func total(_ scene: Scene) -> UInt64 { max(1, min(scene.model.clock(at: scene.now), TimeWindow.latest)) }

    func cursorTime(_ scene: Scene) -> UInt64 { min(cursor ?? .max, total(scene)) }

    func frame(_ size: Size, _ scene: Scene) -> Frame {
        let workers = scene.model.workers.all
        let name = workers.reduce(2) { max($0, $1.id.description.count) }
        let labelWidth = min(name + 7, max(0, size.width - 4))
        let header = size.height >= 12 ? 2 : size.height > 2 ? 1 : 0
        let room = max(0, size.height - header)
        let pitch = room >= 3 * workers.count + 2 ? 2 : 1
        let half = room > 3 ? room / 2 : room
        let shown =
            room >= 2 * workers.count + 1 ? workers.count : min(workers.count, max(half, room - workers.count - 1))
        return Frame(
            labelWidth: labelWidth, columns: max(1, size.width - labelWidth), headerRows: header,
            workerRows: max(0, shown),
            pitch: pitch, detailRows: max(0, min(workers.count + 1, room - shown * pitch)))
    }

    func window(_ frame: Frame, _ scene: Scene) -> TimeWindow {
        let total = total(scene)
        guard let scale else { return TimeWindow(fitting: total, columns: frame.columns) }
        guard follows else { return TimeWindow(start: start, scale: scale, columns: frame.columns) }
        return Self.window(endingAt: total, scale: scale, columns: frame.columns)
    }

    private static func window(endingAt time: UInt64, scale: UInt64, columns: Int) -> TimeWindow {
        let length = TimeWindow(start: 0, scale: scale, columns: columns - 1).end
        return TimeWindow(start: time > length ? time - length : 0, scale: scale, columns: columns)
    }

    package mutating func prepare(for scene: Scene, size: Size) {
        let frame = frame(size, scene)
        rows.clamp(count: scene.model.workers.all.count, height: frame.workerRows)
        if let cursor { self.cursor = min(cursor, total(scene)) }
        start = min(start, total(scene))
    }

    // MARK: Moving

    mutating func moveRow(_ key: Key, _ frame: Frame, _ scene: Scene) -> Bool {
        rows.handle(key, count: scene.model.workers.all.count, height: frame.workerRows)
    }

    mutating func select(row: Int, _ frame: Frame, _ scene: Scene) {
        rows.selected = row
        rows.clamp(count: scene.model.workers.all.count, height: frame.workerRows)
    }

    /// Puts the cursor to a time, and moves the window as little as shows it.
    mutating func moveCursor(to time: UInt64, _ frame: Frame, _ scene: Scene) {
        let window = window(frame, scene)
        let time = min(time, total(scene))
        cursor = time
        start = window.start
        guard scale != nil else { return }
        if time < start {
            start = time
        } else if time >= window.end {
            start = Self.window(endingAt: time, scale: window.scale, columns: window.columns).start
        }
    }

    mutating func moveCursor(byCells cells: Int, _ frame: Frame, _ scene: Scene) {
        let window = window(frame, scene)
        moveCursor(to: Self.shifted(cursorTime(scene), by: cells, window.scale), frame, scene)
    }

    /// Moves the window, if it does not show everything; the cursor stays within it.
    mutating func pan(byCells cells: Int, _ frame: Frame, _ scene: Scene) {
        guard scale != nil else { return }
        let window = window(frame, scene)
        let last = Self.window(endingAt: total(scene), scale: window.scale, columns: window.columns).start
        start = min(last, Self.shifted(window.start, by: cells, window.scale))
        let moved = TimeWindow(start: start, scale: window.scale, columns: window.columns)
        cursor = min(max(cursorTime(scene), start), moved.end - 1)
    }

    /// Halves or doubles what a cell stands for; the cursor keeps its column.
    mutating func zoom(isIn: Bool, _ frame: Frame, _ scene: Scene) {
        let window = window(frame, scene)
        let time = cursorTime(scene)
        let scale = isIn ? max(1, window.scale / 2) : window.scale * 2
        let fitting = TimeWindow(fitting: total(scene), columns: frame.columns).scale
        guard scale < fitting else { return fit() }
        self.scale = scale
        start = Self.shifted(time, by: -max(0, min(window.column(of: time), frame.columns - 1)), scale)
    }

    mutating func fit() {
        scale = nil
        start = 0
    }

    mutating func follow() { cursor = nil }

    private static func shifted(_ time: UInt64, by cells: Int, _ scale: UInt64) -> UInt64 {
        let (way, overflow) = scale.multipliedReportingOverflow(by: UInt64(cells.magnitude))
        let distance = overflow ? TimeWindow.latest : min(way, TimeWindow.latest)
        return cells < 0 ? time - min(time, distance) : min(time, TimeWindow.latest) + distance
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        [
            KeyHint(", .", "time cursor"), KeyHint("jk", "worker"), KeyHint("Enter", "focus step"),
            KeyHint("+ -", "zoom"), KeyHint("0", "all"), KeyHint("hl", "pan"), KeyHint("[ ]", "page"),
            KeyHint("n p", "next, previous step"), KeyHint("f", follows ? "stay here" : "follow now"),
        ]
    }
}
