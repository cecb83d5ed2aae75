import Columnar
import Compute
import Plan
import Testing

@Suite("Outputs into tables")
struct DatabaseOutputTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func database(_ driver: String, _ name: String = "out/o.db") -> OutputDeclaration.TableTarget.Database {
        driver == "sqlite"
            ? .sqlite(path: folder.file(name), written: name) : .duckdb(path: folder.file(name), written: name)
    }

    private func data(_ values: [Int64?], _ name: String = "a") throws -> TableData {
        TableData(
            table: try Table([
                (name, Column(int64s: values)), ("b", Column(strings: values.map { $0.map { "\($0)" } })),
            ]))
    }

    private func rows(_ driver: String, _ table: String) throws -> [Int64?] {
        var runner = try PlanRunner(
            "sources: {t: {\(driver): out/o.db, table: \(table), types: {a: int64}}}\noutputs: {o: {features: [a]}}",
            in: folder.path)
        try runner.run()
        return runner.previews["o"]?.rows.map { $0.first.flatMap { $0.flatMap(Int64.init) } } ?? []
    }

    @Test("rows are there once they are committed, and not before", arguments: ["sqlite", "duckdb"])
    func commit(_ driver: String) throws {
        let outputs = DatabaseOutputs()
        #expect(outputs.write(try data([1, nil]), to: .init(database(driver), table: "t", mode: .create)) == nil)
        #expect(outputs.write(try data([7]), to: .init(database(driver), table: "u", mode: .create)) == nil)
        #expect(outputs.commit() == nil)
        #expect(try rows(driver, "t") == [1, nil])
        let more = DatabaseOutputs()
        #expect(more.write(try data([2]), to: .init(database(driver), table: "t", mode: .append)) == nil)
        #expect(more.write(try data([8]), to: .init(database(driver), table: "u", mode: .replace)) == nil)
        more.rollBack()
        #expect(try rows(driver, "t") == [1, nil])
        #expect(try rows(driver, "u") == [7])
        #expect(more.write(try data([2]), to: .init(database(driver), table: "t", mode: .append)) == nil)
        #expect(more.write(try data([8]), to: .init(database(driver), table: "u", mode: .replace)) == nil)
        #expect(more.commit() == nil)
        #expect(try rows(driver, "t") == [1, nil, 2])
        #expect(try rows(driver, "u") == [8])
    }

    @Test("what cannot be written says why", arguments: ["sqlite", "duckdb"])
    func failures(_ driver: String) throws {
        let outputs = DatabaseOutputs()
        #expect(outputs.write(try data([1]), to: .init(database(driver), table: "t", mode: .create)) == nil)
        #expect(outputs.commit() == nil)
        let existing = outputs.write(try data([1]), to: .init(database(driver), table: "t", mode: .create))
        #expect(existing?.contains("t") == true)
        outputs.rollBack()
        #expect(outputs.write(try data([1]), to: .init(database(driver), table: "none", mode: .append)) != nil)
        outputs.rollBack()
        // Columns are matched by name.
        #expect(outputs.write(try data([1], "c"), to: .init(database(driver), table: "t", mode: .append)) != nil)
        outputs.rollBack()
        #expect(try rows(driver, "t") == [1])
        try folder.write("", to: "file")
        let nowhere = outputs.write(try data([1]), to: .init(database(driver, "file/o.db"), table: "t", mode: .create))
        #expect(nowhere?.contains("folder") == true)
    }

    @Test("appended columns are matched by name, others take their defaults", arguments: ["sqlite", "duckdb"])
    func appending(_ driver: String) throws {
        let fixture = try DatabaseFixture(
            driver, in: folder,
            ["create table t (b varchar, n integer default 7, a bigint)", "insert into t values ('x', 1, 1)"])
        let database: OutputDeclaration.TableTarget.Database =
            driver == "sqlite"
            ? .sqlite(path: folder.file(fixture.name), written: "")
            : .duckdb(path: folder.file(fixture.name), written: "")
        let outputs = DatabaseOutputs()
        #expect(outputs.write(try data([5]), to: .init(database, table: "t", mode: .append)) == nil)
        #expect(outputs.commit() == nil)
        #expect(try fixture.csv("table: t, order_by: a", "[a, b, n]").text == "a,b,n\n1,x,1\n5,5,7\n")
    }
}
