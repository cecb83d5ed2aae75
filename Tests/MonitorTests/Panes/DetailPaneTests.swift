import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct DetailPaneTests {
    private func scene(_ events: [RunEvent], _ label: String, after more: [RunEvent.Kind] = []) -> Scene {
        var model = RunModel(events)
        for kind in more { model.receive(RunEvent(sequence: 0, time: model.time, kind: kind)) }
        let step = model.plan?.steps.firstIndex { $0.label == label }
        return Scene(model: model, now: model.time, focus: step.map { StepID($0) })
    }

    private func lines(_ scene: Scene, width: Int = 80) -> [String] {
        var pane = DetailPane()
        return pane.lines(scene, width, 200).filter { !$0.isEmpty }
    }

    @Test func aFailureSaysWhatWhereAndHowOften() {
        let failure = StepFailure(message: "first\n  second", position: "p.yaml:3:1", attempts: 3)
        let scene = scene(DemoStory.midRun(), "read planes", after: [.stepFailed(StepID(2), failure)])
        #expect(
            lines(scene).prefix(7) == [
                " ✖ read planes", "   failed · s2 · compute · read · arrow", " error", "   first", "     second",
                "   in the plan at p.yaml:3:1", "   after 3 attempts",
            ])
    }

    @Test func aFailedStepSaysWhatARetryCosts() {
        let lines = lines(scene(DemoStory.failed(), "join flights⟕airlines⟕planes"))
        #expect(lines.contains { $0.hasPrefix("   retry (r) recomputes 13 steps, 62.9MiB") })
        #expect(lines.contains("   in the plan at delays.yaml:24:5"))
    }

    @Test func aFinishedStepSaysItsFigures() {
        let lines = lines(scene(DemoStory.finished(), "read airlines"))
        #expect(lines.contains("   time     210ms, 195ms processor (93%)"))
        #expect(lines.contains("   rows     16"))
        #expect(lines.contains("   made     477B"))
        #expect(lines.contains { $0.hasPrefix("   worker   t") })
        #expect(lines.last?.hasSuffix("ms read 16 rows of 2 columns from data/airlines.csv") == true)
    }

    @Test func inputsAreToldWithWhereTheyAre() {
        let events = DemoStory.midRun()
        let running = lines(scene(events, "join flights⟕airlines⟕planes"))
        #expect(running.contains { $0.hasPrefix("   ■ tailnum string in planes live") })
        #expect(running.contains { $0.hasPrefix("   … ") })
        let done = lines(scene(events, "join flights⟕airlines"))
        #expect(done.contains { $0.hasSuffix("in flights dropped") })
        let spilled = lines(
            scene(events, "join flights⟕airlines⟕planes", after: [.dataSpilled(DatasetID(2), bytes: 9)]))
        #expect(spilled.contains { $0.hasPrefix("   ▤ tailnum string in planes spilled") })
        let waiting = lines(scene(events, "write delays"))
        #expect(waiting.contains { $0.hasPrefix("   · time_hour") && $0.hasSuffix("absent") })
    }

    @Test func aSkippedStepNamesItsCauseAndEnterLeadsThere() throws {
        let scene = scene(DemoStory.failed(), "write delays")
        let size = Size(width: 80, height: 60)
        var pane = DetailPane()
        let row = try #require(pane.lines(scene, 80, 60).firstIndex { $0 == "   needs join flights⟕airlines⟕planes" })
        for _ in 0..<row { _ = pane.press(.down, scene, size) }
        let cause = try #require(scene.model.plan?.steps.firstIndex { $0.label == "join flights⟕airlines⟕planes" })
        #expect(pane.press(.enter, scene, size) == [.focus(StepID(cause))])
        _ = pane.press(.home, scene, size)
        #expect(pane.press(.enter, scene, size) == [])
    }

    @Test func aFailedCheckShowsItsRowsInColumns() {
        let sample = TablePreview(
            columns: [
                .init(name: "n", type: "int64", nullCount: 0), .init(name: "city", type: "string", nullCount: 0),
            ], rows: [["1", "東京"], ["22", "Bern"]], rowCount: 2)
        let check = CheckFailed(description: "n > 99", isError: true, failedRows: 2, totalRows: 5, sample: sample)
        let lines = lines(scene(DemoStory.midRun(), "read planes", after: [.checkFailed(StepID(2), check)]))
        #expect(lines.contains("   n > 99: 2 of 5 rows do not hold"))
        #expect(
            lines.filter { $0.contains("│") } == [
                "        n │ city", "    int64 │ string", "        1 │ 東京", "       22 │ Bern",
            ])
    }

    @Test func keysCopyTheErrorAndOpenTheLog() {
        let failed = scene(DemoStory.failed(), "join flights⟕airlines⟕planes")
        var pane = DetailPane()
        _ = pane.lines(failed, 80, 20)
        let requests = pane.press(.character("y"), failed) + pane.press(.character("L"), failed)
        guard case .copy(let text, of: "error") = requests.first, let step = failed.focus else {
            Issue.record("asked for \(requests)")
            return
        }
        #expect(text.hasPrefix("delays.yaml:24:5: step 'join flights⟕airlines⟕planes': 3 keys stand more than once"))
        #expect(requests.last == .openLog(of: step))
        let done = scene(DemoStory.finished(), "read planes")
        _ = pane.lines(done, 80, 20)
        #expect(pane.press(.character("y"), done) == [.copy("read planes", of: "name")])
    }

    @Test func withoutAStepThereIsNothingToSay() {
        #expect(lines(Scene(model: RunModel(), now: 0)) == [" no step is selected"])
        #expect(
            lines(Scene(model: RunModel(DemoStory.midRun()), now: 0, focus: StepID(99))) == [" no step is selected"])
    }
}
