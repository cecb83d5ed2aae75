import TestFolders
import Testing

@testable import History

@Suite struct RunNameTests {
    private let folder: TestFolder
    private var file: HistoryFile { folder.history }

    init() throws {
        folder = try TestFolder()
        for (id, file) in [("ab1", "a"), ("ab2", "a"), ("cd1", "b"), ("ab", "a"), ("cd2", "b")] {
            _ = try folder.history.record(RecordedRun(id, file: file), [])
        }
    }

    @Test func lastCountsBackThroughTheRunsOfOnePlan() throws {
        func id(_ name: String, _ selection: HistoryFile.Selection = .init()) throws -> String {
            try file.run(RunName(name), selection).id
        }
        #expect(try id("last") == "cd2" && id("last~0") == "cd2" && id("last~1") == "cd1")
        #expect(try id("last", .init(file: "a")) == "ab" && id("last~2", .init(file: "a")) == "ab1")
        #expect(throws: RunName.Problem.tooFew(2)) { try file.run(RunName("last~2")) }
        #expect(throws: RunName.Problem.tooFew(2)) { try file.run(RunName("last~\(Int.max)")) }
    }

    @Test func anIDMayBeShortenedAsLongAsItIsClear() throws {
        #expect(try file.run(RunName("ab1")).id == "ab1")
        // A whole id is never ambiguous.
        #expect(try file.run(RunName("ab")).id == "ab")
        #expect(throws: RunName.Problem.ambiguous(["cd2", "cd1"])) { try file.run(RunName("c")) }
        #expect(throws: RunName.Problem.unknown) { try file.run(RunName("c"), .init(file: "a")) }
        #expect(throws: RunName.Problem.unknown) { try file.run(RunName("zz")) }
        #expect(throws: RunName.Problem.unknown) { try file.run(RunName("last~x")) }
        #expect(throws: RunName.Problem.unknown) { try file.run(RunName("")) }
    }
}

@Suite struct StepStatisticsTests {
    @Test func mediansAreThoseOfTheRunsThatFinished() {
        let statistics = StepStatistics([
            RecordedStep("x", milliseconds: 10, bytes: 5), RecordedStep("x", .failed, milliseconds: 90),
            RecordedStep("x", milliseconds: 20, bytes: 7), RecordedStep("x", .cached),
            RecordedStep("x", milliseconds: 40, attempts: 2, bytes: 9),
        ])
        #expect(statistics.runs == 4 && statistics.finished == 3 && statistics.failed == 2 && statistics.isFlaky)
        #expect(statistics.median == 20_000_000 && statistics.p90 == 36_000_000)
        #expect(statistics.medianBytes == 7 && statistics.peakBytes == 9 && statistics.trend == nil)
    }

    @Test func onlyWhatTheNewestDoesCounts() {
        let statistics = StepStatistics([
            RecordedStep("x", milliseconds: 10), RecordedStep("x", .failed, definition: "else"),
            RecordedStep("x", milliseconds: 99, definition: "else"),
        ])
        #expect(statistics.runs == 1 && statistics.median == 10_000_000 && !statistics.isFlaky)
    }

    @Test func theTrendIsTheLastFiveRunsByThoseBefore() {
        let times = [30, 30, 30, 30, 30, 20, 20, 20]
        #expect(StepStatistics(times.map { RecordedStep("x", milliseconds: $0) }).trend == 1.5)
        #expect(StepStatistics(times.dropLast().map { RecordedStep("x", milliseconds: $0) }).trend == nil)
    }

    @Test func ofNothingThereIsNothing() {
        #expect(StepStatistics([]).median == nil)
        #expect(StepStatistics([RecordedStep("x", .failed)]).median == nil)
    }
}

@Suite struct RunComparisonTests {
    @Test func whatDiffersMostComesFirst() {
        let before = [
            RecordedStep("same", index: 0, milliseconds: 5), RecordedStep("slower", index: 1, milliseconds: 10),
            RecordedStep("gone", index: 2, milliseconds: 8), RecordedStep("other", index: 3, milliseconds: 4),
        ]
        let after = [
            RecordedStep("same", index: 0, milliseconds: 5), RecordedStep("slower", index: 1, milliseconds: 31),
            RecordedStep("other", index: 2, milliseconds: 3, definition: "changed"),
            RecordedStep("new", index: 3, milliseconds: 12),
        ]
        let lines = RunComparison(before: before, after: after).lines
        #expect(lines.map(\.label) == ["slower", "new", "gone", "other", "same"])
        #expect(lines.map(\.difference) == [21_000_000, 12_000_000, -8_000_000, -1_000_000, 0])
        #expect(lines.map(\.ratio) == [3.1, nil, nil, 0.75, 1])
        #expect(lines.map(\.isChanged) == [false, false, false, true, false])
        #expect(lines[1].before == nil && lines[2].after == nil)
    }

    @Test func aStepIsKnownByWhatItDoesBeforeItsName() {
        let before = [RecordedStep("a", definition: "1"), RecordedStep("a", index: 1, definition: "2")]
        let after = [
            RecordedStep("a", definition: "3"), RecordedStep("renamed", index: 1, definition: "2"),
            RecordedStep("a", index: 2, definition: "1"),
        ]
        let lines = RunComparison(before: before, after: after).lines
        #expect(lines.map { $0.before?.index } == [nil, 1, 0])
        #expect(lines.map { $0.after?.index } == [0, 1, 2])
    }

    @Test func whatWasNotDoneHasNoRatio() {
        let lines = RunComparison(
            before: [RecordedStep("a", milliseconds: 9)],
            after: [RecordedStep("a", .cached, milliseconds: 0, attempts: 0)]
        ).lines
        #expect(lines.map(\.ratio) == [nil] && lines.map(\.difference) == [-9_000_000])
    }
}
