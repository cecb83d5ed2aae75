import Columnar
import Compute
import Foundation
import Plan
import SeededRandomness
import Testing

/// Plans whose steps an SQL engine does, beside the same plans in Arrow: the same rows in the same order.
@Suite("What DuckDB does in place of Arrow")
struct QueryFusionTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let frameworks = "run: {frameworks: [duckdb]}\n"

    /// Runs the plan in both; gives the steps of the second.
    @discardableResult
    private func compare(_ plan: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [Step] {
        var arrow = try PlanRunner(plan, in: folder.path)
        try arrow.run()
        let expected = try folder.read("out.csv")
        try FileManager.default.removeItem(atPath: folder.file("out.csv"))
        var duckdb = try PlanRunner(plan + Self.frameworks, in: folder.path)
        try duckdb.run()
        let found = try folder.read("out.csv")
        #expect(
            Self.isSame(found, expected), "\(plan)\nfound\n\(found)\nexpected\n\(expected)",
            sourceLocation: sourceLocation)
        return Array(duckdb.plan.steps)
    }

    /// Cell by cell: texts as they are, floats within 1e-9.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        func cells(_ text: String) -> [[Substring]] {
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        let (a, b) = (cells(a), cells(b))
        return a.count == b.count
            && zip(a, b).allSatisfy { a, b in
                a.count == b.count
                    && zip(a, b).allSatisfy { a, b in
                        if a == b { return true }
                        guard a.contains("."), b.contains("."), let x = Double(a), let y = Double(b) else {
                            return false
                        }
                        return abs(x - y) <= 1e-9 * max(abs(x), abs(y))
                    }
            }
    }

    // MARK: Data

    /// A table in a Parquet file, with nulls, doubles of every kind, limits, texts of several alphabets and duplicate keys.
    private func write(_ name: String, rows: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func maybe<Value>(_ value: Value) -> Value? { Int.random(in: 0..<6, using: &random) == 0 ? nil : value }
        let texts = ["", "a", "B", "é", "東京", "👍", "a b", "a'b", "Z"]
        let doubles = [0.5, -2.25, 1e300, 0, 3, .infinity, -.infinity, .nan, 7]
        let table = try Table(
            names: ["k", "i", "big", "x", "s", "b", "t", "d", "odd name"],
            columns: [
                Column(int64s: (0..<rows).map { _ in maybe(Int64.random(in: 0...4, using: &random)) }),
                Column(int64s: (0..<rows).map { _ in maybe(Int64.random(in: -50...50, using: &random)) }),
                Column(int64s: (0..<rows).map { _ in maybe([.max, .min, 0, 1].randomElement(using: &random) ?? 0) }),
                Column(doubles: (0..<rows).map { _ in maybe(doubles.randomElement(using: &random) ?? 0) }),
                Column(strings: (0..<rows).map { _ in maybe(texts.randomElement(using: &random) ?? "") }),
                Column(bools: (0..<rows).map { _ in maybe(Bool.random(using: &random)) }),
                // Around the hour that a change of clocks takes away, and before 1970.
                Column(
                    timestamps: (0..<rows).map { _ in
                        maybe([1_711_850_400_000_000, 1_711_846_799_999_999, -1, 0].randomElement(using: &random) ?? 0)
                    }),
                Column(dates: (0..<rows).map { _ in maybe([-1, 0, 19_000].randomElement(using: &random) ?? 0) }),
                Column(doubles: (0..<rows).map { _ in maybe(Double.random(in: 0...1, using: &random)) }),
            ], rowCount: rows)
        try table.write(to: folder.file(name), .parquet())
    }

    private static let features = ["k", "i", "big", "x", "s", "b", "t", "d", "`odd name`"]
    private static let sizes = [0, 1, 40]

    // MARK: Rows

    private static let groups = [
        "from: a, where: 'i > 3 and x <= 3'", "from: a, where: \"s = 'é' or b or t < '1970-01-01'\"",
        "from: a, where: 'x > 0.5'", "from: a, where: 'x <> 0.5 and not b'", "from: a, where: 'x < 7 or i is null'",
        "from: a, where: 'i between -3 and 20 and s in (\"a\", \"B\")'", "from: a, where: 'i < 2.5'",
        "from: a, sort_by: [s, -i]", "from: a, sort_by: [-x, d], limit: 7", "from: a, limit: 5",
        "from: a, where: 'year(t) = 2024 or month(d) = 1', sort_by: [-t]", "from: a, sort_by: [-b, k], limit: 3",
    ]

    @Test(arguments: groups, sizes)
    func rowsAreChosenAndSorted(group: String, rows: Int) throws {
        try write("a.parquet", rows: rows, seed: 1)
        let text = group.replacing("(\"a\", \"B\")", with: "(''a'', ''B'')")
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            groups: {g: {\(text)}}
            outputs: {o: {features: [\(Self.features.map { "\"g.\($0)\"" }.joined(separator: ", "))], to: out.csv}}

            """)
        #expect(steps.map(\.framework) == [.duckdb, .arrow], "\(steps.map(\.label))")
    }

    @Test(arguments: sizes)
    func distinctRowsAreTheFirstOfEach(rows: Int) throws {
        try write("a.parquet", rows: rows, seed: 2)
        try compare(
            """
            sources: {a: {parquet: a.parquet, columns: [k, s, b]}}
            groups: {g: {from: a, distinct: true}}
            outputs: {o: {features: [g.s, g.k, g.b], to: out.csv}}

            """)
    }

    @Test(arguments: [["k"], ["s"], ["b", "d"], ["t"]], sizes)
    func groupsAreInOrderOfFirstAppearance(keys: [String], rows: Int) throws {
        try write("a.parquet", rows: rows, seed: 3)
        let aggregates = [
            "i__sum", "i__avg", "i__std", "i__var", "i__median", "i__p90", "x__min", "x__max", "x__sum", "x__avg",
            "s__min",
            "s__max", "s__nunique", "i__nunique", "b__sum", "b__avg", "x__first", "x__last", "s__first", "t__max",
            "x__count", "count",
        ].filter { name in !keys.contains { name.hasPrefix($0 + "__") } }
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            groups: {g: {from: a, group_by: [\(keys.joined(separator: ", "))], features: [\(aggregates.joined(separator: ", "))]}}
            outputs: {o: {features: [\((keys + aggregates).map { "g.\($0)" }.joined(separator: ", "))], to: out.csv}}

            """)
        #expect(steps.map(\.framework) == [.duckdb, .arrow], "\(steps.map(\.label))")
    }

    @Test(arguments: ["inner", "left", "right", "outer", "semi", "anti"], ["k", "s", "t", "[k, s]"])
    func joinsHaveTheirOrder(join: String, key: String) throws {
        for rows in Self.sizes { try joinsHaveTheirOrder(join, key, rows) }
    }

    private func joinsHaveTheirOrder(_ join: String, _ key: String, _ rows: Int) throws {
        try write("a.parquet", rows: rows, seed: 4)
        try write("b.parquet", rows: max(0, rows - 20) + 5, seed: 5)
        let isHalf = join == "semi" || join == "anti"
        let keys = key.trimmingCharacters(in: ["[", "]"]).split(separator: ", ").map { (isHalf ? "a." : "") + $0 }
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}, b: {parquet: b.parquet}}
            links: [{join: \(join), left: a, right: b, on: \(key)}]
            outputs: {o: {features: [a.i, \(keys.joined(separator: ", "))\(isHalf ? "" : ", b.i, b.x, b.s")], to: out.csv}}

            """)
        #expect(steps.map(\.framework) == [.duckdb, .arrow], "\(steps.map(\.label))")
    }

    @Test func partsAreAppendedInTheirOrder() throws {
        try write("a.parquet", rows: 10, seed: 6)
        try write("b.parquet", rows: 12, seed: 7)
        try compare(
            """
            sources: {a: {parquet: a.parquet}, b: {parquet: b.parquet}, both: {parquet: "?.parquet"}}
            groups: {g: {from: [both, a, b], append: true}, h: {from: g, where: 'i > 0', sort_by: [k]}}
            outputs: {o: {features: [h.k, h.i, h.s], to: out.csv}}

            """)
    }

    // MARK: Features

    private static let formulas = [
        "i + k", "i - big", "i * 3", "i / nullif(k, 0)", "x / 0.0", "x * 2 - i", "-i", "i > k", "x = x", "x <> x",
        "x >= 3",
        "3 >= x", "x < i", "not b", "b and i > 0", "b or i > 0", "coalesce(s, 'none')", "if(i > 0, s, 'no')",
        "case k when 1 then 10 when 2 then 20 else i end", "case when i > 0 then 'a' when b then 'b' end", "i is null",
        "abs(i)", "year(t) * 100 + month(d)", "quarter(d) + day(t)", "starts_with(s, 'a')", "s between 'a' and 'z'",
        "cast(i as float64) / 4", "i in (1, 2, k)", "x in (0.5, 3, 7)", "x in (x, 1)", "i in (1, 2.5)", "s > 'B'",
        "t >= '2024-03-31T01:00:00Z'", "d = '1970-01-01'",
        // Those that are Arrow's alone.
        "round(x)", "upper(s)", "length(s)", "regexp(s, 'a')", "s like 'a%'", "i % 7", "cast(x as string)",
    ]

    @Test(arguments: formulas)
    func formulasAgree(formula: String) throws {
        try write("a.parquet", rows: 60, seed: 8)
        let text = formula.replacing("big", with: "k")
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            outputs: {o: {features: [i, x, {name: y, options: {expression: "\(text)"}}, {name: z, options: {expression: "y is null"}}], to: out.csv}}

            """)
        #expect(steps.contains { $0.framework == .duckdb })
    }

    @Test(arguments: ["sum", "min", "max", "avg", "count", "std", "median", "p90", "first", "last", "nunique", "mode"])
    func aggregatesOnEveryRowAgree(operation: String) throws {
        try write("a.parquet", rows: 60, seed: 9)
        guard operation != "p90" else { return }
        try compare(
            """
            sources: {a: {parquet: a.parquet}}
            outputs:
              o:
                features:
                  - k
                  - i__\(operation)_aggr
                  - {name: x__\(operation)_aggr, options: {partition_by: [k, s]}}
                  - {name: i__\(operation)_window, options: {partition_by: [b]}}
                to: out.csv

            """.replacing("x__std", with: "i__std").replacing("x__median", with: "i__median")
                .replacing("- i__std_aggr\n", with: "- big\n").replacing("- i__median_aggr\n", with: "- big\n"))
    }

    @Test func whatOverflowsOrDividesByZeroIsAnErrorInBoth() throws {
        try write("a.parquet", rows: 40, seed: 10)
        for formula in ["big + big", "i / k", "-big"] {
            for frameworks in ["", Self.frameworks] {
                var runner = try PlanRunner(
                    """
                    sources: {a: {parquet: a.parquet}}
                    outputs: {o: {features: [{name: y, options: {expression: "\(formula)"}}], to: out.csv}}

                    """ + frameworks, in: folder.path)
                #expect(throws: ComputeError.self, "\(formula) \(frameworks)") { try runner.run() }
            }
        }
    }

    // MARK: What becomes of the plan

    @Test func aChainBecomesOneQueryAndWhatIsReadTwiceIsKept() throws {
        try write("a.parquet", rows: 40, seed: 11)
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            groups:
              g: {from: a, group_by: [k, s], features: [i__sum, count]}
              best: {from: g, where: 'i__sum > 0', sort_by: [-i__sum], limit: 5}
            links: [{join: left, left: best, right: g, on: k}]
            filters: [{feature: a.b, equal: true}]
            outputs: {o: {features: [best.k, best.i__sum, g.s, {name: share, options: {expression: "best.i__sum / g.count"}}, g.s__upper], to: out.csv}}

            """)
        // The groups, which two read; what DuckDB does not do, over them; the rest of the chain, over both.
        #expect(steps.map(\.label) == ["query g", "s__upper", "query best⟕g", "write o"])
        #expect(steps.map(\.framework) == [.duckdb, .arrow, .duckdb, .arrow])
    }

    @Test(arguments: ["a.s__upper, b.i", "b.s__upper, a.i, b.x", "a.s__upper, a.i, b.s__upper, b.i__max_aggr"])
    func columnsThatArrowAddsToAFileGoOnWithItsRows(features: String) throws {
        try write("a.parquet", rows: 30, seed: 14)
        try write("b.parquet", rows: 20, seed: 15)
        for join in ["inner", "left", "outer"] {
            let steps = try compare(
                """
                sources: {a: {parquet: a.parquet}, b: {parquet: b.parquet}}
                links: [{join: \(join), left: a, right: b, on: k}]
                filters: [{feature: a.s__upper, categorical_inclusion: ["A", "B", "Z", "A B"]}]
                outputs: {o: {features: [\(features)], to: out.csv}}

                """)
            #expect(steps.contains { $0.framework == .duckdb && !$0.inputs.isEmpty }, "\(steps.map(\.label))")
        }
    }

    @Test func decimalsAndNarrowNumbersAreGroupedAsTheyAre() throws {
        var random = SeededGenerator(seed: 16)
        let rows = 50
        let table = try Table(
            names: ["n", "price", "cost"],
            columns: [
                Column(int64s: (0..<rows).map { _ in Int64.random(in: -3...3, using: &random) }).cast(to: .int32),
                Column(
                    decimals: (0..<rows).map { $0 % 7 == 0 ? nil : "\(Int.random(in: -99...99, using: &random)).25" },
                    precision: 15, scale: 2),
                Column(
                    decimals: (0..<rows).map { "\($0).10" }, precision: 15, scale: 2),
            ], rowCount: rows)
        try table.write(to: folder.file("a.parquet"), .parquet())
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet, types: {cost: float64}}}
            groups:
              g:
                from: a
                group_by: [n]
                features: [price__sum, price__avg, price__min, price__max, price__nunique, cost__sum, n__sum]
              p: {from: a, group_by: [price], features: [count]}
            links: [{join: left, left: p, right: g, on: {count: n}}]
            filters: [{feature: a.n, min: -2}]
            outputs:
              o:
                features: [g.n, p.price, price__sum, price__avg, price__min, price__max, price__nunique, cost__sum, n__sum]
                to: out.csv

            """)
        #expect(steps.filter { $0.framework == .duckdb }.count >= 2, "\(steps.map(\.label))")
    }

    @Test func withoutTheWishForDuckDBNothingChanges() throws {
        try write("a.parquet", rows: 5, seed: 12)
        for wish in ["", "run: {frameworks: [arrow, duckdb]}\n"] {
            let runner = try PlanRunner(
                "sources: {a: {parquet: a.parquet}}\noutputs: {o: {features: [i], to: out.csv}}\n" + wish,
                in: folder.path)
            #expect(runner.plan.steps.allSatisfy { $0.framework == .arrow })
        }
    }

    @Test func longChainsBecomeSeveralQueries() throws {
        try write("a.parquet", rows: 40, seed: 17)
        let depth = 100
        let rows = (0..<depth).map { "  g\($0): {from: \($0 == 0 ? "a" : "g\($0 - 1)"), where: 'i > \(-50 + $0 / 4)'}" }
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            groups:
            \(rows.joined(separator: "\n"))
            outputs: {o: {features: [g\(depth - 1).i, g\(depth - 1).s], to: out.csv}}

            """)
        #expect((3...5).contains(steps.filter { $0.framework == .duckdb }.count), "\(steps.map(\.label))")
        let columns = (0..<depth).map { "{name: f\($0), options: {expression: '\($0 == 0 ? "i" : "f\($0 - 1)") + 1'}}" }
        let computed = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            outputs: {o: {features: [\(columns.joined(separator: ", "))], to: out.csv}}

            """)
        #expect(computed.filter { $0.framework == .duckdb }.count == 1)
    }

    @Test func longListsOfValuesAgree() throws {
        try write("a.parquet", rows: 40, seed: 18)
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            filters: [{feature: i, categorical_inclusion: [\((0..<3000).map { "\($0 * 2)" }.joined(separator: ", "))]}]
            outputs: {o: {features: [i, s], to: out.csv}}

            """)
        #expect(steps.map(\.framework) == [.duckdb, .arrow])
    }

    @Test func aSourceThatIsSortedIsReadByArrow() throws {
        try write("a.parquet", rows: 40, seed: 19)
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet, order_by: [-i, s]}}
            outputs: {o: {features: [i, s, x], to: out.csv}}

            """)
        #expect(steps.allSatisfy { $0.framework == .arrow })
    }

    @Test func aSourceOfArrowStaysThere() throws {
        try write("a.parquet", rows: 20, seed: 13)
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet, framework: arrow}}
            groups: {g: {from: a, group_by: [k], features: [count]}}
            outputs: {o: {features: [g.k, g.count], to: out.csv}}

            """)
        #expect(steps.map(\.framework) == [.arrow, .duckdb, .arrow])
    }
}
