import Columnar
import Compute
import Plan
import Testing

/// Names and values that would be SQL if they were not quoted, in every place where a plan can put one.
@Suite("No text becomes SQL", .serialized)
struct InjectionTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    static let hostile = [
        "x'; drop table kept; --", "x\"; drop table kept; --", "x`; drop table kept; --", "'", "\"", "''", "\"\"",
        "/* x", "x -- y",
        "x;y", "\\", "\\'; drop table kept; --", "$1", "?1", "') or ('1' = '1", "x\ny", "a.b", "[x]", "%' or 1=1",
    ]

    private func fixture(_ driver: String) throws -> DatabaseFixture {
        let fixture = try DatabaseFixture(
            driver, in: folder, ["create table kept (a bigint)", "insert into kept values (1), (2)"])
        for text in Self.hostile {
            try fixture.ingest(
                Table([(text, Column(int64s: [2, 1])), ("v", Column(strings: [text, "other"]))]), into: text)
        }
        return fixture
    }

    /// As a plan file writes any text.
    private func yaml(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }

    @Test("tables, columns, sort keys and filters of sources", arguments: ["sqlite", "duckdb"])
    func sources(_ driver: String) throws {
        let fixture = try fixture(driver)
        for text in Self.hostile {
            let name = yaml(text)
            let feature = yaml("`\(text)`")
            // A backtick ends a feature's name, so such a column is only reached as one that is kept.
            let wanted = text.contains("`") ? "[v]" : "[v, \(feature)]"
            let (read, runner) = try fixture.csv(
                "table: \(name), columns: [v, \(name)], order_by: [\(name)], types: {\(name): int32}", wanted)
            #expect(runner.previews["o"]?.rowCount == 2, "\(text)")
            #expect(read.contains("other"))
            for filter in ["equal: \(name)", "categorical_inclusion: [\(name)]"] {
                let (_, filtered) = try fixture.csv("table: \(name)", "[v]", "filters: [{feature: v, \(filter)}]")
                #expect(filtered.previews["o"]?.rowCount == 1, "\(text)")
            }
            #expect(fixture.problem("table: \(yaml(text + "x"))").contains("there is no table"))
        }
        #expect(try fixture.query("select count(*) as n from kept").column("n").scalar(at: 0) == .int64(2))
    }

    @Test("tables, columns and values of outputs", arguments: ["sqlite", "duckdb"])
    func outputs(_ driver: String) throws {
        let fixture = try fixture(driver)
        let database: OutputDeclaration.TableTarget.Database =
            driver == "sqlite"
            ? .sqlite(path: folder.file(fixture.name), written: fixture.name)
            : .duckdb(path: folder.file(fixture.name), written: fixture.name)
        for text in Self.hostile {
            for mode in [OutputDeclaration.TableMode.replace, .append] {
                let outputs = DatabaseOutputs()
                let table = TableData(table: try Table([(text, Column(int64s: [1])), ("v", Column(strings: [text]))]))
                #expect(outputs.write(table, to: .init(database, table: text, mode: mode)) == nil, "\(text)")
                #expect(outputs.commit() == nil)
            }
        }
        #expect(try fixture.query("select count(*) as n from kept").column("n").scalar(at: 0) == .int64(2))
        #expect(try fixture.query("select v from \"'\"").column("v").strings() == ["'", "'"])
    }

    @Test("a NUL is refused in each place, with a reason", arguments: ["sqlite", "duckdb"])
    func nul(_ driver: String) throws {
        let fixture = try fixture(driver)
        let nul = "\"a\\0b\""
        for (source, rest) in [
            ("table: \(nul)", ""), ("query: \(nul)", ""), ("table: kept, columns: [\(nul)]", ""),
            ("table: kept, order_by: \(nul)", ""),
        ] {
            #expect(fixture.problem(source, "[a]", rest) != "none", "\(source)")
        }
        #expect(fixture.problem("query: \(nul)").contains("NUL"))
        // A value with a NUL is equal to none that a database has.
        let (_, runner) = try fixture.csv("table: \"'\"", "[v]", "filters: [{feature: v, equal: \(nul)}]")
        #expect(runner.previews["o"]?.rowCount == 0)
        let path = OutputDeclaration.TableTarget.Database.sqlite(path: folder.file("a\0b"), written: "a\0b")
        let table = TableData(table: try Table([("a", Column(int64s: [1]))]))
        let outputs = DatabaseOutputs()
        #expect(outputs.write(table, to: .init(path, table: "t", mode: .create))?.contains("NUL") == true)
        outputs.rollBack()
        #expect(try folder.names == [fixture.name, "o.csv"])
    }
}
