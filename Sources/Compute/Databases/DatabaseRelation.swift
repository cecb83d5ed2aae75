import ADBC
import Columnar
import Plan

/// What stands after `from`.
struct DatabaseRelation {
    /// Quoted, and named `q` where it is a query.
    let sql: String
    let isTable: Bool
    /// The table's own name, or the query's name in a view, where SQLite's catalogue has it; nil elsewhere.
    let catalogName: String?
    /// The table's place in its database; nil for a query.
    let path: [String]?

    /// Finds a table, or takes a query, which must be one: what is no query cannot stand in another's place. Blocks.
    ///
    /// - Throws: `.notFound` with the nearest name, or what the database says of the query.
    init(_ relation: SourceDeclaration.Relation, _ connection: Connection) throws(DatabaseError) {
        switch relation {
        case .table(let name):
            let path = try DatabaseTables(connection).find(name)
            sql = try connection.dialect.identifier(path)
            catalogName = path.last
            self.path = path
            isTable = true
        case .query(let query):
            let query = Self.trimmed(query)
            isTable = false
            path = nil
            if connection.dialect == .sqlite {
                try SQLiteQuery.check(query)
                // A view has columns that the catalogue tells of; it is this connection's own.
                try connection.execute("create temp view weir_query as select * from (\(query)\n)")
                sql = "temp.weir_query"
                catalogName = "weir_query"
            } else {
                sql = "(\(query)\n) as q"
                catalogName = nil
            }
        }
    }

    /// Without the `;` that ends it.
    private static func trimmed(_ query: String) -> String {
        var rest = query[...]
        while let last = rest.last, last == ";" || last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

/// The tables and views of a database, by name.
struct DatabaseTables {
    private struct Entry {
        var schema: String
        var name: String
        /// Found without its schema.
        var isVisible: Bool
    }

    /// Nil where this program does not know how to ask.
    private let entries: [Entry]?
    private let schemas: Set<String>
    private let isCaseSensitive: Bool

    init(_ connection: Connection) throws(DatabaseError) {
        isCaseSensitive = connection.dialect == .postgresql
        let query: String
        switch connection.dialect {
        case .sqlite:
            query = """
                select 'main' as s, name as n, 1 as v from sqlite_master
                where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name
                """
        case .duckdb:
            query = """
                select table_schema as s, table_name as n, cast(table_schema = current_schema() as bigint) as v
                from information_schema.tables where table_catalog = current_database() order by s, n
                """
        case .postgresql:
            query = """
                select n.nspname::text as s, c.relname::text as n, pg_catalog.pg_table_is_visible(c.oid)::int::int8 as v
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'v', 'm', 'f', 'p') and n.nspname <> 'pg_catalog'
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_toast%' order by 1, 2
                """
        case .spark, .standard:
            entries = nil
            schemas = []
            return
        }
        let table = try connection.query(query)
        var found: [Entry] = []
        for row in 0..<table.rowCount {
            guard let schema = table.text(row, 0), let name = table.text(row, 1),
                case .int64(let visible)? = try? table.columns[2].scalar(at: row)
            else { continue }
            found.append(Entry(schema: schema, name: name, isVisible: visible != 0))
        }
        entries = found
        schemas = try Self.schemas(connection)
    }

    private static func schemas(_ connection: Connection) throws(DatabaseError) -> Set<String> {
        let query: String
        switch connection.dialect {
        case .duckdb:
            query = "select schema_name from information_schema.schemata where catalog_name = current_database()"
        case .postgresql: query = "select nspname::text from pg_catalog.pg_namespace"
        case .sqlite, .spark, .standard: return []
        }
        let table = try connection.query(query)
        return Set((0..<table.rowCount).compactMap { table.text($0, 0) })
    }

    /// The path to a table: by its name, else by `schema.name`.
    func find(_ name: String) throws(DatabaseError) -> [String] {
        guard let entries else { return name.split(separator: ".").map(String.init) }
        func isSame(_ left: String, _ right: String) -> Bool {
            left == right || !isCaseSensitive && left.lowercased() == right.lowercased()
        }
        let visible = entries.filter(\.isVisible)
        if let exact = visible.first(where: { $0.name == name }) ?? visible.first(where: { isSame($0.name, name) }) {
            return [exact.name]
        }
        if let other = entries.first(where: { isSame("\($0.schema).\($0.name)", name) }) {
            return [other.schema, other.name]
        }
        let names = entries.map { $0.isVisible ? $0.name : "\($0.schema).\($0.name)" }
        let hint = NearestName.hint(name, among: names)
        let listed = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        throw DatabaseError(
            .notFound,
            "there is no table '\(name)'"
                + (hint.isEmpty ? names.isEmpty ? "; the database has none" : "; there are \(listed)" : hint))
    }

    /// Where a table of this name is, or is to be: within a schema only where there is no table of the name, and a schema of what
    /// stands before its first dot.
    func place(_ name: String) throws(DatabaseError) -> (schema: String?, name: String) {
        let isThere = entries?.contains { $0.isVisible && $0.name == name } ?? false
        guard !isThere, let dot = name.firstIndex(of: ".") else { return (nil, name) }
        let schema = String(name[..<dot])
        let rest = String(name[name.index(after: dot)...])
        return schemas.contains(schema) && !rest.isEmpty ? (schema, rest) : (nil, name)
    }
}
