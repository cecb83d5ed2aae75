import Compute
import Events
import Plan
import Runtime
import Testing

/// What write steps made.
extension DataLifecycleManagerTests {
    private func product(_ name: String, path: String? = nil) -> OutputProduct {
        OutputProduct(
            staged: path.map { ("\($0).tmp", $0) },
            preview: TablePreview(columns: [.init(name: name, type: "int64", nullCount: 0)], rows: [], rowCount: 0),
            bytes: 1)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) func resultsAreInPlanOrderHoweverTheyCame(_ order: [Int]) {
        var plan = PlanBuilder()
        let a = plan.step("a")
        for name in ["x", "y", "z"] { plan.write(name, of: a) }
        let bench = Bench(plan)
        for output in order { _ = bench.lifecycle.collect(product("\(output)"), output: output) }
        #expect(bench.lifecycle.results.map(\.output) == [0, 1, 2])
        #expect(bench.lifecycle.results.map(\.product.preview.columns[0].name) == ["0", "1", "2"])
    }

    @Test func outputThatWasNotMadeIsMissingFromTheResults() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        for name in ["x", "y", "z"] { plan.write(name, of: a) }
        let bench = Bench(plan)
        _ = bench.lifecycle.collect(product("y"), output: 1)
        #expect(bench.lifecycle.results.map(\.output) == [1])
    }

    @Test func outputMadeAgainReplacesTheEarlierOne() {
        var plan = PlanBuilder()
        plan.write("x", of: plan.step("a"))
        let bench = Bench(plan)
        let none = bench.lifecycle.collect(product("1"), output: 0)
        let earlier = bench.lifecycle.collect(product("2"), output: 0)
        #expect(none?.bytes == nil)
        #expect(earlier?.preview.columns[0].name == "1")
        #expect(bench.lifecycle.results.map(\.product.preview.columns[0].name) == ["2"])
    }

    @Test func resultOutlivesTheDataItWasMadeOf() {
        var plan = PlanBuilder()
        let a = plan.step("a")
        let write = plan.write("x", of: a)
        let bench = Bench(plan)
        bench.finish(a)
        _ = bench.lifecycle.collect(product("x"), output: 0)
        bench.finish(write)
        #expect(bench.lines() == ["drop a whole consumed"])
        #expect(bench.lifecycle.results.count == 1)
    }
}
