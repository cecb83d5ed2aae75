import Monitor
import Plan
import Testing

@testable import Events

@Suite("The demo's story is one that the engine could tell")
struct DemoStoryTests {
    private func model(_ events: [RunEvent]) -> RunModel {
        var model = RunModel()
        for event in events { model.receive(event) }
        return model
    }

    @Test("It finishes with nothing left in memory")
    func finished() {
        let model = model(DemoStory.finished())
        #expect(model.end?.outcome == .succeeded)
        #expect(model.count(.finished) == 20)
        #expect(model.data.residentBytes == 0)
        #expect(model.data.datasets.allSatisfy { $0.residency == .dropped })
        #expect(model.results.map(\.output) == ["carriers", "delays"])
    }

    @Test("In mid-run steps run, wait and are done, and data is absent, live and dropped")
    func midRun() {
        let model = model(DemoStory.midRun())
        #expect(model.end == nil)
        #expect(model.count(.running) == 1)
        #expect(model.count(.waiting) == 2)
        #expect(Set(model.data.datasets.map(\.residency)) == [.absent, .live, .dropped])
        #expect(model.data.peakBytes < 128 << 20)
    }

    @Test("A failure skips what needs it and nothing else")
    func failed() {
        let model = model(DemoStory.failed())
        #expect(model.end?.outcome == .failed)
        #expect(model.count(.failed) == 1)
        #expect(model.count(.skipped) == 2)
        #expect(model.count(.finished) == 17)
        #expect(model.data.residentBytes == 0)
    }
}
