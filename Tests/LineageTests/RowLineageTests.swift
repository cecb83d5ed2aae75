import Columnar
import Lineage
import Plan
import Testing

/// Rows of outputs and the rows of files that they come from. The data carry the numbers of their own rows, so that what comes out can be
/// held against what the lineage says.
@Suite("Lineage of rows", .serialized)
struct RowLineageTests {
    /// `id` is the number of the row, from 0.
    private static let sales = """
        id,town,amount
        0,Bern,5
        1,Basel,
        2,Bern,7
        3,Chur,5
        4,,9
        5,Basel,1
        6,Bern,5

        """
    private static let towns = """
        pid,town,people
        0,Bern,130
        1,Chur,40
        2,Bern,131
        3,Genf,200

        """
    private static let sources = """
        sources:
          sales: {csv: sales.csv}
          towns: {csv: towns.csv}

        """
    private static let frameworks = ["arrow", "rows"]

    private func plan(_ text: String, _ framework: String = "arrow") throws -> TracedPlan {
        try TracedPlan(
            Self.sources + text, ["sales.csv": Self.sales, "towns.csv": Self.towns],
            frameworks: framework == "arrow" ? [] : [framework, "arrow"])
    }

    /// Each row of the output comes from the one row of the source that its own number says, or from none.
    private func expectOwnRows(
        _ plan: TracedPlan, _ id: String = "id", _ source: String = "sales", rows: Int
    ) throws {
        let table = try #require(plan.tables["out"])
        let name = try #require(table.names.first { $0 == id || $0.hasSuffix(".\(id)") })
        let ids = try table.column(name).int64s()
        #expect(ids.count == rows)
        for (row, id) in ids.enumerated() {
            let found = try plan.rows(of: source, behind: "out", name, row: row)
            #expect(found == id.map { .some([Int($0)]) }, "row \(row)")
        }
    }

    @Test("a filter at the source, within the read")
    func read() throws {
        let plan = try plan(
            """
            filters:
              - {feature: amount, min: 5}
            outputs:
              out: {features: [id, amount]}
            """)
        try expectOwnRows(plan, rows: 5)
    }

    @Test("a filter of a derived feature", arguments: frameworks)
    func filter(framework: String) throws {
        let plan = try plan(
            """
            filters:
              - {feature: amount__add_constant, min: 7}
            outputs:
              out: {features: [id, {name: amount__add_constant, options: {constant: 1}}]}
            """.replacing(
                "{feature: amount__add_constant,",
                with: "{feature: {name: amount__add_constant, options: {constant: 1}},"), framework)
        try expectOwnRows(plan, rows: 2)
    }

    @Test("where, sort and limit", arguments: frameworks)
    func select(framework: String) throws {
        let plan = try plan(
            """
            groups:
              top: {from: sales, where: "amount > 1", sort_by: [-amount, town], limit: 4}
            outputs:
              out: {features: [top.id, top.amount]}
            """, framework)
        try expectOwnRows(plan, rows: 4)
    }

    @Test("distinct rows stand for all that are equal", arguments: frameworks)
    func distinct(framework: String) throws {
        let plan = try TracedPlan(
            """
            sources:
              amounts: {csv: sales.csv, columns: [amount]}
            groups:
              kinds: {from: amounts, where: "amount < 9", distinct: true, sort_by: [-amount], limit: 2}
            outputs:
              out: {features: [kinds.amount]}
            """, ["sales.csv": Self.sales], frameworks: framework == "arrow" ? [] : [framework, "arrow"])
        let amounts = try #require(plan.tables["out"]?.columns.first).int64s()
        #expect(amounts == [7, 5])
        #expect(try plan.rows(of: "amounts", behind: "out", "amount", row: 0) == .some([2]))
        #expect(try plan.rows(of: "amounts", behind: "out", "amount", row: 1) == .some([0, 3, 6]))
    }

    @Test("a group's rows are all of its group", arguments: frameworks)
    func groups(framework: String) throws {
        let plan = try plan(
            """
            groups:
              by_town: {from: sales, group_by: [town], features: [id__sum, id__min, count]}
            outputs:
              out: {features: [by_town.town, by_town.id__sum, by_town.count]}
            """, framework)
        let table = try #require(plan.tables["out"])
        let (sums, counts) = try (table.columns[1].int64s(), table.columns[2].int64s())
        #expect(sums.count == 4)
        for row in sums.indices {
            guard case .some(let rows)? = try plan.rows(of: "sales", behind: "out", table.names[1], row: row) else {
                Issue.record("some rows")
                continue
            }
            #expect(Int64(rows.reduce(0, +)) == sums[row])
            #expect(Int64(rows.count) == counts[row])
        }
    }

    @Test("joins of every kind", arguments: ["inner", "left", "right", "outer"], frameworks)
    func joins(kind: String, framework: String) throws {
        let plan = try plan(
            """
            links:
              - {join: \(kind), left: sales, right: towns, on: town}
            outputs:
              out: {features: [id, pid, amount, people]}
            """, framework)
        let rows = ["inner": 7, "left": 10, "right": 8, "outer": 11][kind] ?? 0
        try expectOwnRows(plan, rows: rows)
        try expectOwnRows(plan, "pid", "towns", rows: rows)
    }

    @Test("semi and anti joins keep the left rows", arguments: ["semi", "anti"], frameworks)
    func halves(kind: String, framework: String) throws {
        let plan = try plan(
            """
            links:
              - {join: \(kind), left: sales, right: towns, on: town}
            outputs:
              out: {features: [id, amount], via: [towns]}
            """.replacing(", via: [towns]", with: ""), framework)
        // Whether the link acts on an output that names nothing of the right is the plan's business; the rows must agree.
        let rows = try #require(plan.tables["out"]).rowCount
        try expectOwnRows(plan, rows: rows)
    }

    @Test("an as-of join has the right row that it took")
    func asOf() throws {
        let plan = try TracedPlan(
            """
            sources:
              trades: {csv: trades.csv}
              quotes: {csv: quotes.csv}
            links:
              - {join: asof, left: trades, right: quotes, on: town, time: at, direction: backward}
            outputs:
              out: {features: [id, qid, price]}
            """,
            [
                "trades.csv": "id,town,at\n0,Bern,10\n1,Bern,3\n2,Chur,10\n3,Bern,1\n",
                "quotes.csv": "qid,town,at,price\n0,Bern,9,1.5\n1,Bern,2,2.5\n2,Genf,1,3.5\n3,Bern,9,4.5\n",
            ])
        try expectOwnRows(plan, "id", "trades", rows: 4)
        try expectOwnRows(plan, "qid", "quotes", rows: 4)
        #expect(try plan.tables["out"]?.column("qid").int64s() == [3, 1, nil, nil])
    }

    @Test("append and union", arguments: ["append", "union"], frameworks)
    func append(kind: String, framework: String) throws {
        let plan = try TracedPlan(
            """
            sources:
              a: {csv: a.csv}
              b: {csv: b.csv}
            groups:
              both: {from: [a, b], \(kind): true}
            outputs:
              out: {features: [both.x]}
            """, ["a.csv": "x\n1\n2\n1\n", "b.csv": "x\n2\n3\n"],
            frameworks: framework == "arrow" ? [] : [framework, "arrow"])
        let values = try #require(plan.tables["out"]?.columns.first).int64s()
        let a: [[Int]] = kind == "append" ? [[0], [1], [2], [], []] : [[0, 2], [1], []]
        let b: [[Int]] = kind == "append" ? [[], [], [], [0], [1]] : [[], [0], [1]]
        #expect(values.count == a.count)
        for row in values.indices {
            #expect((try plan.rows(of: "a", behind: "out", "x", row: row) ?? .some([])) == .some(a[row]))
            #expect((try plan.rows(of: "b", behind: "out", "x", row: row) ?? .some([])) == .some(b[row]))
        }
    }

    @Test("several files are told apart")
    func files() throws {
        let plan = try TracedPlan(
            """
            sources:
              parts: {csv: "part*.csv"}
            filters:
              - {feature: x, min: 2}
            outputs:
              out: {features: [x]}
            """, ["part1.csv": "x\n1\n2\n", "part2.csv": "x\n3\n0\n4\n"])
        let places = try (0..<3).map { row -> String in
            let origin = try #require(plan.graph("out", "x", row: row).nodes.last?.origin)
            return (origin.files ?? []).map { "\($0.name) \($0.rows)" }.joined(separator: "; ")
        }
        #expect(places == ["part1.csv row 2", "part2.csv row 1", "part2.csv row 3"])
    }

    @Test("a feature over a partition comes from its rows, one that is fitted from all")
    func reach() throws {
        let plan = try plan(
            """
            outputs:
              out:
                features:
                  - {name: amount__sum_aggr, options: {partition_by: [town]}, as: by_town}
                  - {name: amount__standard_scaled, as: scaled}
                  - {name: next, options: {expression: "amount + 1"}}
            """)
        func amount(_ column: String, row: Int) throws -> RowSet? {
            try plan.graph("out", column, row: row).nodes.first { $0.origin?.column == "amount" }?.rows
        }
        #expect(try amount("by_town", row: 2) == .some([0, 2, 6]))
        #expect(try amount("by_town", row: 4) == .some([4]))
        #expect(try amount("scaled", row: 2) == .all)
        #expect(try amount("next", row: 2) == .some([2]))
    }

    @Test("a row that there is not is an error")
    func noSuchRow() throws {
        let plan = try plan("outputs:\n  out: {features: [sales.town, amount__mean_imputed]}\n")
        let error = #expect(throws: LineageError.self) { try plan.graph("out", "amount__mean_imputed", row: 7) }
        #expect(error?.description == "the output 'out' had 7 rows, so there is no row 8")
    }

    @Test("ranges of rows count from 1")
    func ranges() {
        #expect(RowSet.some([0, 1, 2, 7]).ranges == [1...3, 8...8])
        #expect("\(RowSet.some([0, 1, 2, 7]))" == "rows 1–3, 8")
        #expect("\(RowSet.some([4]))" == "row 5")
        #expect("\(RowSet.some([]))" == "no row")
        #expect("\(RowSet.all)" == "all rows")
        #expect(
            "\(RowSet.some(Array(stride(from: 0, to: 20, by: 2))))" == "rows 1, 3, 5, 7, 9, 11, 13, 15, … (10 rows)")
    }
}
