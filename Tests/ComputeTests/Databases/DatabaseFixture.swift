import ADBC
import Columnar
import Compute
import Plan

/// A database in a test's folder, filled by SQL.
struct DatabaseFixture {
    let folder: TestFolder
    let driver: String
    let name: String

    init(_ driver: String, in folder: TestFolder, _ statements: [String]) throws {
        self.folder = folder
        self.driver = driver
        name = "data.\(driver)"
        let connection = try connect()
        for statement in statements { try connection.execute(statement) }
    }

    private func connect() throws -> Connection {
        try Database(Driver.load(driver), [driver == "sqlite" ? "uri" : "path": folder.file(name)]).connect()
    }

    func ingest(_ table: Table, into name: String) throws { try connect().ingest(table, into: name, mode: .create) }

    func query(_ sql: String) throws -> Table { try connect().query(sql) }

    /// The source of a plan that reads it; `rest` is what stands after the database.
    func source(_ rest: String) -> String { "{\(driver): \(name), \(rest)}" }

    /// What a plan of one source `t` writes as CSV, and the plan's runner.
    func csv(_ source: String, _ features: String, _ rest: String = "") throws -> (text: String, runner: PlanRunner) {
        var runner = try PlanRunner(
            "sources: {t: \(self.source(source))}\n\(rest)\noutputs: {o: {features: \(features), to: o.csv}}",
            in: folder.path)
        try runner.run()
        return (try folder.read("o.csv"), runner)
    }

    /// The error of planning or running.
    func problem(_ source: String, _ features: String = "[a]", _ rest: String = "") -> String {
        do {
            _ = try csv(source, features, rest)
            return "none"
        } catch let error as PlanError {
            return error.diagnostics.map(\.description).joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }
}
