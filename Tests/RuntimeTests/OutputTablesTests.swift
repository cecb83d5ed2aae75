import Compute
import Events
import Plan
import Runtime
import Testing

/// Remembers what it was told.
private final class FakeTables: OutputTables, @unchecked Sendable {
    // Sendable: used on one thread.
    private(set) var calls: [String] = []
    var unwritable: Set<String> = []
    var uncommittable: String?

    func write(_ data: any SlotData, to target: OutputDeclaration.TableTarget) -> String? {
        calls.append("write \(target.table) of \(data.rowCount)")
        return unwritable.contains(target.table) ? "no room" : nil
    }

    func commit() -> String? {
        calls.append("commit")
        return uncommittable
    }

    func rollBack() { calls.append("roll back") }
}

/// Whole runs: tables and files are put in place together, or not at all.
@Suite struct OutputTablesTests {
    private let tables = FakeTables()

    /// `a` → table t, `b` → out/y, `c` → table u
    private func trial(_ adapt: (inout RunRequest) -> Void = { _ in }) -> Trial {
        var plan = PlanBuilder()
        let steps = ["a", "b", "c"].map { plan.step($0) }
        plan.write("x", of: steps[0], into: "t")
        plan.write("y", of: steps[1], to: "/out/y.csv")
        plan.write("z", of: steps[2], into: "u")
        return Trial(plan.plan) { request in
            request.tables = tables
            adapt(&request)
        }
    }

    @Test func tablesAreCommittedOnceFilesAreInPlace() {
        let trial = trial()
        let result = trial.run()
        #expect(result.outcome == .succeeded)
        #expect(tables.calls == ["write t of 1", "write u of 1", "commit"])
        #expect(trial.files.moves.count == 1)
        #expect(result.outputs.map(\.isPlaced) == [true, true, true])
        #expect(result.summary.written == ["x.db table t", "y.csv", "z.db table u"])
    }

    @Test func aTableThatCannotBeWrittenLeavesAllAsItWas() {
        tables.unwritable = ["u"]
        let trial = trial()
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(tables.calls == ["write t of 1", "write u of 1", "roll back"])
        #expect(trial.files.moves == [])
        #expect(trial.files.removed.count == 1)
        #expect(result.outputs.map(\.isPlaced) == [false, false, false])
        #expect(result.summary.message?.contains("output z could not be written: no room") == true)
    }

    @Test func aFileThatCannotBePutInPlaceUndoesTheTables() {
        let trial = trial()
        trial.files.unmovable["/out/y.csv"] = "it is a folder"
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(tables.calls == ["write t of 1", "write u of 1", "roll back"])
        #expect(result.summary.written == [])
    }

    @Test func whatCannotBeCommittedFailsTheRun() {
        tables.uncommittable = "the server is gone"
        let result = trial().run()
        #expect(result.outcome == .failed)
        #expect(result.summary.message == "the server is gone")
        #expect(result.outputs.map(\.isPlaced) == [false, true, false])
    }

    @Test func aRunThatFailsOrStopsWritesNothing() {
        let failing = trial()
        failing.framework.fail(StepID(1))
        #expect(failing.run().outcome == .failed)
        let stopped = trial()
        let result = stopped.run([
            { workers, _ in workers.finish(StepID(0)) }, { _, control in control.stop(gracefully: true) },
        ])
        #expect(result.outcome == .cancelled)
        #expect(!tables.calls.contains { $0.hasPrefix("write") || $0 == "commit" })
    }

    @Test func goingOnAfterAFailureWritesWhatDoesNotDependOnIt() {
        let trial = trial { $0.failure = .keepGoing }
        trial.framework.fail(StepID(2))
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(tables.calls == ["write t of 1", "commit"])
        #expect(result.summary.written == ["x.db table t", "y.csv"])
    }
}
