import Columnar
import Compute
import Plan
import Testing

/// Features of one order have one sort, which the plan shows.
@Suite("Shared orders")
struct SharedOrderTests {
    private static let data = "k,t,x\nb,5,1\na,2,\nb,3,4\na,9,2\nb,4,7\n,1,5\n"

    private func run(_ rest: String) throws -> PlanRunner {
        let folder = try TestFolder()
        try folder.write(Self.data, to: "d.csv")
        var runner = try PlanRunner("sources: {d: {csv: d.csv}}\n" + rest, in: folder.path)
        try withExtendedLifetime(folder) { try runner.run() }
        return runner
    }

    private func orders(_ plan: ExecutionPlan) -> [String] {
        plan.steps.filter { if case .order = $0.work { true } else { false } }.map {
            "\($0.label): \(plan.details(of: $0))"
        }
    }

    private func values(_ runner: PlanRunner, _ output: String = "o") throws -> [[String?]] {
        guard let table = runner.tables[output] else { throw TestFailure("no output \(output)") }
        return try table.columns.map { try $0.scalars().map(\.text) }
    }

    @Test("five features of one order, one sort")
    func one() throws {
        let along = "options: {partition_by: k, order_by: t}"
        let runner = try run(
            """
            outputs:
              o:
                features:
                  - {name: x__sum_window, \(along)}
                  - {name: x__rank_ranked, \(along)}
                  - {name: x__lag_1, \(along)}
                  - {name: x__ema_3, \(along)}
                  - {name: x__ffill_imputed, options: {group_by_features: k, order_by: t}}
            """)
        #expect(
            orders(runner.plan) == [
                "order of t within k: the rows along t within k, sorted once for all who look at them so"
            ])
        #expect(
            try values(runner) == [
                ["12", nil, "4", "2", "11", "5"], ["3", "1", "1", "2", "2", "1"], ["7", nil, nil, nil, "4", nil],
                ["3.25", nil, "4", "2", "5.5", "5"], ["1", nil, "4", "2", "7", "5"],
            ])
    }

    @Test("another direction, another key or other partitions are another order")
    func others() throws {
        let runner = try run(
            """
            outputs:
              o:
                features:
                  - {name: x__rank_ranked, options: {partition_by: k, order_by: t}, as: c0}
                  - {name: x__rank_ranked, options: {partition_by: k, order_by: t, descending: true}, as: c1}
                  - {name: x__lag_1, options: {order_by: t}, as: c2}
                  - {name: x__lag_1, options: {partition_by: k}, as: c3}
                  - {name: x__dense_rank_ranked, options: {partition_by: k}, as: c4}
                  - {name: x__lag_1, as: c5}
                  - {name: x__sum_window, options: {partition_by: k}, as: c6}
                  - {name: x__lag_2, options: {partition_by: [k, t], order_by: x}, as: c7}
                  - {name: x__lag_3, options: {partition_by: [t, k], order_by: x}, as: c8}
            """)
        #expect(
            orders(runner.plan).map { $0.split(separator: ":")[0] } == [
                "order of t within k", "order of -t within k", "order of t", "order within k", "order of x within k",
                "order of x within k, t",
            ])
    }

    @Test("rows that a filter took away are in no order: what comes after it is ordered anew")
    func filters() throws {
        let runner = try run(
            """
            filters: [{feature: {name: x__lag_1, options: {partition_by: k, order_by: t}}, min: 4}]
            outputs:
              o: {features: [t, {name: x__lead_1, options: {partition_by: k, order_by: t}}]}
            """)
        #expect(orders(runner.plan).count == 2)
        // Of b, 3 has none before it and 4, which comes after, has 4 before it; so 5 follows 4.
        #expect(try values(runner) == [["5", "4"], [nil, "1"]])
    }

    @Test("a family has no order of its own to share")
    func families() throws {
        let runner = try run(
            "outputs: {o: {features: [{name: k__onehot_encoded__rank_ranked}, {name: k__onehot_encoded__lag_1, options: {order_by: t}}]}}"
        )
        #expect(orders(runner.plan).count == 1)
        #expect(
            try values(runner) == [
                ["1", "5", "1", "5", "1", "1"], ["4", "1", "4", "1", "4", "1"], ["0", "0", "1", "0", "0", nil],
                ["1", "0", "0", "1", "1", nil],
            ])
    }
}
