import Columnar
import Compute
import Plan
import Testing

/// SQLite types values, not columns.
@Suite("Values of SQLite")
struct SQLiteValueTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("types follow declarations, else the first rows")
    func types() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder,
            [
                "create table t (i integer, v varchar(3), r double, b blob, n numeric(8,2), u, m, z, flag boolean)",
                "insert into t values (1, 'x', 2, x'00ff', 3, 1, 'a', null, 1), (null, null, 2.5, null, 0.25, 2.5, null, null, 0)",
            ])
        let runner = try fixture.csv("table: t", "[i, v, r, n, u, m, z, flag]")
        #expect(runner.text == "i,v,r,n,u,m,z,flag\n1,x,2.0,3.0,1.0,a,,1\n,,2.5,0.25,2.5,,,0\n")
        let types = runner.runner.plan.slots.map { $0.type }
        #expect(types == [.int64, .string, .float64, .float64, .float64, .string, .string, .int64])
    }

    @Test("declared types: texts are parsed, numbers may be texts")
    func declared() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder,
            [
                "create table t (d text, at datetime, flag boolean, price, code integer, n int)",
                "insert into t values ('2020-02-29', '2020-01-01 01:02:03', 1, '1.50', 7, 1), (null, '2020-01-01T00:00:00+01:00', 0, 2, 'x7', null)",
            ])
        let (text, runner) = try fixture.csv(
            "table: t, types: {d: date, at: timestamp, flag: bool, price: \"decimal(6,2)\", code: string, n: int32}, order_by: -at",
            "[d, at, flag, price, code, n]")
        #expect(
            text == """
                d,at,flag,price,code,n
                2020-02-29,2020-01-01T01:02:03Z,true,1.50,7,1
                ,2019-12-31T23:00:00Z,false,2.00,x7,

                """)
        #expect(
            runner.plan.slots.map(\.type) == [
                .date, .timestamp, .bool, .decimal(precision: 6, scale: 2), .string, .int32,
            ])
    }

    @Test("a value of another type is an error that names column and value")
    func misfits() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder,
            [
                "create table t (year integer, name text, r real)",
                "insert into t values (2000, 'a', 1), ('unknown', x'00', 2), (3.5, 'c', 'x')",
            ])
        let year = fixture.problem("table: t", "[year]")
        for part in ["'year'", "'unknown'", "1 more", "int64", "types:"] { #expect(year.contains(part), "\(year)") }
        #expect(fixture.problem("table: t", "[name]").contains("X'00'"))
        #expect(fixture.problem("table: t", "[r]").contains("'x'"))
        #expect(fixture.problem("table: t, types: {name: date}", "[name]") != "none")
        // Of columns that nobody reads nothing is said, and of a filter's something.
        #expect(fixture.problem("table: t, types: {name: binary}", "[t.year]") == year)
        #expect(
            try fixture.csv("table: t, columns: [name, year], types: {year: string}", "[year]").text
                == "year\n2000\nunknown\n3.5\n")
        #expect(fixture.problem("query: \"select rowid as k, year from t\"", "[k]") == "none")
        #expect(
            fixture.problem("query: \"select rowid as k, year from t\"", "[k]", "filters: [{feature: year, min: 1}]")
                .contains("unknown"))
    }

    @Test("values that begin late, and many rows of nulls before them")
    func late() throws {
        let fixture = try DatabaseFixture(
            "sqlite", in: folder,
            [
                "create table t (id integer primary key, v text, w integer)",
                "with recursive r(x) as (select 1 union all select x + 1 from r where x < 100000) insert into t select x, case when x > 90000 then 'v' end, case when x > 95000 then 1 end from r",
            ])
        let (text, runner) = try fixture.csv("table: t", "[id, v, w]", "filters: [{feature: id, min: 89999}]")
        #expect(text.split(separator: "\n").count == 10_003)
        #expect(text.hasSuffix("100000,v,1\n"))
        #expect(runner.previews["o"]?.rowCount == 10_002)
    }
}
