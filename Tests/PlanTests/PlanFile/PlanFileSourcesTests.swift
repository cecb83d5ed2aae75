import Testing

@testable import Plan

@Suite("Sources of a plan file")
struct PlanFileSourcesTests {
    @Test("Every kind of source decodes, with paths from the plan's folder")
    func kinds() throws {
        let plan = try PlanFileFixture.plan(
            """
            sources:
              a: {csv: data/a.csv}
              b: {json: ./data/b.jsonl}
              c: {parquet: "data/**/*.parquet"}
              d: {arrow: /abs//d.arrow}
              e: {sqlite: ../e.db, table: planes}
              f: {duckdb: f.db, query: select 1}
              g: {postgresql: "postgresql://host/db", table: t}
              h: {adbc: snowflake, uri: "user@account", query: select 2}
            """)
        #expect(
            plan.sources.map(\.origin.value) == [
                .file(.csv, path: "/plans/data/a.csv", written: "data/a.csv"),
                .file(.json, path: "/plans/data/b.jsonl", written: "./data/b.jsonl"),
                .file(.parquet, path: "/plans/data/**/*.parquet", written: "data/**/*.parquet"),
                .file(.arrow, path: "/abs/d.arrow", written: "/abs//d.arrow"),
                .sqlite(path: "/plans/../e.db", written: "../e.db", .table("planes")),
                .duckdb(path: "/plans/f.db", written: "f.db", .query("select 1")),
                .postgresql(uri: "postgresql://host/db", .table("t")),
                .adbc(driver: "snowflake", uri: "user@account", .query("select 2")),
            ])
        #expect(plan.sources.map(\.name.value) == ["a", "b", "c", "d", "e", "f", "g", "h"])
        #expect(plan.sources[4].name.position == PlanFileFixture.at(6, 3))
        #expect(plan.sources[4].origin.position == PlanFileFixture.at(6, 15))
    }

    @Test("Everything a CSV source says is kept")
    func csv() throws {
        let plan = try PlanFileFixture.plan(
            #"""
            sources:
              a:
                csv: a.csv
                delimiter: '\t'
                quote: "'"
                header: [id, 2013, true]
                null_values: [NA, "", null, -999]
                encoding: ISO-8859-1
                types: {id: int64, price: "decimal(10, 2)", at: timestamp}
                columns: [id, price, at]
                framework: duckdb
                order_by: [id, -price, {column: at, descending: true}]
            """#)
        let source = try #require(plan.sources.first)
        #expect(source.csv.delimiter == "\t")
        #expect(source.csv.quote == "'")
        #expect(source.csv.columnNames == ["id", "2013", "true"])
        #expect(source.csv.nullValues == ["NA", "", "null", "-999"])
        #expect(source.csv.encoding == "iso-8859-1")
        #expect(
            source.types.mapValues(\.value) == [
                "id": .int64, "price": .decimal(precision: 10, scale: 2), "at": .timestamp,
            ])
        #expect(source.types["price"]?.position == PlanFileFixture.at(9, 31))
        #expect(source.columns?.map(\.value) == ["id", "price", "at"])
        #expect(source.framework?.value == "duckdb")
        #expect(source.orderBy.map(\.feature.value) == ["id", "price", "at"])
        #expect(source.orderBy.map(\.descending) == [false, true, true])
    }

    @Test("A CSV source that says nothing follows RFC 4180")
    func csvDefaults() throws {
        let source = try #require(try PlanFileFixture.plan("sources: {a: {csv: a.csv, header: true}}").sources.first)
        #expect(source.csv == SourceDeclaration.CSVDialect())
        #expect(source.csv.delimiter == ",")
        #expect(source.csv.quote == "\"")
        #expect(source.csv.columnNames == nil)
        #expect(source.csv.nullValues == [""])
        #expect(source.columns == nil)
    }

    @Test(
        "A source that cannot be is explained",
        arguments: [
            BadPlan(
                "sources: {a: {types: {x: int64}}}",
                "1:14: source 'a' does not say where its data is; give it one of 'csv', 'json', 'parquet', 'arrow', "
                    + "'sqlite', "
                    + "'duckdb', 'postgresql' or 'adbc'"),
            BadPlan(
                "sources: {a: {csv: a, json: b}}",
                "1:23: source 'a' has 'csv' and 'json', which exclude each other; keep one"),
            BadPlan("sources: {a: {csv: [a, b]}}", "1:20: 'csv': expected a path or glob, found a list"),
            BadPlan("sources: {a: {csv: }}", "1:20: 'csv': expected a path or glob, found nothing"),
            BadPlan("sources: {a: {csv: ''}}", "1:20: 'csv': expected a path or glob, found an empty text"),
            BadPlan("sources: {a: {csv: true}}", "1:20: 'csv': expected a path or glob, found true"),
            BadPlan("sources: {a: a.csv}", "1:14: 'a': expected a source (a mapping), found 'a.csv'"),
            BadPlan("sources: [a]", "1:10: 'sources': expected a mapping of names to sources, found a list"),
            BadPlan(
                "sources: {a: {sqlite: a.db}}",
                "1:14: source 'a' lacks 'table' or 'query': what to read of the database"),
            BadPlan(
                "sources: {a: {sqlite: a.db, table: t, query: q}}",
                "1:39: source 'a' has 'table' and 'query', which exclude each other; keep one"),
            BadPlan(
                "sources: {a: {adbc: snow, table: t}}",
                "1:14: source 'a' lacks 'uri': what the driver 'snow' connects to"),
            BadPlan(
                "sources: {a: {parquet: a, delimiter: ;}}",
                "1:27: 'delimiter' does not fit a Parquet source; a Parquet source takes 'parquet', 'types', "
                    + "'columns', "
                    + "'framework' and 'order_by'"),
            BadPlan(
                "sources: {a: {csv: a, delimiter: '::'}}", "1:34: 'delimiter': expected one ASCII character, found '::'"
            ),
            BadPlan(
                "sources: {a: {csv: a, delimiter: é}}", "1:34: 'delimiter': expected one ASCII character, found 'é'"),
            BadPlan(
                "sources: {a: {csv: a, quote: ','}}", "1:14: 'delimiter' and 'quote' are both ','; they must differ"),
            BadPlan(
                "sources: {a: {csv: a, header: false}}",
                "1:31: 'header': expected true, or a list of the column names where the file has none, found false"),
            BadPlan(
                "sources: {a: {csv: a, types: {x: int46}}}",
                "1:34: unknown type 'int46' of column 'x'; did you mean 'int64'?"),
            BadPlan(
                "sources: {a: {csv: a, types: {x: complex}}}",
                "1:34: unknown type 'complex' of column 'x'; known are bool, int32, int64, float32, float64, "
                    + "decimal(p,s), string, "
                    + "binary, date, timestamp"),
            BadPlan(
                "sources: {a: {csv: a, columns: [carrier], types: {carier: string}}}",
                "1:51: 'types' names the column 'carier', which 'columns' leaves out; did you mean 'carrier'?"),
            BadPlan(
                "sources: {a: {csv: a, columns: [x, y, x]}}",
                "1:39: 'columns': 'x' is listed twice; the first is at line 1"),
            BadPlan(
                "sources: {a: {csv: a, columns: []}}",
                "1:23: 'columns' is empty; name the columns, or leave it out for all"),
            BadPlan(
                "sources: {a: {csv: a, colums: [x]}}",
                "1:23: unknown key 'colums' in source 'a'; did you mean 'columns'?"),
            BadPlan("sources: {a: {csv: a, order_by: '-'}}", "1:33: 'order_by': expected a column after '-'"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors(plan.text) == [plan.message])
    }
}
