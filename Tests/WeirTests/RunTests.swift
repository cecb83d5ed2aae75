import Foundation
import TestFolders
import Testing

@Suite struct RunTests {
    @Test func aRunWritesItsOutputsAndTellsEveryStep() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["run", "shop.yaml", "--ui", "plain", "--mode", "sync"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
        let log = ended.output.masked
        #expect(log.contains(#/TIME \[0/\d+\] RUN   shop  \d+ steps mode=sync/#))
        #expect(log.contains(#/TIME \[0/\d+\] START read sales  worker=t\n/#))
        #expect(log.contains(#/TIME \[1/\d+\] DONE  read sales  …s rows=4 mem=…B worker=t\n/#))
        #expect(log.contains(#/DROP  sales  /#))
        #expect(
            log.contains(
                """
                towns: 3 rows, 3 columns
                 town   │ amount__sum │ count
                 string │       int64 │ int64
                        │      1 null │
                ────────┼─────────────┼───────
                 Bern   │           6 │     2
                 Basel  │        null │     1
                 Chur   │           6 │     1

                """))
        #expect(log.contains("  wrote out/filled.csv  4 rows …B\n"))
    }

    @Test func everyStepThatStartsFinishesInTheLog() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["run", "shop.yaml", "--workers", "2"], in: folder.path)
        let started = ended.lines.count { $0.contains("] START ") }
        #expect(started == 5)
        #expect(ended.lines.count { $0.contains("] DONE  ") } == started)
    }

    @Test func noInterfaceMeansNoOutput() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["run", "shop.yaml", "--ui", "none"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.isEmpty)
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }

    @Test func jsonLinesBeginWithTheSchemaAndEndWithTheResult() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "json", "--events", "events.jsonl"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.lines.first?.hasPrefix(#"{"schema_version":1,"#) == true)
        #expect(ended.lines.last?.contains(#""event":"run_finished""#) == true)
        #expect(ended.lines.last?.contains(#""outcome":"succeeded""#) == true)
        let sequences = try ended.lines.dropFirst().map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["seq"] as? Int)
        }
        #expect(sequences == sequences.sorted())
        // Of resource samples and progress each reader gets the newest that it finds.
        let lossless = { (text: String) in
            text.split(separator: "\n").filter { !$0.contains("resource_sample") && !$0.contains("progressed") }
        }
        #expect(try lossless(folder.text(of: "events.jsonl")) == lossless(ended.output))
    }

    @Test func parametersComeFromTheCommandLine() async throws {
        let folder = try TestFolder(["sales.csv": ShopPlan.sales])
        try folder.write(
            """
            params: {least: 1}
            sources:
              sales: {csv: sales.csv}
            filters:
              - feature: amount
                min: ${least}
            outputs:
              big: {features: [town], to: out/big.csv}
            """, to: "big.yaml")
        let ended = try await WeirProcess.run(["run", "big.yaml", "--set", "least=4"], in: folder.path)
        #expect(ended.status == 0)
        #expect(try folder.text(of: "out/big.csv") == "town\nBern\nChur\n")
    }

    @Test func onlyOneOutputIsMade() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["run", "shop.yaml", "--only", "towns"], in: folder.path)
        #expect(ended.status == 0)
        #expect(folder.files == ["sales.csv", "shop.yaml"])
    }

    @Test func aPlanErrorEndsWithTwoBeforeAnythingRuns() async throws {
        let folder = try TestFolder(["sales.csv": ShopPlan.sales])
        try folder.write(
            "sources:\n  sales: {csv: sales.csv}\noutputs:\n  all: {features: [twon], to: out/all.csv}\n",
            to: "bad.yaml")
        let ended = try await WeirProcess.run(["run", "bad.yaml"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.hasPrefix("bad.yaml:4:20: error: "))
        #expect(folder.files == ["bad.yaml", "sales.csv"])
    }

    @Test func theUsersConfigurationFileIsRead() async throws {
        let folder = try TestFolder(ShopPlan.files)
        try folder.write("ui: none\n", to: "config/weir/config.yaml")
        let environment = ["XDG_CONFIG_HOME": folder.path + "/config"]
        let quiet = try await WeirProcess.run(["run", "shop.yaml"], in: folder.path, environment: environment)
        #expect(quiet.status == 0)
        #expect(quiet.output.isEmpty)
        let told = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "plain"], in: folder.path, environment: environment)
        #expect(told.output.contains("] RUN   shop"))
    }

    @Test func streamsThatAreClosedFromTheStartDoNotEndUpInFiles() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "plain"], in: folder.path, redirection: "<&- >&- 2>&-")
        #expect(ended.status == 0)
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
        #expect(try folder.text(of: "sales.csv") == ShopPlan.sales)
    }
}
