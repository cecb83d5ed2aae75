import Foundation
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
