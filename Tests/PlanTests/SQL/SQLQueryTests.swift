import Plan
import Testing

@Suite("What a query reads")
struct SQLQueryTests {
    private func relations(_ text: String, _ dialect: FrameworkName = .duckdb) throws -> [String] {
        try SQLQuery(text, dialect: dialect).relations.map(\.name)
    }

    @Test(
        "tables stand after 'from' and 'join', and after the commas between them",
        arguments: [
            ("select a from t", "t"), ("SELECT a FROM T", "T"),
            ("select a, b from t, u as v, w where c in (d, e)", "t,u,w"),
            ("select * from t join u on t.x = u.x left outer join v using (x)", "t,u,v"),
            ("select * from t natural join u cross join v", "t,u,v"),
            ("select * from t asof join u on t.a >= u.a, v", "t,u,v"),
            ("select a from \"my t\" x", "my t"), ("select a from (select b from t) s", "t"),
            ("select a from ((t join u on true) join v on true), w", "t,u,v,w"),
            ("select (select max(a) from u) from t", "u,t"),
            ("select a from t where exists (select 1 from u where u.a = t.a)", "t,u"),
            ("select a from t where x in (select x from u) order by a, b", "t,u"),
            ("select a from t union all select a from u", "t,u"), ("(select a from t) except (select a from u)", "t,u"),
            ("from t", "t"), ("from t select a, b", "t"),
            ("select * from t, lateral (select * from u where u.a = t.a) l", "t,u"),
            ("select a from t group by a, b having count(*) > 1 limit 5", "t"), ("table t", "t"), ("summarize t", "t"),
            ("select case when a then b else c end from t", "t"), ("select a from t t2, t t3", "t,t"),
        ])
    func tables(text: String, expected: String) throws {
        #expect(try relations(text).joined(separator: ",") == expected)
    }

    @Test(
        "what only looks like a table is none",
        arguments: [
            ("select 'from x' from t -- from y", "t"),
            ("select extract(year from x), trim(both 'a' from y) from t", "t"),
            ("select substring(a from 2 for 3) from t", "t"), ("select a is distinct from b from t", "t"),
            ("select a is not distinct from b from t", "t"), ("select * from generate_series(1, 5) g, t", "t"),
            ("select * from main.u, t", "t"), ("select t.limit, u from t", "t"), ("select a from t order by b, c", "t"),
            ("select sum(a) over (partition by b order by c rows between 1 preceding and current row) from t", "t"),
            ("select a from (values (1, 2), (3, 4)) v, t", "t"), ("select * from 'file.csv', t", "t"),
        ])
    func others(text: String, expected: String) throws {
        #expect(try relations(text).joined(separator: ",") == expected)
    }

    @Test(
        "common table expressions hide what has their name, from where they are in sight",
        arguments: [
            ("with c as (select a from t) select a from c", "t"), ("with c as (select a from c) select a from c", "c"),
            ("with recursive c as (select 1 union all select n + 1 from c) select * from c join t on true", "t"),
            ("with a as (select 1 from t), b as (select 1 from a) select 1 from b, a, u", "t,u"),
            ("with c(x, y) as not materialized (select 1, 2 from t) select 1 from C", "t"),
            ("select 1 from (with c as (select 1 from t) select 1 from c) s, c", "t,c"),
            ("with c as (with d as (select 1 from t) select 1 from d) select 1 from c, d", "t,d"),
        ])
    func commonTables(text: String, expected: String) throws {
        #expect(try relations(text).joined(separator: ",") == expected)
    }

    @Test("a column may be read where its name is anywhere, or where a query takes unnamed ones")
    func columns() throws {
        let plain = try SQLQuery(
            "select Miles, count(*), a * b, \"two words\" from t where 'carrier' = x", dialect: .duckdb)
        #expect(!plain.readsUnnamedColumns)
        #expect(["miles", "a", "b", "x", "two words"].allSatisfy(plain.mayRead))
        #expect(!plain.mayRead("carrier"))
        for text in [
            "select * from t", "select a, * from t", "select t.* from t", "select distinct * from t", "from t",
            "table t",
            "select 1 from t natural join u", "select columns('a.*') from t", "select count(*), max(columns(*)) from t",
            "pivot t on a using sum(b)",
        ] {
            #expect(try SQLQuery(text, dialect: .duckdb).readsUnnamedColumns, "\(text)")
        }
    }

    @Test(
        "only one query is taken",
        arguments: [
            ("select 1; drop table t", "the SQL is one query; a ';' can only stand at its end", 8),
            ("insert into t values (1)", "the SQL is a query, which begins with 'select' or 'with'; found 'insert'", 0),
            ("  attach 'x.db'", "the SQL is a query, which begins with 'select' or 'with'; found 'attach'", 2),
            ("pragma table_info(t)", "the SQL is a query, which begins with 'select' or 'with'; found 'pragma'", 0),
            ("/* nothing */", "the SQL is empty", 0), (";", "the SQL is empty", 0),
        ])
    func refused(text: String, message: String, offset: Int) {
        #expect(throws: SQLProblem(message, at: offset)) { try SQLQuery(text, dialect: .duckdb) }
    }

    @Test("a semicolon and comments after the query are not part of it")
    func trimmed() throws {
        #expect(try SQLQuery("select 1 from t; -- end\n;", dialect: .duckdb).text == "select 1 from t")
    }
}
