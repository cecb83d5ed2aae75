import ADBC
import Columnar
import Compute
import Foundation
import Plan
import SeededRandomness
import Testing

/// Plans over tables of databases, done where the tables lie, beside the same plans in Arrow.
@Suite("What databases do in place of Arrow")
struct DatabaseFusionTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// What a plan writes, and its steps.
    private func run(_ plan: String) throws -> (text: String, steps: [Step]) {
        var runner = try PlanRunner(plan, in: folder.path)
        try runner.run()
        return (try folder.read("out.csv"), Array(runner.plan.steps))
    }

    /// The steps of a plan that prefers the frameworks, once it gave what it gives in Arrow.
    @discardableResult
    private func compare(
        _ plan: String, _ frameworks: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [Step] {
        let expected = try run(plan + "\n").text
        let found = try run(plan + "\nrun: {frameworks: [\(frameworks)]}\n")
        #expect(found.text == expected, "\(plan)", sourceLocation: sourceLocation)
        return found.steps
    }

    private func queries(_ steps: [Step]) -> [QueryWork] {
        steps.compactMap { if case .query(let work) = $0.work { work } else { nil } }
    }

    /// A table with nulls, duplicate keys, limits and texts of several alphabets; floats whose sums are exact.
    private func table(rows: Int, seed: UInt64) throws -> Table {
        var random = SeededGenerator(seed: seed)
        func maybe<Value>(_ value: Value) -> Value? { Int.random(in: 0..<6, using: &random) == 0 ? nil : value }
        let texts = ["", "a", "A", "B", "b", "é", "東京", "👍", "a'b", "Z"]
        return try Table([
            ("k", Column(int64s: (0..<rows).map { _ in maybe(Int64.random(in: 0...4, using: &random)) })),
            ("i", Column(int64s: (0..<rows).map { _ in maybe(Int64.random(in: -50...50, using: &random)) })),
            (
                "big",
                Column(int64s: (0..<rows).map { _ in maybe([.max, .min, 0, 1].randomElement(using: &random) ?? 0) })
            ),
            (
                "x",
                Column(
                    doubles: (0..<rows).map { _ in
                        maybe([0.5, -2.25, 1e300, 0, 3, .infinity, 7].randomElement(using: &random) ?? 0)
                    })
            ), ("s", Column(strings: (0..<rows).map { _ in maybe(texts.randomElement(using: &random) ?? "") })),
        ])
    }

    private func fixture(_ driver: String, rows: Int = 40) throws -> DatabaseFixture {
        let fixture = try DatabaseFixture(driver, in: folder, [])
        try fixture.ingest(table(rows: rows, seed: 1), into: "a")
        try fixture.ingest(table(rows: rows / 2, seed: 2), into: "b")
        return fixture
    }

    private static let engines = ["duckdb", "sqlite"]

    private static let groups = [
        "from: a, where: 'i > 3 and x <= 3'", "from: a, where: \"s = 'a' or s > 'B'\"",
        "from: a, where: 'x < 7 or i is null'", "from: a, where: 'i between -3 and 20 and s in (''a'', ''B'')'",
        "from: a, sort_by: [s, -i]", "from: a, sort_by: [-x, s], limit: 7", "from: a, limit: 5",
        "from: a, where: 'not (i < 2.5)', sort_by: [-s, k]",
    ]

    @Test(arguments: groups, engines)
    func rowsAreChosenAndSortedThere(group: String, engine: String) throws {
        let fixture = try fixture(engine)
        let steps = try compare(
            """
            sources: {a: \(fixture.source("table: a"))}
            groups: {g: {\(group)}}
            outputs: {o: {features: [g.k, g.i, g.big, g.x, g.s], to: out.csv}}
            """, engine)
        #expect(steps.map(\.framework.rawValue) == [engine, "arrow"])
        #expect(queries(steps).allSatisfy { $0.databases.count == 1 && $0.tables.isEmpty })
    }

    @Test(arguments: [0, 1, 40], engines)
    func groupsAreMadeThere(rows: Int, engine: String) throws {
        let fixture = try fixture(engine, rows: rows)
        let steps = try compare(
            """
            sources: {a: \(fixture.source("table: a"))}
            groups:
              g: {from: a, group_by: [s], features: [i__sum, i__avg, i__count, x__min, x__max, k__nunique, count]}
              d: {from: g, where: 'count > 1', sort_by: [-i__sum]}
            outputs: {o: {features: [d.s, d.i__sum, d.i__avg, d.i__count, d.x__min, d.x__max, d.k__nunique, d.count], to: out.csv}}
            """, engine)
        #expect(steps.map(\.framework.rawValue) == [engine, "arrow"])
    }

    @Test(arguments: ["inner", "left", "right", "outer", "semi", "anti"], engines)
    func tablesAreJoinedThere(join: String, engine: String) throws {
        let fixture = try fixture(engine)
        for key in ["k", "s", "[k, s]"] {
            let isHalf = join == "semi" || join == "anti"
            let steps = try compare(
                """
                sources: {a: \(fixture.source("table: a")), b: \(fixture.source("table: b"))}
                links: [{join: \(join), left: a, right: b, on: \(key)}]
                outputs: {o: {features: [a.i, a.x\(isHalf ? "" : ", b.i, b.x, b.big")], to: out.csv}}
                """, engine)
            #expect(steps.map(\.framework.rawValue) == [engine, "arrow"], "\(steps.map(\.label))")
            // One file, though two tables.
            #expect(queries(steps).map(\.databases.count) == [1])
        }
    }

    @Test("data is brought to SQLite, and times, dates and bools come back as they were")
    func dataIsBroughtToSQLite() throws {
        var random = SeededGenerator(seed: 3)
        let rows = 30
        let times: [Int64?] = (0..<rows).map { $0 % 5 == 0 ? nil : Int64($0 % 7) * 3_600_000_001 }
        let dates: [Int32?] = (0..<rows).map { $0 % 6 == 0 ? nil : Int32($0 % 4) - 2 }
        let flags: [Bool?] = (0..<rows).map { $0 % 4 == 0 ? nil : Bool.random(using: &random) }
        let made = try Table(
            names: ["t", "d", "b", "n"],
            columns: [
                Column(timestamps: times), Column(dates: dates), Column(bools: flags),
                Column(int64s: (0..<rows).map { Int64($0) }),
            ], rowCount: rows)
        try made.write(to: folder.file("a.parquet"), .parquet())
        let steps = try compare(
            """
            sources: {a: {parquet: a.parquet}}
            groups:
              g: {from: a, group_by: [b, d], features: [t__max, t__min, n__sum, b__count]}
              w: {from: a, where: "b and t >= '1970-01-01T01:00:00Z'", sort_by: [-t, d]}
            links: [{join: left, left: w, right: g, on: d}]
            outputs: {o: {features: [w.t, w.d, w.b, w.n, g.t__max, g.t__min, g.b, n__sum, {name: y, options: {expression: 'year(w.t)'}}], to: out.csv}}
            """, "sqlite")
        #expect(steps.filter { $0.framework == .sqlite }.count >= 2, "\(steps.map(\.label))")
        #expect(steps.contains { $0.label == "y" && $0.framework == .arrow })
    }

    @Test func aTableOfDuckDBAndFilesAreOneQuery() throws {
        let fixture = try fixture("duckdb")
        try table(rows: 25, seed: 4).write(to: folder.file("c.parquet"), .parquet())
        let steps = try compare(
            """
            sources: {a: \(fixture.source("table: a")), c: {parquet: c.parquet}}
            links: [{join: inner, left: a, right: c, on: k}]
            filters: [{feature: a.i, min: 0}]
            outputs: {o: {features: [a.i, c.i, c.s], to: out.csv}}
            """, "duckdb")
        #expect(steps.map(\.framework) == [.duckdb, .arrow])
    }

    @Test func databasesOfTwoEnginesAreJoinedByTheOneThatIsPreferred() throws {
        let duckdb = try fixture("duckdb")
        let sqlite = try fixture("sqlite")
        let plan = """
            sources: {a: \(duckdb.source("table: a")), b: \(sqlite.source("table: b"))}
            groups: {g: {from: b, group_by: [k], features: [i__sum]}}
            links: [{join: left, left: a, right: g, on: k}]
            outputs: {o: {features: [a.k, a.s, i__sum], to: out.csv}}
            """
        for (frameworks, last) in [("duckdb, sqlite", FrameworkName.duckdb), ("sqlite, duckdb", .sqlite)] {
            let steps = try compare(plan, frameworks)
            #expect(steps.map(\.framework.rawValue).sorted().prefix(2).contains("arrow"))
            // What is grouped is grouped where it lies, and only groups are moved.
            #expect(
                steps.contains { $0.framework == .sqlite && queries([$0]).first?.text.contains("group by") == true })
            #expect(steps.dropLast().last?.framework == last, "\(steps.map { "\($0.framework) \($0.label)" })")
        }
    }

    @Test func theRunsOrderOfASourceHolds() throws {
        for engine in Self.engines {
            let fixture = try fixture(engine)
            let steps = try compare(
                """
                sources: {a: \(fixture.source("table: a, order_by: [-s, k]"))}
                groups: {g: {from: a, group_by: [k], features: [count]}}
                outputs:
                  o: {features: [g.k, g.count], to: out.csv}
                """, engine)
            #expect(steps.map(\.framework.rawValue) == [engine, "arrow"])
        }
    }

    // MARK: What is not the same there

    @Test func columnsThatTakeLargeLettersForSmallOnesAreGroupedByEachLetter() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder,
            [
                "create table a (s text collate nocase, n int)",
                "insert into a values ('a', 1), ('A', 2), ('b', 3), ('a', 4)",
            ])
        let steps = try compare(
            """
            sources: {a: \(fixture.source("table: a"))}
            groups: {g: {from: a, where: "s <> 'b'", group_by: [s], features: [n__sum]}}
            outputs: {o: {features: [g.s, n__sum], to: out.csv}}
            """.replacing("where: \"s <> 'b'\", ", with: ""), "sqlite")
        #expect(steps.map(\.framework) == [.sqlite, .arrow])
        #expect(try folder.read("out.csv") == "s,n__sum\na,5\nA,2\nb,3\n")
    }

    @Test func aValueOfAnotherTypeIsAnErrorThereToo() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder, ["create table a (k int, n int)", "insert into a values (1, 2), (1, 'two'), (2, 4)"])
        let plan = """
            sources: {a: \(fixture.source("table: a"))}
            groups: {g: {from: a, group_by: [k], features: [n__sum]}}
            outputs: {o: {features: [g.k, n__sum], to: out.csv}}
            run: {frameworks: [sqlite]}
            """
        var runner = try PlanRunner(plan, in: folder.path)
        do {
            try runner.run()
            Issue.record("the text was summed")
        } catch let error as ComputeError {
            #expect(error.message.contains("the text 'two' cannot be int64"), "\(error.message)")
            #expect(error.column == "n")
        }
    }

    @Test func anOverflowIsAnErrorThereToo() throws {
        for engine in Self.engines {
            let fixture = try fixture(engine)
            var runner = try PlanRunner(
                """
                sources: {a: \(fixture.source("table: a"))}
                groups: {g: {from: a, group_by: [k], features: [big__sum]}}
                outputs: {o: {features: [big__sum], to: out.csv}}
                run: {frameworks: [\(engine)]}
                """, in: folder.path)
            #expect(throws: ComputeError.self, "\(engine)") { try runner.run() }
        }
    }

    // MARK: Pins

    private func problem(_ plan: String) -> String {
        do {
            _ = try PlanRunner(plan, in: folder.path)
            return "none"
        } catch let error as PlanError {
            return error.diagnostics.map(\.description).joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }

    @Test func aPinnedPartRunsWhereItIsPinned() throws {
        try table(rows: 20, seed: 5).write(to: folder.file("a.parquet"), .parquet())
        let plan = """
            sources: {a: {parquet: a.parquet}}
            groups:
              g: {from: a, group_by: [k], features: [i__sum], framework: duckdb}
              h: {from: a, group_by: [s], features: [count]}
            outputs: {o: {features: [g.k, i__sum], to: out.csv}, p: {features: [h.s, count], to: p.csv}}
            """
        let pinned = try run(plan + "\n")
        #expect(pinned.steps.map(\.framework) == [.arrow, .duckdb, .arrow, .arrow, .arrow])
        let other = try run(
            plan.replacing(", framework: duckdb", with: ", framework: arrow") + "\nrun: {frameworks: [duckdb]}\n")
        #expect(other.text == pinned.text)
        #expect(other.steps.contains { $0.label == "group g" && $0.framework == .arrow })
        #expect(other.steps.contains { $0.framework == .duckdb })
    }

    @Test func aPinThatCannotBeKeptSaysWhy() throws {
        try table(rows: 3, seed: 6).write(to: folder.file("a.parquet"), .parquet())
        try folder.write("k,i\n1,2\n", to: "c.csv")
        #expect(
            problem(
                """
                sources:
                  a: {parquet: a.parquet}
                  c: {csv: c.csv, framework: duckdb}
                groups: {g: {from: a, group_by: [k], features: [x__mode], framework: sqlite}}
                outputs: {o: {features: [g.k, x__mode], to: out.csv}, p: {features: [c.i], to: p.csv}}
                """) == """
                    plan.yaml:3:30: error: duckdb cannot do 'read c': what is read there are tables of duckdb and, by duckdb, Parquet files and a CSV file that \
                    one query alone reads, by \
                    columns that mean the same; this is csv c.csv
                    plan.yaml:4:70: error: sqlite cannot do 'group g': sqlite has nothing that is exactly the same
                    """)
    }

    @Test func aPinAgainstTheRunsFrameworksNamesBoth() throws {
        try folder.write("k,i\n1,2\n", to: "c.csv")
        #expect(
            problem(
                """
                sources: {c: {csv: c.csv}}
                groups: {g: {from: c, group_by: [k], features: [i__sum], framework: sqlite}}
                outputs: {o: {features: [g.k, i__sum, {name: i__sum__sum_aggr, framework: duckdb}], to: out.csv}}
                run: {frameworks: [duckdb, arrow]}
                """) == """
                    plan.yaml:2:69: error: 'framework: sqlite' is against 'frameworks: [duckdb, arrow]' at plan.yaml:4:20; add sqlite there, \
                    or take one of the two away
                    """)
        #expect(
            problem(
                """
                sources: {c: {csv: c.csv}}
                outputs:
                  o: {features: [{name: i__sum_aggr, framework: duckdb}], to: out.csv}
                  p: {features: [{name: i__sum_aggr, framework: sqlite}], to: p.csv}
                """) == """
                    plan.yaml:4:49: error: 'framework: sqlite' is against 'framework: duckdb' of the same feature at plan.yaml:3:49; a \
                    feature is computed once, so name one framework
                    """)
        #expect(
            problem(
                """
                sources: {c: {csv: c.csv, framework: duckbd}}
                outputs: {o: {features: [i], to: out.csv}}
                """) == "plan.yaml:1:38: error: there is no framework 'duckbd'; did you mean 'duckdb'?")
    }

    @Test func thePlanSaysWhy() throws {
        let fixture = try fixture("sqlite")
        let plan = try PlanRunner(
            """
            sources: {a: \(fixture.source("table: a"))}
            groups: {g: {from: a, group_by: [k], features: [i__sum]}}
            outputs: {o: {features: [g.k, i__sum, i__sum__qbin_4], to: out.csv}}
            run: {frameworks: [sqlite]}
            """, in: folder.path
        ).plan
        let text = try plan.explained(as: .text)
        #expect(
            text.hasSuffix(
                """

                frameworks
                  s0  sqlite  query g: its data lies there: sqlite data.sqlite table a; else 2 steps in arrow, which would read 2 columns \
                out of the database
                  s1  arrow  i__sum__qbin_4: sqlite has no exact 'binning' of these values

                """), "\(text)")
    }
}
