import ADBC
import Columnar
import PostgreSQLServers

/// The tables of `ConformanceData` in a PostgreSQL server, a schema for each number of rows.
struct ConformanceServer {
    private let server: PostgreSQLServer

    /// Nil, with the reason printed, where this machine has no server.
    ///
    /// - Parameter folders: with the tables' files, by their rows.
    init?(_ folders: [(rows: Int, folder: TestFolder)]) throws {
        guard let server = try PostgreSQLServer.start(.trust) else { return nil }
        self.server = server
        let connection = try Database(Driver.load("postgresql"), ["uri": server.address]).connect()
        for (rows, folder) in folders {
            let schema = "s\(rows)"
            for statement in [
                "create schema \(schema)",
                """
                create table \(schema).t (id bigint, k bigint, l text, i bigint, big bigint, x float8, y float8, s text, b bool,
                t timestamptz, d date, n int, f real, m numeric(12, 2), p float8)
                """,
                """
                create table \(schema).u (k bigint, ul text, ux float8, uk float8, ut timestamptz, ud date, v bigint, w text)
                """,
            ] { try connection.execute(statement) }
            for name in ["t", "u"] {
                let table = try FileReader(.parquet, pattern: folder.file("\(name).parquet")).read()
                try connection.ingest(table, into: name, in: schema, mode: .append)
            }
        }
    }

    /// The plan over the server's tables in place of the files. They are read in the order of a column that tells their rows apart, where the
    /// plan has it.
    func plan(_ text: String, rows: Int) -> String {
        var text = text
        for (name, key) in [("t", "id"), ("u", "v")] {
            let file = "{parquet: \(name).parquet"
            guard let found = text.firstRange(of: file) else { continue }
            let rest = text[found.upperBound...].prefix { $0 != "}" }
            let isOrdered = rest.isEmpty || rest.contains("[\(key),") || rest.contains(" \(key),")
            text.replace(
                file,
                with: "{postgresql: \"\(server.address)\", table: s\(rows).\(name)"
                    + (isOrdered ? ", order_by: [\(key)]" : ""))
        }
        return text
    }
}
