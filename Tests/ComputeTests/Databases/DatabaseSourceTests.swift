import ADBC
import Columnar
import Compute
import Plan
import Testing

@Suite("Sources from databases")
struct DatabaseSourceTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func flights(_ driver: String) throws -> DatabaseFixture {
        let fixture = try DatabaseFixture(driver, in: folder, [])
        try fixture.ingest(
            Table([
                ("id", Column(int64s: [1, 2, 3, 4, 5])), ("carrier", Column(strings: ["b", nil, "ä", "a", "B"])),
                ("delay", Column(doubles: [1.5, nil, -3, 0, 20])), ("big", Column(int64s: [.max, .min, nil, 0, 1])),
            ]), into: "flights")
        return fixture
    }

    @Test("a table's columns and rows, in each database", arguments: ["sqlite", "duckdb"])
    func table(_ driver: String) throws {
        let (text, _) = try flights(driver).csv("table: flights, order_by: id", "[carrier, delay, big]")
        #expect(
            text == """
                carrier,delay,big
                b,1.5,9223372036854775807
                ,,-9223372036854775808
                ä,-3.0,
                a,0.0,0
                B,20.0,1

                """)
    }

    @Test("a query is a source too, ended by a semicolon or a comment", arguments: ["sqlite", "duckdb"])
    func query(_ driver: String) throws {
        let flights = try flights(driver)
        for end in ["", ";", " -- all of them", ";  "] {
            let (text, _) = try flights.csv(
                "query: \"select id * 2 as twice, carrier from flights where delay > 0\(end)\", order_by: -twice",
                "[twice, carrier]")
            #expect(text == "twice,carrier\n10,B\n2,b\n")
        }
    }

    @Test(
        "order_by: nulls last either way, texts by code point, ties by the next key", arguments: ["sqlite", "duckdb"])
    func order(_ driver: String) throws {
        let flights = try flights(driver)
        func ids(_ order: String) throws -> String {
            try flights.csv("table: flights, order_by: \(order)", "[id]").text.split(separator: "\n").dropFirst()
                .joined()
        }
        #expect(try ids("carrier") == "54132")
        #expect(try ids("-carrier") == "31452")
        #expect(try ids("[{column: delay, descending: true}]") == "51432")
        #expect(try ids("delay") == "34152")
    }

    @Test("NaN is the greatest, also where the database sorts")
    func orderOfNaN() throws {
        let fixture = try DatabaseFixture("duckdb", in: folder, [])
        try fixture.ingest(
            Table([("id", Column(int64s: [1, 2, 3, 4])), ("x", Column(doubles: [.infinity, .nan, nil, 0]))]), into: "t")
        #expect(try fixture.csv("table: t, order_by: x", "[id]").text == "id\n4\n1\n2\n3\n")
        #expect(try fixture.csv("table: t, order_by: -x", "[id]").text == "id\n2\n1\n4\n3\n")
        // A NaN is no number that is greater than another.
        #expect(try fixture.csv("table: t, order_by: id", "[id]", "filters: [{feature: x, min: 1}]").text == "id\n1\n")
    }

    @Test("filters give the same rows as on a file", arguments: ["sqlite", "duckdb"])
    func filters(_ driver: String) throws {
        let flights = try flights(driver)
        try folder.write("id,carrier,delay\n1,b,1.5\n2,NA,NA\n3,ä,-3\n4,a,0\n5,B,20\n", to: "f.csv")
        for filter in [
            "{feature: delay, min: 0}", "{feature: delay, max: 1.5, max_exclusive: true}",
            "{feature: carrier, equal: b}",
            "{feature: carrier, categorical_inclusion: [a, B, \"it's\"]}", "{feature: carrier, regex: \"[ab]\"}",
            "{feature: id, min: 2, max: 4}", "{feature: carrier, min: a}", "{feature: id, equal: 2}",
        ] {
            let rest = "filters: [\(filter)]"
            let found = try flights.csv("table: flights, order_by: id", "[id]", rest)
            var runner = try PlanRunner(
                "sources: {t: {csv: f.csv, null_values: [NA]}}\n\(rest)\noutputs: {o: {features: [id], to: file.csv}}",
                in: folder.path)
            try runner.run()
            #expect(found.text == (try folder.read("file.csv")), "\(filter)")
        }
    }

    @Test("only the declared columns, with the declared types")
    func columnsAndTypes() throws {
        let fixture = try DatabaseFixture(
            "duckdb", in: folder,
            [
                "create table t (a integer, b varchar, c integer[], d hugeint, e timestamp_ns, f time)",
                "insert into t values (1, '2020-01-01T00:00:00Z', [1], 3, '2020-01-01 00:00:00.000000001', '01:02')",
            ])
        let (text, _) = try fixture.csv("table: t, columns: [b, a, e], types: {a: float64, b: timestamp}", "[a, b, e]")
        #expect(text == "a,b,e\n1.0,2020-01-01T00:00:00Z,2020-01-01T00:00:00Z\n")
        #expect(fixture.problem("table: t", "[c]").contains("'c'"))
        #expect(fixture.problem("table: t, types: {b: int64}", "[b]").contains("2020-01-01T00:00:00Z"))
    }

    @Test("what is not there is named with what is near", arguments: ["sqlite", "duckdb"])
    func missing(_ driver: String) throws {
        let flights = try flights(driver)
        #expect(
            flights.problem("table: fligths").contains("there is no table 'fligths'; did you mean 'flights'?"))
        #expect(flights.problem("table: flights, order_by: carier").contains("did you mean 'carrier'?"))
        #expect(flights.problem("table: flights, columns: [carier]").contains("did you mean 'carrier'?"))
        #expect(flights.problem("table: flights, types: {carier: string}").contains("carier"))
        #expect(flights.problem("query: select nothing from flights").contains("nothing"))
    }

    @Test("a file that is missing, or is no database, says so at its place")
    func files() throws {
        let flights = try flights("sqlite")
        func problem(_ source: String) -> String {
            do {
                _ = try PlanRunner("sources:\n  t: \(source)\noutputs: {o: {features: [a]}}", in: folder.path)
                return "none"
            } catch let error as PlanError {
                return error.diagnostics.map(\.description).joined(separator: "\n")
            } catch {
                return "\(error)"
            }
        }
        #expect(
            problem("{sqlite: data.sqlit, table: t}")
                == "plan.yaml:2:15: error: source 't': there is no file 'data.sqlit'; did you mean 'data.sqlite'?")
        #expect(try !folder.names.contains("data.sqlit"))
        try folder.write("a,b\n1,2\n", to: "f.csv")
        for driver in ["sqlite", "duckdb"] { #expect(problem("{\(driver): f.csv, table: t}").contains("f.csv: ")) }
        let odd = "odd %41?#name .sqlite"
        try folder.copy(flights.name, to: odd)
        var runner = try PlanRunner(
            "sources: {t: {sqlite: '\(odd)', table: flights}}\noutputs: {o: {features: [id], to: o.csv}}",
            in: folder.path)
        try runner.run()
        #expect(try folder.read("o.csv") == "id\n1\n2\n3\n4\n5\n")
    }

    @Test("sources change nothing", arguments: ["sqlite", "duckdb"])
    func readOnly(_ driver: String) throws {
        let flights = try flights(driver)
        for query in [
            "delete from flights", "delete from flights returning id", "drop table flights",
            "select 1 as a; drop table flights",
            "select 1 as a) as q; drop table flights; --", "select 1 as a); drop table flights; --",
            "insert into flights (id) values (1)",
        ] {
            #expect(flights.problem("query: \"\(query)\"") != "none", "\(query)")
        }
        #expect(try flights.query("select count(*) as n from flights").column("n").scalar(at: 0) == .int64(5))
    }

    @Test("a driver that is missing is an error of plans that need it")
    func driver() throws {
        let plan =
            "sources: {t: {sqlite: x.db, table: t}}\nrun: {drivers: {sqlite: nowhere.so}}\noutputs: {o: {features: [a]}}"
        let file = try PlanFileDecoder.decode(text: plan, path: "plan.yaml", folder: folder.path)
        try folder.write("", to: "x.db")
        let catalog = InspectedSources(drivers: .init(paths: file.run.drivers))
        let error = try #require(throws: PlanError.self) {
            try Planner.plan(file, sources: catalog, features: BuiltInCatalog())
        }
        #expect(error.diagnostics.contains { $0.message.contains("nowhere.so") && $0.message.contains("make deps") })
    }
}
