import Events
import Foundation
import Plan
import Runtime
import SeededRandomness
import TestFolders
import Testing

/// Runs that take from a cache what has not changed.
@Suite struct IncrementalRunTests {
    private func trial(_ plan: WidePlan) throws -> CachedTrial { CachedTrial(folder: try TestFolder(plan.files)) }

    private func save(_ plan: WidePlan, in trial: CachedTrial) throws {
        for (name, text) in plan.files where try trial.folder.text(of: name) != text {
            try trial.folder.write(text, to: name)
        }
    }

    private func outputs(of folder: TestFolder) throws -> [String: Data] {
        var outputs: [String: Data] = [:]
        for name in folder.files where name.hasPrefix("out/") { outputs[name] = try folder.data(of: name) }
        return outputs
    }

    @Test(arguments: [ParallelizationMode.sync, .threads]) func nothingRunsAgainThatHasNotChanged(
        _ mode: ParallelizationMode
    ) async throws {
        let trial = try trial(WidePlan())
        let first = try await trial.run(cached: true) { $0.modes = [mode] }
        #expect(first.outcome == .succeeded, "\(first.failures)")
        #expect(first.reused == [] && first.ran.count > WidePlan.features)
        let second = try await trial.run(cached: true) { $0.modes = [mode] }
        #expect(second.outcome == .succeeded && second.ran == [] && second.reused == first.ran)
    }

    @Test(arguments: [1, 17, 90, 180]) func aChangedFeatureRunsWithItsDescendantsAndNothingElse(_ feature: Int)
        async throws
    {
        var plan = WidePlan()
        let trial = try trial(plan)
        _ = try await trial.run(cached: true)
        plan.constants[feature] += 500
        try save(plan, in: trial)
        let again = try await trial.run(cached: true)
        let changed = WidePlan.descendants(of: feature)
        let written = WidePlan.outputs.enumerated().filter { !changed.isDisjoint(with: $1) }.map {
            "write o\($0.offset)"
        }
        #expect(Set(again.ran) == Set(changed.map { "f\($0)" } + written))
    }

    @Test func aRunThatFailedGoesOnFromWhatIsDone() async throws {
        let plan = WidePlan()
        let trial = try trial(plan)
        try trial.folder.write("exit 3\n", to: "scale.sh")
        let failed = try await trial.run(cached: true)
        #expect(failed.outcome == .failed)
        #expect(trial.folder.files.allSatisfy { !$0.hasPrefix("out/") })
        try save(plan, in: trial)
        let resumed = try await trial.run(cached: true)
        #expect(resumed.outcome == .succeeded && resumed.reused.count > 1)
        let fresh = try self.trial(plan)
        _ = try await fresh.run(cached: false)
        #expect(try outputs(of: trial.folder) == outputs(of: fresh.folder))
    }

    @Test func aChangedOrRemovedOutputIsWrittenAgainAndNothingElseRuns() async throws {
        let trial = try trial(WidePlan())
        _ = try await trial.run(cached: true)
        let sound = try outputs(of: trial.folder)
        try FileManager.default.removeItem(atPath: trial.folder.path + "/out/sums.csv")
        try trial.folder.write("no longer", to: "out/top.parquet")
        let again = try await trial.run(cached: true)
        #expect(Set(again.ran) == ["write sums", "write top"])
        #expect(try outputs(of: trial.folder) == sound)
    }

    @Test func aRemovedOrDamagedCacheIsComputedAnew() async throws {
        let trial = try trial(WidePlan())
        _ = try await trial.run(cached: true)
        let sound = try outputs(of: trial.folder)
        for name in trial.folder.files where name.hasPrefix("out/") {
            try FileManager.default.removeItem(atPath: trial.folder.path + "/" + name)
        }
        for (number, name) in trial.folder.files.filter({ $0.hasPrefix(".weir/cache/") }).enumerated() {
            let path = trial.folder.path + "/" + name
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[bytes.count / 2] ^= 0x10
            try FileManager.default.removeItem(atPath: path)
            if number % 3 != 0 { try bytes.write(to: URL(fileURLWithPath: path)) }
        }
        let again = try await trial.run(cached: true)
        #expect(again.outcome == .succeeded && again.reused.isEmpty)
        #expect(try outputs(of: trial.folder) == sound)
    }

    /// Every kind of change, one after another, in one folder with a cache; after each all outputs are those of a run without one.
    @Test(arguments: 1...3) func whateverChangesTheOutputsAreThoseOfAFreshRun(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var plan = WidePlan()
        let trial = try trial(plan)
        for round in 0..<9 {
            let change = round == 0 ? -1 : (round - 1 + Int(seed) * 3) % 8
            switch change {
            case 0: plan.constants[Int.random(in: 1...WidePlan.features, using: &random)] += 500
            case 1: plan.minimum = Int.random(in: 0...40, using: &random)
            case 2: plan.join = ["left", "inner"].randomElement(using: &random) ?? "left"
            case 3: plan.quantile = ["p50", "p90", "max"].randomElement(using: &random) ?? "max"
            case 4: plan.limit = Int.random(in: 0...70, using: &random)
            case 5: plan.scriptFactor += 1
            case 6: plan.salt += 1
            case 7: plan.framework = plan.framework == "arrow" ? "duckdb" : "arrow"
            default: break
            }
            try save(plan, in: trial)
            // A change back to what was before finds it in the cache; an output may be gone meanwhile.
            if round % 3 == 2 { try FileManager.default.removeItem(atPath: trial.folder.path + "/out/o1.parquet") }
            let cached = try await trial.run(cached: true) { $0.modes = round % 2 == 0 ? [.threads] : [.sync] }
            #expect(cached.outcome == .succeeded, "change \(change): \(cached.failures)")
            let fresh = try self.trial(plan)
            _ = try await fresh.run(cached: false)
            #expect(try outputs(of: trial.folder) == outputs(of: fresh.folder), "change \(change) in round \(round)")
        }
    }

    /// The program changes the source while the run goes on, after it was looked at and before it is read by the second step.
    @Test func whatWasMadeOfAFileThatChangedMeanwhileIsNotKept() async throws {
        let text = """
            sources: {sales: {csv: sales.csv}}
            groups:
              odd: {from: sales, command: [/bin/sh, odd.sh, sales.csv], inputs: [amount], outputs: {amount: int64}}
            outputs:
              odd: {features: [odd.amount], to: out/odd.csv}
            """
        let script = "if [ -e once ]; then cat; else touch once; echo 'amount\n9' > sales.csv; cat; fi\n"
        let trial = CachedTrial(
            folder: try TestFolder(["plan.yaml": text, "sales.csv": "amount\n1\n2\n", "odd.sh": script]))
        let first = try await trial.run(cached: true)
        #expect(first.outcome == .succeeded, "\(first.failures)")
        #expect(try trial.folder.text(of: "out/odd.csv") == "amount\n1\n2\n")
        try trial.folder.write("amount\n1\n2\n", to: "sales.csv")
        // The program's step was not kept, nor what was made of it; that of the source was read before the change.
        #expect(try await trial.run(cached: true).ran == ["run odd", "write odd"])
        #expect(try await trial.run(cached: true).ran == [])
    }

    @Test func aTouchRunsNothing() async throws {
        let trial = try trial(WidePlan())
        _ = try await trial.run(cached: true)
        for name in ["plan.yaml", "sales.csv", "scale.sh"] {
            let text = try trial.folder.text(of: name)
            try trial.folder.write(text, to: name)
        }
        #expect(try await trial.run(cached: true).ran == [])
    }

    @Test func checksThatHeldAreNotMadeAgainAndThoseThatWarnedAre() async throws {
        let text = """
            sources: {sales: {csv: sales.csv}}
            checks:
              - {feature: amount, min: 0}
              - {feature: amount, max: 1, severity: warn}
            outputs: {all: {features: [amount]}}
            """
        let trial = CachedTrial(folder: try TestFolder(["plan.yaml": text, "sales.csv": "amount\n1\n2\n"]))
        _ = try await trial.run(cached: true)
        let again = try await trial.run(cached: true)
        #expect(again.ran.count == 1 && again.ran.allSatisfy { $0.hasPrefix("check ") })
        #expect(again.reused.count == 3)
    }

    @Test func anOutputIsMadeOfWhatIsKeptAlone() async throws {
        let text = """
            sources: {sales: {csv: sales.csv}}
            outputs: {all: {features: [amount__sum_aggr, {name: bad, options: {expression: "amount * 2"}}], to: out/all.csv}}
            """
        let trial = CachedTrial(folder: try TestFolder(["plan.yaml": text, "sales.csv": "amount\n1\n2\n"]))
        _ = try await trial.run(cached: true)
        // What the last step takes is kept; what that was made of is not looked at.
        for name in trial.folder.files where name.hasPrefix("out/") {
            try FileManager.default.removeItem(atPath: trial.folder.path + "/" + name)
        }
        let again = try await trial.run(cached: true)
        #expect(again.ran == ["write all"])
        #expect(try trial.folder.text(of: "out/all.csv") == "amount__sum_aggr,bad\n3,2\n3,4\n")
    }
}
