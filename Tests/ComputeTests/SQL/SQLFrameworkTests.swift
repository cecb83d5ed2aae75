import Columnar
import Compute
import Plan
import Testing

extension StepRunner {
    /// Answers a query in an engine.
    func answer(
        _ work: QueryWork, _ columns: [Column], _ engine: FrameworkName,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> StepProduct {
        let step = Step(
            id: StepID(0), label: "query", work: .query(work), framework: engine, inputs: [], outputs: [],
            dependencies: [])
        let plan = ExecutionPlan(name: "test", steps: [step], slots: [], datasets: [])
        return try SQLFramework(engine).perform(
            step, inputs: columns.map { FeatureData.column($0) },
            context: StepContext(plan: plan, isCancelled: isCancelled))
    }
}

@Suite("Queries as groups")
struct SQLFrameworkTests {
    static let engines: [FrameworkName] = [.duckdb, .sqlite]

    /// A query over one table `t` of columns by name.
    private func answer(
        _ text: String, _ columns: KeyValuePairs<String, Column>, _ outputs: [String], in engine: FrameworkName,
        types: [DataType?]? = nil, wanted: [Int]? = nil
    ) throws -> StepProduct {
        let planned = zip(outputs, types ?? outputs.map { _ in nil }).map { QueryWork.Output(name: $0, type: $1) }
        let work = QueryWork(
            text: text, tables: [.init(name: "t", columns: columns.map(\.key))], outputs: planned, wanted: wanted)
        return try StepRunner().answer(work, columns.map(\.value), engine)
    }

    @Test("rows are counted, summed and joined", arguments: engines)
    func grouped(engine: FrameworkName) throws {
        let product = try answer(
            "select k, count(*) as n, sum(x) as s from t group by k order by k",
            ["k": Column(strings: ["b", "a", "b", nil]), "x": Column(int64s: [1, 2, nil, 4])], ["k", "n", "s"],
            in: engine)
        let nullsFirst = engine == .sqlite
        #expect(
            try product.texts == [
                nullsFirst ? [nil, "a", "b"] : ["a", "b", nil], nullsFirst ? ["1", "1", "2"] : ["1", "2", "1"],
                nullsFirst ? ["4", "2", "1"] : ["2", "1", "4"],
            ])
        #expect(try product.column(2).type == .int64)
    }

    @Test("two tables are joined", arguments: engines)
    func joined(engine: FrameworkName) throws {
        let work = QueryWork(
            text: "select a.x, b.y from a join \"my b\" b on a.x = b.x order by a.x",
            tables: [.init(name: "a", columns: ["x"]), .init(name: "my b", columns: ["x", "y"])],
            outputs: [.init(name: "x"), .init(name: "y")])
        let product = try StepRunner().answer(
            work, [Column(int64s: [1, 2, 3]), Column(int64s: [3, 1]), Column(strings: ["three", "one 🚲"])], engine)
        #expect(try product.texts == [["1", "3"], ["one 🚲", "three"]])
    }

    @Test("what goes through comes back as it was", arguments: engines)
    func roundTrip(engine: FrameworkName) throws {
        var columns: [(String, Column)] = [
            ("b", try Column(bools: [true, nil, false])), ("i", try Column(int32s: [.min, nil, .max])),
            ("l", try Column(int64s: [.min, nil, .max])), ("f", try Column(doubles: [1.5, nil, -.infinity])),
            ("s", try Column(strings: ["", nil, "it's \"Zürich\" 🚲; drop table t --"])),
            ("y", try Column(binary: [[0, 255], nil, []])), ("d", try Column(dates: [0, nil, -1])),
            ("t", try Column(timestamps: [0, nil, 1_700_000_000_123_456])),
        ]
        if engine == .duckdb {
            columns.append(("c", try Column(decimals: ["1.25", nil, "-99999999.99"], precision: 10, scale: 2)))
            columns.append(("n", try Column(doubles: [.nan, nil, .infinity])))
        }
        let work = QueryWork(
            text: "select * from x", tables: [.init(name: "x", columns: columns.map(\.0))],
            outputs: columns.map { .init(name: $0.0) })
        let product = try StepRunner().answer(work, columns.map(\.1), engine)
        for (index, column) in columns.enumerated() { #expect(try product.column(index) == column.1, "\(column.0)") }
    }

    @Test("SQLite's columns of other names or values stay what SQLite makes of them")
    func sqliteNames() throws {
        let product = try answer(
            "select b + 1 as b, d as other, b as flag from t",
            ["b": Column(bools: [true, false]), "d": Column(dates: [0, 1])], ["b", "other", "flag"], in: .sqlite)
        #expect(try product.texts == [["2", "1"], ["1970-01-01", "1970-01-02"], ["1", "0"]])
    }

    @Test("no rows in, none out, and types that are known", arguments: engines)
    func empty(engine: FrameworkName) throws {
        let product = try answer(
            "select s, count(*) as n from t group by s", ["s": Column(strings: [])], ["s", "n"], in: engine)
        #expect(product.rows == 0)
        #expect(try product.column(0).type == .string)
    }

    @Test("a column of nothing but nulls", arguments: engines)
    func nulls(engine: FrameworkName) throws {
        let product = try answer(
            "select x, x as y from t", ["x": Column(nulls: 2, type: .null)], ["x", "y"], in: engine)
        #expect(try product.texts == [[nil, nil], [nil, nil]])
    }

    @Test("many rows come in order, and only wanted columns are kept", arguments: engines)
    func many(engine: FrameworkName) throws {
        let rows = 300_000
        let product = try answer(
            "select x, x % 7 as m from t", ["x": Column(int64s: (0..<rows).map { Int64($0) })], ["x", "m"], in: engine,
            wanted: [1])
        #expect(product.outputs.count == 1)
        #expect(try product.column(0) == Column(int64s: (0..<rows).map { Int64($0 % 7) }))
        #expect(try product.column(0).chunkCount == 1)
    }

    @Test("what SQLite cannot hold is an error that names table and column")
    func unheld() throws {
        func complaint(_ column: Column) -> ComputeError? {
            #expect(throws: ComputeError.self) { try answer("select v from t", ["v": column], ["v"], in: .sqlite) }
        }
        let nan = complaint(try Column(doubles: [1, .nan]))
        #expect(nan?.column == "t.v")
        #expect(nan?.message.contains("1 of its values are NaN") == true)
        let decimal = complaint(try Column(decimals: ["1.5"], precision: 4, scale: 1))
        #expect(decimal?.message.contains("cast them to float64") == true)
    }

    @Test("a sum beyond int64 is an error that names the column")
    func overflow() throws {
        let error = #expect(throws: ComputeError.self) {
            try answer("select sum(x) as total from t", ["x": Column(int64s: [.max, 1])], ["total"], in: .duckdb)
        }
        #expect(error?.column == "total")
        #expect(error?.code == .arithmetic)
    }

    @Test("a type that features cannot have is an error that names the column")
    func lists() throws {
        let error = #expect(throws: ComputeError.self) {
            try answer("select [x] as l from t", ["x": Column(int64s: [1])], ["l"], in: .duckdb)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("l"))
    }

    @Test("what fails while it runs is told in the engine's words")
    func failing() throws {
        let error = #expect(throws: ComputeError.self) {
            try answer("select s::int as n from t", ["s": Column(strings: ["many"])], ["n"], in: .duckdb)
        }
        #expect(error?.message.contains("many") == true)
    }

    @Test("a query that nobody wants any more is stopped")
    func cancelled() throws {
        let endless = "select count(*) as n from range(100000000) a, range(100000000) b where a.range + b.range = x"
        let work = QueryWork(
            text: endless.replacing("= x", with: "= (select x from t)"), tables: [.init(name: "t", columns: ["x"])],
            outputs: [.init(name: "n")])
        let step = Step(
            id: StepID(0), label: "query", work: .query(work), framework: .duckdb, inputs: [], outputs: [],
            dependencies: [])
        let plan = ExecutionPlan(name: "test", steps: [step], slots: [], datasets: [])
        let observer = Impatient()
        let context = StepContext(.init(plan: plan, runID: "0"), observer: observer)
        #expect(throws: CancellationError.self) {
            try SQLFramework(.duckdb).perform(
                step, inputs: [FeatureData.column(Column(int64s: [-1]))], context: context)
        }
    }
}

/// Wants nothing any more as soon as the step waits.
private final class Impatient: StepObserver {
    func stepLogged(_ line: String) {}
    func stepProgressed(rows: Int) {}
    var isStepCancelled: Bool { false }
    func wakeWhenCancelled(_ wake: (@Sendable () -> Void)?) { wake?() }
}
