import Columnar
import Flight
import Foundation
import TestFolders
import Testing
import WeirKit

/// The engine inside another program.
@Suite struct EmbeddingTests {
    @Test func aPlanSaysWhatItWillDo() throws {
        let folder = try TestFolder(ShopPlan.files)
        let plan = try WeirPlan(path: folder.path + "/shop.yaml")
        #expect(plan.name == "shop")
        #expect(plan.outputs == ["filled", "towns"])
        #expect(plan.steps == ["read sales", "amount__mean_imputed", "group by_town", "write filled", "collect towns"])
        #expect(plan.warnings.isEmpty)
    }

    @Test func aRunTellsItsEventsAndItsOutcome() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let run = try WeirRun(WeirPlan(path: folder.path + "/shop.yaml"))
        async let outcome = run.run()
        var lines = [String]()
        for await line in run.events { lines.append(line) }
        #expect(await outcome == .succeeded)
        #expect(lines.first?.hasPrefix(#"{"schema_version":1,"#) == true)
        #expect(lines.count { $0.contains(#""event":"step_finished""#) } == 5)
        #expect(lines.last?.contains(#""outcome":"succeeded""#) == true)
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }

    @Test(arguments: [WeirServing.socket, .loopback])
    func aRunServesItsDataWhileItGoesOn(_ serving: WeirServing) async throws {
        // The program never ends, so that what it was given stays.
        let plan = """
            sources: {numbers: {csv: numbers.csv}}
            groups:
              g: {from: numbers, command: [sleep, 3600], inputs: [x], outputs: [y]}
            outputs: {o: {features: [y]}}
            """
        let folder = try TestFolder(["plan.yaml": plan, "numbers.csv": "x\n1\n2\n3\n"])
        let run = try WeirRun(WeirPlan(path: folder.path + "/plan.yaml"), serving: serving)
        let address = try #require(run.dataAddress)
        let token = try run.tokenFile.map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect((token != nil) == (serving == .loopback))
        async let outcome = run.run()
        // Also when this test fails.
        defer { run.stop(gracefully: false) }
        var table: Table?
        for await line in run.events {
            if line.contains(#""event":"flight_opened""#) { #expect(line.contains(address)) }
            guard table == nil, line.contains(#""event":"step_finished""#) else { continue }
            let api = try FlightAPI.load(FlightAPI.candidates(program: WeirProcess.path(of: "weir")))
            table = try FlightClient(address, token: token, api: api).get("numbers")
            run.stop(gracefully: false)
        }
        #expect(await outcome == .stopped)
        #expect(table?.rowCount == 3)
        #expect(table?.names == ["x"])
        if let file = run.tokenFile { #expect(!FileManager.default.fileExists(atPath: file)) }
    }

    @Test func aFailedRunGivesItsCauses() async throws {
        let folder = try TestFolder(ShopPlan.files)
        try folder.write(ShopPlan.yaml + "\nchecks:\n  - {feature: amount, not_null: true}\n", to: "shop.yaml")
        let run = try WeirRun(WeirPlan(path: folder.path + "/shop.yaml"))
        guard case .failed(let causes) = await run.run() else {
            Issue.record("the check does not hold, so the run must fail")
            return
        }
        #expect(causes.count == 1)
        #expect(causes.first?.contains("amount is not null: 1 of 4 rows") == true)
    }

    @Test func everyErrorOfAPlanIsThrownAtOnce() throws {
        let folder = try TestFolder(["sales.csv": ShopPlan.sales])
        try folder.write(
            "sources:\n  sales: {csv: sales.csv}\noutputs:\n  all: {features: [twon, amuont]}\n", to: "bad.yaml")
        let path = folder.path + "/bad.yaml"
        do {
            _ = try WeirPlan(path: path)
            Issue.record("the plan has two errors")
        } catch {
            #expect(error.messages.count == 2)
            #expect(error.messages.first?.hasPrefix("\(path):4:20: error: ") == true)
        }
    }
}
