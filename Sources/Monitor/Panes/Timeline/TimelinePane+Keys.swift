import Plan

extension TimelinePane {
    package mutating func handle(
        _ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]
    ) -> Bool {
        let frame = frame(size, scene)
        let page = max(1, frame.columns - 1)
        switch key {
        case .character("+"), .character("="): zoom(isIn: true, frame, scene)
        case .character("-"), .character("_"): zoom(isIn: false, frame, scene)
        case .character("0"): fit()
        case .left, .character("h"): pan(byCells: -max(1, page / 8), frame, scene)
        case .right, .character("l"): pan(byCells: max(1, page / 8), frame, scene)
        case .character("["): pan(byCells: -page, frame, scene)
        case .character("]"): pan(byCells: page, frame, scene)
        case .character(","): moveCursor(byCells: -1, frame, scene)
        case .character("."): moveCursor(byCells: 1, frame, scene)
        case .character("<"): moveCursor(byCells: -10, frame, scene)
        case .character(">"): moveCursor(byCells: 10, frame, scene)
        case .home: moveCursor(to: 0, frame, scene)
        case .end: follow()
        case .character("n"): return moveToStep(1, frame, scene)
        case .character("p"): return moveToStep(-1, frame, scene)
        case .character("f"):
            if follows { moveCursor(to: cursorTime(scene), frame, scene) } else { follow() }
        case .enter: return chooseStep(scene, &requests)
        case .mouse(let mouse): return handle(mouse, frame, scene, &requests)
        default: return moveRow(key, frame, scene)
        }
        return true
    }

    private mutating func handle(
        _ mouse: Key.Mouse, _ frame: Frame, _ scene: Scene, _ requests: inout [MonitorRequest]
    ) -> Bool {
        switch mouse.action {
        case .scrollUp: zoom(isIn: true, frame, scene)
        case .scrollDown: zoom(isIn: false, frame, scene)
        case .press, .doubleClick:
            let row = mouse.point.y - frame.headerRows
            guard row >= 0, row < frame.chartRows else { return false }
            let window = window(frame, scene)
            let column = mouse.point.x - frame.labelWidth
            select(row: rows.top + row / frame.pitch, frame, scene)
            if column >= 0 { moveCursor(to: window.time(at: column) + window.scale / 2, frame, scene) }
            if mouse.action == .doubleClick { return chooseStep(scene, &requests) }
        }
        return true
    }

    /// Focuses what ran on the chosen worker at the cursor; once more, and its detail opens.
    private func chooseStep(_ scene: Scene, _ requests: inout [MonitorRequest]) -> Bool {
        guard let track = chosenTrack(scene) else { return false }
        let time = cursorTime(scene)
        guard let stretch = track.stretch(at: time) ?? (follows ? track.current : nil) else {
            requests.append(.say("nothing ran there at \(Figures.duration(time))"))
            return true
        }
        requests.append(scene.focus == stretch.step ? .openDetail : .focus(stretch.step))
        return true
    }

    /// Puts the cursor to the start of the next or the previous step of the chosen worker.
    private mutating func moveToStep(_ way: Int, _ frame: Frame, _ scene: Scene) -> Bool {
        guard let track = chosenTrack(scene), track.count > 0 else { return false }
        let time = cursorTime(scene)
        var place = track.first(endingAfter: time)
        if way > 0 {
            while place < track.count, track[place].start <= time { place += 1 }
        } else {
            place = min(place, track.count - 1)
            while place >= 0, track[place].start >= time { place -= 1 }
        }
        guard place >= 0, place < track.count else { return true }
        moveCursor(to: track[place].start, frame, scene)
        return true
    }

    private func chosenTrack(_ scene: Scene) -> WorkerTrack? {
        let workers = scene.model.workers.all
        guard workers.indices.contains(rows.selected) else { return nil }
        return WorkerTrack(workers[rows.selected], now: total(scene))
    }
}
