import Columnar
import Compute
import Foundation
import Plan
import SeededRandomness
import Testing

/// CSV files whose rows go into DuckDB as they are read, beside the same plans in Arrow.
@Suite("What is brought into DuckDB")
struct BroughtFilesTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func write(_ name: String, rows: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func maybe(_ value: String) -> String { Int.random(in: 0..<6, using: &random) == 0 ? "" : value }
        var text = "k,K,i,x,s,b,t,d,rowid\n"
        for row in 0..<rows {
            let cells = [
                maybe("\(Int.random(in: 0...4, using: &random))"), "\(row)",
                maybe("\(Int.random(in: -50...50, using: &random))"),
                maybe(["0.5", "-2.25", "1e300", "nan", "inf"].randomElement(using: &random) ?? ""),
                ["\"\"", "", "\"a,b\"", "é", "\"l1\nl2\""].randomElement(using: &random) ?? "",
                maybe(["true", "false"].randomElement(using: &random) ?? ""),
                maybe(["2024-03-31T01:00:00Z", "1969-12-31T23:59:59.999999Z"].randomElement(using: &random) ?? ""),
                maybe(["2024-02-29", "1969-12-31"].randomElement(using: &random) ?? ""),
                "\(rows - row)",
            ]
            text += cells.joined(separator: ",") + "\n"
        }
        try folder.write(text, to: name)
    }

    private static let types = "types: {k: int64, i: int64, x: float64, s: string, b: bool, t: timestamp, d: date}"

    private func run(_ plan: String) throws -> (text: String, runner: PlanRunner) {
        var runner = try PlanRunner(plan, in: folder.path)
        try runner.run()
        return (try folder.read("out.csv"), runner)
    }

    /// The steps in DuckDB, once the plan gave what it gives in Arrow.
    private func compare(_ plan: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [Step] {
        let expected = try run(plan + "\n").text
        let found = try run(plan + "\nrun: {frameworks: [duckdb]}\n")
        #expect(found.text == expected, "\(plan)", sourceLocation: sourceLocation)
        return Array(found.runner.plan.steps)
    }

    private func files(_ steps: [Step]) -> [String] {
        steps.flatMap { step -> [String] in
            guard case .query(let work) = step.work else { return [] }
            return work.sourceFiles.compactMap { $0.split(separator: "/").last.map(String.init) }
        }
    }

    @Test(arguments: [0, 1, 40]) func rowsAndTheirOrderAreThoseOfArrow(rows: Int) throws {
        try write("a.csv", rows: rows, seed: 1)
        for group in [
            "from: a, where: 'i > 3 and x < 0.75'", "from: a, where: \"s <> '' or b\"", "from: a, sort_by: [-t, d, s]",
            "from: a, limit: 5",
        ] {
            let steps = try compare(
                """
                sources: {a: {csv: a.csv, \(Self.types)}}
                groups: {g: {\(group)}}
                outputs: {o: {features: [g.k, "g.K", g.i, g.x, g.s, g.b, g.t, g.d, g.rowid], to: out.csv}}
                """)
            #expect(steps.map(\.framework) == [.duckdb, .arrow], "\(steps.map(\.label))")
            #expect(files(steps) == ["a.csv"])
        }
    }

    @Test func filesAreGroupedAndJoinedThere() throws {
        try write("a.csv", rows: 60, seed: 2)
        try write("b.csv", rows: 9, seed: 3)
        let steps = try compare(
            """
            sources: {a: {csv: a.csv, \(Self.types)}, b: {csv: b.csv, \(Self.types)}}
            filters: [{feature: a.i, min: -40}]
            groups: {g: {from: a, group_by: [k], features: [i__sum, i__count, s__nunique, d__first]}}
            links: [{join: left, left: g, right: b, on: k}]
            outputs: {o: {features: [g.k, i__sum, i__count, s__nunique, d__first, b.s, b.t], to: out.csv}}
            """)
        #expect(steps.map(\.framework) == [.duckdb, .arrow], "\(steps.map(\.label))")
        #expect(files(steps).sorted() == ["a.csv", "b.csv"])
    }

    @Test func whatSeveralTakeIsReadOnceByArrow() throws {
        try write("a.csv", rows: 40, seed: 4)
        let plans = [
            // Two groups; a group and an output; a feature over the rows.
            """
            groups: {g: {from: a, group_by: [k], features: [i__sum]}, h: {from: a, group_by: [b], features: [count]}}
            links: [{join: left, left: g, right: h, on: {i__sum: count}}]
            outputs: {o: {features: [g.k, i__sum, h.b], to: out.csv}}
            """,
            """
            groups: {g: {from: a, group_by: [k], features: [i__sum]}}
            outputs: {o: {features: [g.k, i__sum], to: out.csv}, p: {features: [a.i], to: p.csv}}
            """,
            "outputs: {o: {features: [i, {name: y, options: {expression: 'i + 1'}}], to: out.csv}}",
        ]
        for plan in plans {
            let steps = try compare("sources: {a: {csv: a.csv, \(Self.types)}}\n" + plan)
            #expect(steps.first?.framework == .arrow, "\(steps.map(\.label))")
            #expect(files(steps).isEmpty)
        }
    }

    @Test func anErrorIsThatOfTheFile() throws {
        try folder.write("k,i\n" + (0..<200_000).map { "\($0 % 5),\($0)\n" }.joined() + "3,four\n", to: "a.csv")
        let plan = """
            sources: {a: {csv: a.csv}}
            groups: {g: {from: a, group_by: [k], features: [i__sum]}}
            outputs: {o: {features: [g.k, i__sum], to: out.csv}}

            """
        var errors: [ComputeError] = []
        for framework in ["arrow", "duckdb"] {
            errors.append(
                try #require(throws: ComputeError.self) { try run(plan + "run: {frameworks: [\(framework)]}\n") })
        }
        #expect(errors[1].description == errors[0].description)
        #expect(errors[1].description.hasPrefix("a.csv:200002"), "\(errors[1])")
        #expect(errors[1].column == "i")
        #expect(errors[1].value == "four")
    }

    @Test func onlyThePreferredEngineIsBroughtRows() throws {
        try write("a.csv", rows: 10, seed: 5)
        let runner = try PlanRunner(
            """
            sources: {a: {csv: a.csv, \(Self.types)}}
            groups: {g: {from: a, group_by: [k], features: [count]}}
            outputs: {o: {features: [g.k, count], to: out.csv}}
            run: {frameworks: [sqlite, duckdb]}
            """, in: folder.path)
        #expect(runner.plan.steps.map(\.framework) == [.arrow, .sqlite, .arrow])
    }

    @Test func memoryIsAskedForTheTable() throws {
        try write("a.csv", rows: 1000, seed: 6)
        let plan = try PlanRunner(
            """
            sources: {a: {csv: a.csv, \(Self.types)}}
            groups: {g: {from: a, group_by: [k], features: [i__sum]}}
            outputs: {o: {features: [g.k, i__sum], to: out.csv}}
            run: {frameworks: [duckdb]}
            """, in: folder.path
        ).plan
        let step = try #require(plan.steps.first)
        #expect(SQLFramework(.duckdb).estimate(step, inputs: [], plan: plan).scratch > 1000 * 2 * 8)
    }
}
