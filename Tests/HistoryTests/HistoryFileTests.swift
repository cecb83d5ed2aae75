import ADBC
import Columnar
import Foundation
import TestFolders
import Testing

@testable import Events
@testable import History

/// What is kept of runs, and in what state the file is.
@Suite struct HistoryFileTests {
    private let folder: TestFolder
    private var file: HistoryFile { folder.history }

    init() throws { folder = try TestFolder() }

    @Test func aRunIsReadBackAsItWasRecorded() throws {
        #expect(!file.exists)
        #expect(try file.runs(limit: 9) == [] && file.labels() == [])
        var run = RecordedRun("a", steps: 5)
        run.memoryBudget = 1 << 40
        run.plan = "naïve ⟕ 'plan'"
        let steps = RecordedStep.Outcome.allCases.enumerated().map { index, outcome in
            RecordedStep("step \(index)", index: index, outcome, milliseconds: index, input: index == 0 ? 7 : nil)
        }
        #expect(try file.record(run, steps) == nil)
        #expect(try file.runs(limit: 9) == [run])
        #expect(try file.steps(of: run) == steps)
        #expect(try file.labels() == steps.map(\.definition.label))
        #expect(file.isSound())
    }

    @Test func theNewestRunsComeFirstAndOfOnePlanWhereItIsNamed() throws {
        for number in 1...4 {
            _ = try file.record(RecordedRun("r\(number)", file: number == 2 ? "b.yaml" : "a.yaml"), [])
        }
        #expect(try file.runs(limit: 9).map(\.id) == ["r4", "r3", "r2", "r1"])
        #expect(try file.runs(limit: 2).map(\.id) == ["r4", "r3"])
        #expect(try file.runs(.init(file: "a.yaml"), limit: 2).map(\.id) == ["r4", "r3"])
        #expect(try file.runs(.init(file: "b.yaml"), limit: 2).map(\.id) == ["r2"])
        #expect(try file.runs(.init(plan: "plan"), limit: 9).count == 4)
        #expect(try file.runs(.init(plan: "other"), limit: 9).isEmpty)
    }

    @Test func aStepIsFoundInEachRunThatHadIt() throws {
        _ = try file.record(RecordedRun("r1"), [RecordedStep("x"), RecordedStep("y", index: 1)])
        _ = try file.record(RecordedRun("r2"), [RecordedStep("y")])
        _ = try file.record(RecordedRun("r3"), [RecordedStep("x", milliseconds: 9, definition: "another")])
        let found = try file.occurrences(ofStep: "x", limit: 9)
        #expect(found.map(\.run.id) == ["r3", "r1"])
        #expect(found.map(\.step.duration) == [9_000_000, 1_000_000])
        #expect(found[0].step.definition.hash != found[1].step.definition.hash)
        #expect(try file.occurrences(ofStep: "x", limit: 1).map(\.run.id) == ["r3"])
        #expect(try file.occurrences(ofStep: "z", limit: 9).isEmpty)
    }

    @Test func onlyTheNewestRunsOfEachPlanAreKept() throws {
        let limits = HistoryFile.Limits(runs: 3, steps: 100, fewest: 1)
        for number in 1...5 {
            _ = try file.record(RecordedRun("a\(number)", file: "a"), [RecordedStep("a\(number)")], limits: limits)
            _ = try file.record(RecordedRun("b\(number)", file: "b"), [RecordedStep("b")], limits: limits)
        }
        #expect(try file.runs(limit: 99).map(\.id) == ["b5", "a5", "b4", "a4", "b3", "a3"])
        // What no run knows any more is gone.
        #expect(try file.labels() == ["a3", "a4", "a5", "b"])
        #expect(try file.reading { try $0.query("select * from definitions").rowCount } == 4)
        #expect(try file.reading { try $0.query("select * from steps").rowCount } == 6)
        // A plan of many steps has fewer runs, but never none.
        for number in 6...8 {
            _ = try file.record(RecordedRun("a\(number)", file: "a", steps: 60), [RecordedStep("a")], limits: limits)
        }
        #expect(try file.runs(.init(file: "a"), limit: 99).map(\.id) == ["a8"])
    }

    @Test func twoRunsOfOneIDAreNotMixedUp() throws {
        _ = try file.record(RecordedRun("a"), [RecordedStep("x")])
        let error = #expect(throws: HistoryError.self) { try file.record(RecordedRun("a"), [RecordedStep("y")]) }
        #expect(error?.code == .failed)
        #expect(try file.labels() == ["x"])
    }

    @Test func severalRecordAtOnce() throws {
        let problems = Locked<[String]>([])
        let threads = (0..<4).map { thread in
            PosixThread.start(name: "recorder") { [file] in
                for number in 0..<6 {
                    do {
                        let steps = (0..<20).map { RecordedStep("s\($0)", index: $0) }
                        let note = try file.record(RecordedRun("\(thread)-\(number)", steps: 20), steps)
                        if let note { problems.withLock { $0.append(note) } }
                    } catch {
                        problems.withLock { $0.append("\(error)") }
                    }
                }
            }
        }
        for thread in threads { try #require(thread).join() }
        #expect(problems.withLock { $0 } == [])
        let runs = try file.runs(limit: 99)
        #expect(runs.count == 24)
        for run in runs { #expect(try file.steps(of: run).count == 20) }
        #expect(file.isSound())
    }

    // MARK: Damage

    private func damaged(_ damage: (inout Data) -> Void) throws {
        for number in 0..<30 {
            _ = try file.record(RecordedRun("r\(number)"), (0..<40).map { RecordedStep("step \($0)", index: $0) })
        }
        let url = URL(fileURLWithPath: file.path)
        var bytes = try Data(contentsOf: url)
        damage(&bytes)
        try bytes.write(to: url)
    }

    @Test(arguments: ["no database", "cut", "another's pages"])
    func aDamagedFileIsSetAsideAndBegunAnew(_ kind: String) throws {
        try damaged { bytes in
            switch kind {
            case "no database": bytes = Data("this is no database, but a text of some length\n".utf8)
            case "cut": bytes = bytes.prefix(bytes.count / 3)
            default: bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 4096))
            }
        }
        #expect(!file.isSound())
        let note = try file.record(RecordedRun("new"), [RecordedStep("x")])
        #expect(try #require(note).contains("begins anew"))
        #expect(FileManager.default.fileExists(atPath: file.damagedPath))
        #expect(try file.runs(limit: 9).map(\.id) == ["new"])
        #expect(file.isSound())
        #expect(try file.record(RecordedRun("newer"), []) == nil)
        #expect(!folder.names(in: ".weir").contains("history.db.damaged-wal"))
    }

    @Test func aFileOfAnotherProgramIsSetAsideToo() throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: file.path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        let other = try Database(Driver.load("sqlite"), ["uri": file.path]).connect()
        try other.execute("create table runs (a integer)")
        #expect(try #require(try file.record(RecordedRun("a"), [])).contains("another program"))
        #expect(try file.runs(limit: 9).map(\.id) == ["a"])
    }

    @Test func whatCannotBeReadIsNotSetAsideByWhoOnlyReads() throws {
        try damaged { $0 = Data("nothing".utf8) + $0.dropFirst(7) }
        let error = #expect(throws: HistoryError.self) { try file.runs(limit: 9) }
        #expect(error?.code == .damaged)
        #expect(!FileManager.default.fileExists(atPath: file.damagedPath))
    }

    // MARK: Versions

    @Test func anOlderFileIsBroughtUpToDate() throws {
        _ = try file.record(RecordedRun("a"), [RecordedStep("x")])
        let later = HistoryFile(
            path: file.path, drivers: DriverLocator(),
            schema: HistorySchema(
                changes: HistorySchema.current.changes + [["alter table runs add column note text not null default ''"]]
            ))
        #expect(try later.reading { try $0.query("select note from runs").rowCount } == 1)
        _ = try later.record(RecordedRun("b"), [RecordedStep("x")])
        #expect(try later.runs(limit: 9).map(\.id) == ["b", "a"])

        // This version leaves the later one's file alone.
        for attempt in 0..<2 {
            let error = #expect(throws: HistoryError.self) {
                if attempt == 0 { _ = try file.record(RecordedRun("c"), []) } else { _ = try file.runs(limit: 9) }
            }
            #expect(error?.code == .newer)
            #expect(try #require(error?.description).contains("later version of weir"))
        }
        #expect(try later.runs(limit: 9).count == 2)
        #expect(!FileManager.default.fileExists(atPath: file.damagedPath))
    }

    @Test func whereThereIsNoDriverNothingIsMade() throws {
        let file = HistoryFile(
            in: folder.path + "/.weir", drivers: DriverLocator(paths: ["sqlite": "/nowhere/libnone.so"]))
        let error = #expect(throws: HistoryError.self) { try file.record(RecordedRun("a"), []) }
        #expect(error?.code == .driver)
        #expect(!file.exists)
    }

    @Test func aFolderThatCannotBeMadeIsAnError() throws {
        try folder.write("a file", to: ".weir")
        let error = #expect(throws: HistoryError.self) { try file.record(RecordedRun("a"), []) }
        #expect(error?.code == .failed)
        #expect(try #require(error?.description).contains(".weir"))
    }
}
