import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite("The workers pane")
struct WorkersPaneTests {
    private func scene(_ events: [RunEvent]) -> Scene {
        var model = RunModel()
        for event in events { model.receive(event) }
        return Scene(model: model, now: model.time + 150 * DemoStory.millisecond)
    }

    private func lines(_ scene: Scene, _ size: Size) -> [String] {
        var pane = WorkersPane()
        pane.prepare(for: scene, size: size)
        var canvas = Canvas(size: size, theme: .plain, glyphs: .unicode)
        pane.draw(on: &canvas, scene)
        return canvas.grid.lines
    }

    @Test("A row says what a worker runs, for how long, how busy it was and what it has done")
    func rows() {
        let lines = lines(scene(DemoStory.midRun()), Size(width: 80, height: 20))
        #expect(lines[0].hasPrefix("cpu 150% · RSS 125MiB"))
        #expect(lines[0].hasSuffix("pool 24.5MiB · 2 workers, threads"))
        #expect(lines[2].hasPrefix("t1   ▶ busy  join flights⟕airlines⟕planes"))
        #expect(lines[2].contains("150ms 100% ██████████"))
        #expect(lines[2].hasSuffix("93%     4"))
        #expect(lines[5] == "   2.3s   740ms ✔ join flights⟕airlines")
    }

    @Test("A dead process says why, and how often it was started anew")
    func deaths() {
        var events = DemoStory.midRun()
        let process = WorkerID(.process, 1)
        for kind: RunEvent.Kind in [
            .workerStarted(process, processID: 4_711), .workerExited(process, reason: "signal 9"),
            .workerStarted(process, processID: 4_712), .workerExited(process, reason: "exit status 3"),
        ] {
            events.append(RunEvent(sequence: 9_999, time: 3_100_000_000, kind: kind))
        }
        let lines = lines(scene(events), Size(width: 120, height: 12))
        #expect(lines[4].hasPrefix("p1   ✖ ended"))
        #expect(lines[4].contains("4712 1 restart, exit status 3"))
    }

    @Test("Enter asks for what the worker runs, or ran last; the mouse chooses")
    func keys() {
        let size = Size(width: 80, height: 20)
        let scene = scene(DemoStory.midRun())
        var pane = WorkersPane()
        pane.prepare(for: scene, size: size)
        var requests: [MonitorRequest] = []
        for key: Key in [
            .enter, .character("j"), .enter, .character("l"), .mouse(.init(.press, at: Point(x: 3, y: 2))), .enter,
        ] {
            #expect(pane.handle(key, in: scene, size: size, &requests))
        }
        #expect(
            requests == [.focus(StepID(15)), .focus(StepID(19)), .openLog(of: StepID(19)), .focus(StepID(15))])
        #expect(!pane.handle(.mouse(.init(.press, at: Point(x: 3, y: 0))), in: scene, size: size, &requests))
        #expect(!pane.handle(.character("q"), in: scene, size: size, &requests))
    }

    @Test(
        "No run, no workers and no room are drawn too",
        arguments: [(0, 0), (1, 1), (20, 5), (3, 40), (200, 2), (40, 10), (200, 60)])
    func anything(width: Int, height: Int) {
        for events in [[], Array(DemoStory.begun().prefix(1)), DemoStory.midRun(), DemoStory.finished()] {
            #expect(lines(scene(events), Size(width: width, height: height)).count == height)
        }
    }
}
