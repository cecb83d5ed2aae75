import Foundation
import TestFolders
import Testing

/// Runs that save what they fit, and runs that use it.
@Suite struct ArtifactRunTests {
    private static let modes = ["sync", "threads", "processes"]

    private static let plan = """
        sources: {trips: {csv: "${file}"}}
        params: {file: trips.csv}
        outputs:
          out:
            features:
              - miles__standard_scaled
              - town__label_encoded
              - miles,hours__cluster_kmeans_2
              - miles,hours__pca_1d
              - {name: miles__linear_forecast_1_day, options: {order_by: day, lags: 1}}
            to: out.csv
        """
    private static let trips = """
        town,miles,hours,day
        Bern,2,1,2013-01-01
        Basel,3,2,2013-01-02
        Chur,70,60,2013-01-03
        Bern,,5,2013-01-04
        Chur,75,61,2013-01-05
        Bern,8,1,2013-01-06

        """
    private static let later = "town,miles,hours,day\nChur,72,60,2014-01-01\nGenf,1,1,2014-01-02\n"

    private func folder() throws -> TestFolder {
        try TestFolder(["plan.yaml": Self.plan, "trips.csv": Self.trips, "later.csv": Self.later])
    }

    private func run(_ arguments: String..., in folder: TestFolder) async throws -> WeirProcess.Ended {
        try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain"] + arguments, in: folder.path)
    }

    private func artifacts(in folder: TestFolder) throws -> [String: String] {
        let path = folder.path + "/fitted"
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)) })
    }

    @Test func aCacheSavesArtifactsInEveryRunAndKeepsWhatLoadedOnesGive() async throws {
        let folder = try folder()
        let first = try await run("--cache", "--artifacts", "fitted", in: folder)
        #expect(first.status == 0, "\(first.errors)")
        let saved = try artifacts(in: folder)
        let fitted = try folder.text(of: "out.csv")
        try FileManager.default.removeItem(atPath: folder.path + "/fitted")

        // What fits is done again, with what the cache has of the rest; the output is what it was.
        let again = try await run("--cache", "--artifacts", "fitted", in: folder)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try artifacts(in: folder) == saved)
        #expect(again.output.contains("START miles__standard_scaled"), "\(again.output)")
        #expect(!again.output.contains("START read trips"), "\(again.output)")
        #expect(again.output.contains("kept out.csv"), "\(again.output)")

        // Loaded artifacts are part of what a step is known by.
        let load = ["--cache", "--artifacts", "fitted", "--load", "--set", "file=later.csv"]
        func loaded() async throws -> String {
            let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain"] + load, in: folder.path)
            #expect(ended.status == 0, "\(ended.errors)")
            return ended.output
        }
        #expect(try await loaded().contains("START miles__standard_scaled"))
        let scored = try folder.text(of: "out.csv")
        #expect(scored != fitted)
        #expect(try await !loaded().contains("START"))
        let name = "fitted/miles__standard_scaled.json"
        let changed = try folder.text(of: name).replacing(/"scale" *: *[0-9.]+/, with: "\"scale\": 1")
        try folder.write(changed, to: name)
        let output = try await loaded()
        #expect(output.contains("START miles__standard_scaled"), "\(output)")
        #expect(!output.contains("START town__label_encoded"), "\(output)")
        #expect(try folder.text(of: "out.csv") != scored)
    }

    @Test func everyModeSavesTheSameBytesAndLoadsThemAlike() async throws {
        var files: [[String: String]] = []
        var outputs: [String] = []
        for mode in Self.modes {
            let folder = try folder()
            let saved = try await run("--artifacts", "fitted", "--mode", mode, in: folder)
            #expect(saved.status == 0, "\(saved.errors)")
            files.append(try artifacts(in: folder))
            #expect(saved.output.contains("fitted/miles__standard_scaled.json"), "\(saved.output)")
            let fitted = try folder.text(of: "out.csv")
            let again = try await run("--artifacts", "fitted", "--load", "--mode", mode, in: folder)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try folder.text(of: "out.csv") == fitted)
            let loaded = try await run(
                "--artifacts", "fitted", "--load", "--mode", mode, "--set", "file=later.csv", in: folder)
            #expect(loaded.status == 0, "\(loaded.errors)")
            outputs += [fitted, try folder.text(of: "out.csv")]
            #expect(try artifacts(in: folder) == files.last)
        }
        #expect(files[0] == files[1] && files[0] == files[2])
        #expect(outputs[0] == outputs[2] && outputs[0] == outputs[4])
        #expect(outputs[1] == outputs[3] && outputs[1] == outputs[5])
        #expect(
            files[0].keys.sorted().map { $0.prefix { $0 != "-" && $0 != "." } } == [
                "miles&hours__cluster_kmeans_2", "miles&hours__pca_1d", "miles__linear_forecast_1_day",
                "miles__standard_scaled", "town__label_encoded",
            ])
        // Of the later trips: one in the second cluster, and a town that nothing was fitted to.
        let rows = outputs[1].split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(rows.map { $0[1] } == ["2", ""])
        #expect(rows.map { $0[2] } == ["1", "0"])
    }

    @Test func whatOneFrameworkSavedAnotherLoads() async throws {
        var outputs: Set<String> = []
        for (saving, loading) in [("rows", "arrow"), ("arrow", "rows")] {
            let folder = try folder()
            func run(_ framework: String, _ arguments: String...) async throws -> WeirProcess.Ended {
                // Digits that rounding on another way leaves are no difference here.
                let plan = Self.plan.replacing("to: out.csv", with: "to: out.csv\nrun: {frameworks: [\(framework)]}")
                try folder.write(plan, to: "plan.yaml")
                return try await WeirProcess.run(
                    ["run", "plan.yaml", "--ui", "plain", "--artifacts", "fitted"] + arguments, in: folder.path)
            }
            let saved = try await run(saving)
            #expect(saved.status == 0, "\(saved.errors)")
            #expect(saved.output.contains("fitted/miles__standard_scaled.json"), "\(saved.output)")
            let files = try artifacts(in: folder)
            let loaded = try await run(loading, "--load", "--set", "file=later.csv")
            #expect(loaded.status == 0, "\(loaded.errors)")
            #expect(try artifacts(in: folder) == files)
            // Four digits behind the point.
            outputs.insert(try folder.text(of: "out.csv").replacing(/(\.[0-9]{4})[0-9]+/) { String($0.output.1) })
        }
        #expect(outputs.count == 1, "\(outputs)")
    }

    @Test func aFailedRunSavesNothing() async throws {
        let folder = try folder()
        try Self.plan.appending("\nchecks: [{feature: miles, not_null: true}]").write(
            toFile: folder.path + "/plan.yaml", atomically: true, encoding: .utf8)
        let ended = try await run("--artifacts", "fitted", in: folder)
        #expect(ended.status == 1)
        let fitted = folder.path + "/fitted"
        #expect(!FileManager.default.fileExists(atPath: fitted))
    }

    @Test func whatIsMissingForeignOrDamagedIsNamedBeforeAnythingRuns() async throws {
        let folder = try folder()
        let missing = try await run("--artifacts", "fitted", "--load", in: folder)
        #expect(missing.status == 1)
        #expect(
            missing.errors.contains(
                "/fitted/town__label_encoded.json: there is no such artifact, which “town__label_encoded” needs; save it with --artifacts "
            ), "\(missing.errors)")
        #expect(missing.errors.contains("/fitted/miles&hours__pca_1d.json: there is no such artifact"))
        _ = try await run("--artifacts", "fitted", in: folder)
        try FileManager.default.removeItem(atPath: folder.path + "/out.csv")
        let (label, scaled) = ("town__label_encoded.json", "miles__standard_scaled.json")
        let files = try artifacts(in: folder)
        func damage(_ name: String, _ text: String?) throws {
            try (text ?? "").write(toFile: "\(folder.path)/fitted/\(name)", atomically: true, encoding: .utf8)
        }
        try damage(label, files[scaled])
        try damage(scaled, files[scaled].map { String($0.dropLast(20)) })
        let foreign = try await run("--artifacts", "fitted", "--load", in: folder)
        #expect(foreign.status == 1)
        #expect(
            foreign.errors.contains(
                "\(label): it is the artifact of another feature: its feature is miles__standard_scaled, and this plan's is town__label_encoded"
            ), "\(foreign.errors)")
        #expect(foreign.errors.contains("\(scaled): it is no artifact, or damaged; save it with --artifacts"))
        #expect(!folder.files.contains("out.csv"))
    }

    @Test func otherOptionsAreAnotherArtifact() async throws {
        let folder = try folder()
        _ = try await run("--artifacts", "fitted", in: folder)
        try Self.plan.replacing("lags: 1", with: "lags: 2").write(
            toFile: folder.path + "/plan.yaml", atomically: true, encoding: .utf8)
        let ended = try await run("--artifacts", "fitted", "--load", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("/fitted/miles__linear_forecast_1_day-"), "\(ended.errors)")
        #expect(ended.errors.contains("there is no such artifact"))
    }

    @Test func loadAloneIsAMistake() async throws {
        let ended = try await run("--load", in: folder())
        #expect(ended.status == 2)
        #expect(ended.errors.contains("--load needs --artifacts"), "\(ended.errors)")
    }

    @Test func aPlanThatFitsNothingIsWarnedOf() async throws {
        let folder = try TestFolder([
            "plan.yaml": "sources: {t: {csv: t.csv}}\noutputs: {out: {features: [a]}}\n", "t.csv": "a\n1\n",
        ])
        let ended = try await run("--artifacts", "fitted", in: folder)
        #expect(ended.status == 0)
        #expect((ended.output + ended.errors).contains("No feature of this plan is fitted"), "\(ended.output)")
    }
}
