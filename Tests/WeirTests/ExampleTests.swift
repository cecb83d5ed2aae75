import Foundation
import TestFolders
import Testing

@Suite struct ExampleTests {
    private static let examples = [
        "data/README.md", "data/airlines.csv", "data/airports.csv", "data/flights.parquet", "data/planes.csv",
        "data/weather.csv", "delays.yaml", "routes.yaml", "training.yaml",
    ]

    @Test func initWritesPlansAndDataAndSaysWhatNext() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["init", "flights"], in: folder.path)
        #expect(ended.status == 0)
        #expect(folder.files == Self.examples.map { "flights/" + $0 })
        #expect(ended.output.hasPrefix("Wrote 9 files to flights:\n"))
        #expect(ended.output.contains("  cd flights\n  weir plan delays.yaml"))
    }

    @Test func initRefusesAFolderThatHasFiles() async throws {
        let folder = try TestFolder(["mine.txt": "mine", "routes.yaml": "mine"])
        let refused = try await WeirProcess.run(["init", "."], in: folder.path)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("'.' is not empty (it has 'mine.txt')"))
        #expect(folder.files == ["mine.txt", "routes.yaml"])

        let forced = try await WeirProcess.run(["init", ".", "--force"], in: folder.path)
        #expect(forced.status == 0)
        #expect(try folder.text(of: "mine.txt") == "mine")
        #expect(try folder.text(of: "routes.yaml") != "mine")
    }

    @Test func everyExamplePlanIsGood() async throws {
        let folder = try TestFolder()
        _ = try await WeirProcess.run(["init", "."], in: folder.path)
        let ended = try await WeirProcess.run(["check", "."], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.lines.count == 3)
        #expect(ended.errors.isEmpty)
    }

    @Test(arguments: [("routes.yaml", ["routes.csv"]), ("training.yaml", ["late.jsonl", "training.arrow"])])
    func anExampleRuns(plan: String, outputs: [String]) async throws {
        let folder = try TestFolder()
        _ = try await WeirProcess.run(["init", "."], in: folder.path)
        let ended = try await WeirProcess.run(["run", plan], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(folder.files.filter { $0.hasPrefix("out/") } == outputs.map { "out/" + $0 })
    }

    @Test func theBusiestRouteIsKnown() async throws {
        let folder = try TestFolder()
        _ = try await WeirProcess.run(["init", "."], in: folder.path)
        _ = try await WeirProcess.run(["run", "routes.yaml"], in: folder.path)
        let rows = try folder.text(of: "out/routes.csv").split(separator: "\n")
        #expect(rows.count == 26)
        // 11 262 flights from JFK to LAX, the most of any route of 500 miles or more.
        #expect(rows[1].hasPrefix("JFK,LAX,Los Angeles Intl,11262,"))
    }

    @Test func theDemoRunsOverEveryFlightAndCleansUp() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["demo"], in: folder.path, environment: ["TMPDIR": folder.path])
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(ended.lines.count { $0.contains("] DONE  ") } >= 15)
        #expect(ended.lines.contains { $0.contains("] DONE  read flights") && $0.contains(" rows=336776 ") })
        #expect(ended.lines.contains { $0.contains("] DROP  flights") })
        #expect(ended.output.contains("carriers: 16 rows, 6 columns\n"))
        #expect(ended.output.contains("United Air Lines Inc."))
        #expect(folder.files.isEmpty)
    }

    @Test func theDemoLeavesAFolderThatIsNamed() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["demo", "here", "--ui", "none"], in: folder.path)
        #expect(ended.status == 0)
        #expect(folder.files == (Self.examples + ["out/delays.parquet"]).map { "here/" + $0 }.sorted())
    }
}
