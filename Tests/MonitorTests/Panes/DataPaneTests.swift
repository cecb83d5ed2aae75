import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite("The data pane")
struct DataPaneTests {
    private let size = Size(width: 80, height: 20)

    private func scene(_ events: [RunEvent], isLive: Bool = true) -> Scene {
        var model = RunModel()
        for event in events { model.receive(event) }
        return Scene(model: model, now: model.time, isLive: isLive)
    }

    private func lines(_ pane: DataPane, _ scene: Scene, _ size: Size, glyphs: Glyphs = .unicode) -> [String] {
        var pane = pane
        pane.prepare(for: scene, size: size)
        var canvas = Canvas(size: size, theme: .plain, glyphs: glyphs)
        pane.draw(on: &canvas, scene)
        return canvas.grid.lines
    }

    @Test("Live data comes first by size, then what is to come, then what was dropped, the newest first")
    func order() {
        let scene = scene(DemoStory.midRun())
        #expect(
            DataPane.order(of: scene.model).map { scene.model.name(of: $0) } == [
                "flights⟕airlines", "weather", "planes", "flights⟕airlines⟕planes",
                "flights⟕airlines⟕planes⟕weather", "flights", "airlines", "by_carrier⟕airlines", "by_carrier",
            ])
    }

    @Test("Keys ask for the producing step, the breakpoint and the name of the dataset under the cursor")
    func keys() {
        var pane = DataPane()
        let scene = scene(DemoStory.midRun())
        pane.prepare(for: scene, size: size)
        var requests: [MonitorRequest] = []
        for key: Key in [.enter, .down, .character("b"), .character("y")] {
            #expect(pane.handle(key, in: scene, size: size, &requests))
        }
        #expect(
            requests == [
                .focus(StepID(14)), .act(.toggleBreakpoint(onDropOf: DatasetID(3))),
                .copy("weather", of: "the dataset's name"),
            ])
        #expect(!pane.handle(.character("z"), in: scene, size: size, &requests))
    }

    @Test("In the list of drops they speak of the dropped dataset")
    func dropKeys() {
        var pane = DataPane()
        let scene = scene(DemoStory.midRun(), isLive: false)
        pane.prepare(for: scene, size: size)
        var requests: [MonitorRequest] = []
        for key: Key in [.character("d"), .down, .character("y"), .character("b"), .character("d"), .character("y")] {
            #expect(pane.handle(key, in: scene, size: size, &requests))
        }
        #expect(
            requests == [
                .copy("flights", of: "the dataset's name"), .say("a recording cannot be paused at a drop"),
                .copy("flights⟕airlines", of: "the dataset's name"),
            ])
    }

    @Test("The mouse chooses a row; a double click asks for its step; beside the list it means nothing")
    func mouse() {
        var pane = DataPane()
        let scene = scene(DemoStory.midRun())
        pane.prepare(for: scene, size: size)
        var requests: [MonitorRequest] = []
        #expect(pane.handle(.mouse(.init(.press, at: Point(x: 9, y: 8))), in: scene, size: size, &requests))
        #expect(pane.selectedDataset == DatasetID(2))
        #expect(pane.handle(.mouse(.init(.doubleClick, at: Point(x: 9, y: 7))), in: scene, size: size, &requests))
        #expect(requests == [.focus(StepID(3))])
        #expect(!pane.handle(.mouse(.init(.press, at: Point(x: 9, y: 2))), in: scene, size: size, &requests))
    }

    @Test("The cursor stays on its dataset when the order changes")
    func follows() {
        var pane = DataPane()
        var requests: [MonitorRequest] = []
        let early = scene(DemoStory().events(until: 1_400))
        pane.prepare(for: early, size: size)
        _ = pane.handle(.down, in: early, size: size, &requests)
        let chosen = pane.selectedDataset
        let late = scene(DemoStory.finished())
        pane.prepare(for: late, size: size)
        #expect(chosen != nil)
        #expect(pane.selectedDataset == chosen)
    }

    @Test("It says what is resident, what peak is still to come, and who keeps the data")
    func words() {
        let lines = lines(DataPane(), scene(DemoStory.midRun()), Size(width: 140, height: 24))
        #expect(
            lines.first
                == "now 32.2MiB · peak 54.7MiB · forecast peak 78.3MiB at join flights⟕airlines⟕planes⟕weather · budget 128MiB"
        )
        #expect(lines.contains { $0.contains("why still resident? 1 step still needs it") })
        #expect(lines.contains { $0.contains("▶ join flights⟕airlines⟕planes  running  reads time_hour") })
        #expect(lines.contains { $0.contains("22.5MiB after j") })
    }

    @Test("At 40×10 one line of figures and one list are left, in ASCII too")
    func small() {
        let small = Size(width: 40, height: 10)
        let lines = lines(DataPane(), scene(DemoStory.midRun()), small, glyphs: .ascii)
        #expect(lines[0] == "now 32.2MiB to come 78.3MiB of 128MiB")
        #expect(lines[2] == "# live    flights=<airlines 31.3MiB    1")
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    }

    @Test("A dataset of many columns is drawn in as many cells as there are")
    func lane() {
        func lane(_ slots: [DataModel.Residency], width: Int, _ dataset: DataModel.Residency = .live) -> String {
            var canvas = Canvas(size: Size(width: width, height: 1), theme: .plain, glyphs: .unicode)
            DatasetRow.drawLane(slots, dataset, x: 0, y: 0, width: width, on: &canvas)
            return canvas.grid.lines[0]
        }
        #expect(lane([.live, .dropped, .absent], width: 8) == "■□·")
        #expect(lane([.live, .dropped, .dropped, .dropped, .absent, .dropped], width: 3) == "■□·")
        #expect(lane([.live, .dropped], width: 2, .spilled) == "▤□")
        #expect(lane([], width: 2) == "")
    }

    @Test(
        "No run, no plan and no room are drawn too",
        arguments: [(0, 0), (1, 1), (20, 5), (3, 40), (200, 2), (80, 24), (200, 60)])
    func anything(width: Int, height: Int) {
        let size = Size(width: width, height: height)
        for events in [[], DemoStory.begun(), DemoStory.midRun(), DemoStory.failed(), DemoStory.finished()] {
            for key: Key? in [nil, .character("d"), .character("G"), .enter] {
                var pane = DataPane()
                let scene = scene(events)
                pane.prepare(for: scene, size: size)
                var requests: [MonitorRequest] = []
                if let key { _ = pane.handle(key, in: scene, size: size, &requests) }
                #expect(lines(pane, scene, size).count == height)
            }
        }
    }
}
