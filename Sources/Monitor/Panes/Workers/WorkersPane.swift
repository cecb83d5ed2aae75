import Events
import Plan
import Themes

/// Every thread and process: what it runs, how busy it is, what it has done, and whether it is still there.
package struct WorkersPane: Pane {
    private(set) var cursor = ListCursor()
    private var selected: WorkerID?

    package init() {}

    package mutating func prepare(for scene: Scene, size: Size) {
        let workers = scene.model.workers.all
        if let selected, let place = workers.firstIndex(where: { $0.id == selected }) { cursor.selected = place }
        cursor.clamp(count: workers.count, height: WorkersFrame(size, workers: workers.count).rows)
        selected = workers.indices.contains(cursor.selected) ? workers[cursor.selected].id : nil
    }

    package func hints(for scene: Scene) -> [KeyHint] {
        [KeyHint("Enter", "its step"), KeyHint("l", "its step's log"), KeyHint("j k", "move")]
    }

    package mutating func handle(
        _ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]
    ) -> Bool {
        let workers = scene.model.workers.all
        let frame = WorkersFrame(size, workers: workers.count)
        switch key {
        case .enter: focusStep(in: scene, &requests)
        case .character("l"): if let step = chosenStep(in: scene) { requests.append(.openLog(of: step)) }
        case .mouse(let mouse) where mouse.action == .press || mouse.action == .doubleClick:
            let row = cursor.top + mouse.point.y - frame.listTop - 1
            guard mouse.point.y > frame.listTop, mouse.point.y <= frame.listTop + frame.rows,
                workers.indices.contains(row)
            else { return false }
            cursor.selected = row
            if mouse.action == .doubleClick { focusStep(in: scene, &requests) }
        default:
            guard cursor.handle(key, count: workers.count, height: frame.rows) else { return false }
        }
        selected = workers.indices.contains(cursor.selected) ? workers[cursor.selected].id : nil
        return true
    }

    /// What the worker under the cursor runs, or ran last.
    private func chosenStep(in scene: Scene) -> StepID? {
        let workers = scene.model.workers.all
        guard workers.indices.contains(cursor.selected) else { return nil }
        return workers[cursor.selected].step ?? workers[cursor.selected].spans.last?.step
    }

    private func focusStep(in scene: Scene, _ requests: inout [MonitorRequest]) {
        if let step = chosenStep(in: scene) {
            requests.append(.focus(step))
        } else if scene.model.workers.all.indices.contains(cursor.selected) {
            requests.append(.say("\(scene.model.workers.all[cursor.selected].id) has not run anything yet"))
        }
    }
}
