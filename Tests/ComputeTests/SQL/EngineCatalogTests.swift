import ADBC
import Compute
import Plan
import Testing

@Suite("What an SQL engine says of a query before the run")
struct EngineCatalogTests {
    private static let table = QuerySketch.Table(
        name: "trips",
        columns: [
            .init(name: "miles", type: .int64), .init(name: "day", type: .timestamp),
            .init(name: "town", type: .string),
            .init(name: "fine", type: .bool), .init(name: "price", type: .decimal(precision: 10, scale: 2)),
        ])

    private static func sketch(_ text: String, _ engine: FrameworkName) -> QuerySketch {
        var table = table
        if engine == .sqlite { table.columns.removeLast() }
        return QuerySketch(engine: engine, text: text, tables: [table])
    }

    private func columns(_ text: String, _ engine: FrameworkName) throws -> String {
        try EngineCatalog().columns(of: Self.sketch(text, engine)).map {
            "\($0.name) \($0.type?.description ?? "?")"
        }.joined(separator: ", ")
    }

    private func problem(_ text: String, _ engine: FrameworkName) -> QueryProblem? {
        do throws(QueryProblem) {
            _ = try EngineCatalog().columns(of: Self.sketch(text, engine))
            return nil
        } catch {
            return error
        }
    }

    @Test("DuckDB tells columns and types, and sums of whole numbers are int64")
    func types() throws {
        #expect(
            try columns("select * from trips", .duckdb)
                == "miles int64, day timestamp, town string, fine bool, price decimal(10,2)")
        #expect(
            try columns(
                "select sum(miles) as s, count(*) as n, avg(miles) as a, miles::int as i, day::date as d, ['x'] as l from trips",
                .duckdb) == "s int64, n int64, a float64, i int32, d date, l ?")
    }

    @Test("SQLite tells columns, but its values alone have types")
    func sqliteTypes() throws {
        #expect(try columns("select town, sum(miles) as s from trips group by town", .sqlite) == "town ?, s ?")
    }

    @Test("a query is not run, however long it would take")
    func notRun() throws {
        #expect(try columns("select count(*) as n from range(1000000000000)", .duckdb) == "n int64")
    }

    @Test(
        "what is wrong is told in the engine's words, at its place",
        arguments: [
            (FrameworkName.duckdb, "select mles from trips", "Binder Error: Referenced column \"mles\"", 7),
            (.duckdb, "select miles\nfrom trips\nwhere  nope = 3", "Binder Error: Referenced column \"nope\"", 31),
            (.duckdb, "select 'é' as x, summ(miles) from trips", "Catalog Error: Scalar Function with name summ", 17),
            (.duckdb, "select miles fro trips", "Parser Error: syntax error at or near \"trips\"", 17),
            (
                .duckdb,
                "select 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' as x, nope, "
                    + "'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' as y from trips",
                "Binder Error: Referenced column \"nope\"", 97
            ),
            (.sqlite, "select mles from trips", "no such column: mles", 7),
            (.sqlite, "select summ(miles) from trips", "no such function: summ", 7),
            (.sqlite, "select miles fro trips", "near \"trips\": syntax error", 17),
            (.sqlite, "select t.mles from trips t", "no such column: t.mles", 9),
        ])
    func problems(engine: FrameworkName, text: String, message: String, offset: Int) throws {
        let problem = try #require(self.problem(text, engine))
        #expect(problem.message.hasPrefix(message), "\(problem.message)")
        #expect(!problem.message.contains("\n"))
        #expect(problem.offset == offset)
    }

    @Test(
        "no file is opened, no extension loaded, and nothing of the process told",
        arguments: [
            (FrameworkName.duckdb, "select * from read_csv('/etc/passwd')"),
            (.duckdb, "select * from '/etc/passwd'"), (.duckdb, "select * from read_text('/etc/passwd')"),
            (.duckdb, "select * from glob('/etc/*')"),
            (.duckdb, "select * from read_parquet('https://example.com/x.parquet')"),
            (.duckdb, "select getenv('HOME')"), (.duckdb, "select * from sqlite_scan('x.db', 't')"),
            (.sqlite, "select load_extension('x')"), (.sqlite, "select readfile('/etc/passwd')"),
            (.sqlite, "select writefile('x', 'y')"), (.sqlite, "select * from fsdir('/etc')"),
        ])
    func confined(engine: FrameworkName, text: String) throws {
        do {
            _ = try EngineCatalog().columns(of: Self.sketch(text, engine))
            // What the engine lets pass while it looks, it must refuse when it runs.
            let runner = StepRunner(outputNames: [])
            let work = QueryWork(text: text, tables: [], outputs: [])
            #expect(throws: ComputeError.self) { try runner.answer(work, [], engine) }
        } catch {
            #expect(!"\(error)".contains("root:"))
        }
    }

    @Test("a driver that is not there is an error with what to do")
    func missingDriver() {
        let elsewhere = EngineCatalog(drivers: DriverLocator(paths: ["duckdb": "/no/such/driver.so"]))
        let error = #expect(throws: PlanError.self) { try elsewhere.find(.duckdb) }
        #expect(error.map { "\($0)" }?.contains("`make deps` lays it out") == true)
        #expect(throws: Never.self) { try EngineCatalog().find(.sqlite) }
    }
}
