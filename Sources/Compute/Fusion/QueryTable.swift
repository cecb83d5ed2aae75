import ADBC
import Plan

/// A table of a database, as a query reads it where it lies.
struct QueryTable {
    let origin: SourceDeclaration.Origin
    let home: QueryHome
    /// Its place in its database; for a query of PostgreSQL the query itself.
    private let relation: Relation
    /// What tells the place of a row in the table; nil where the engine has nothing of the kind.
    let row: String?
    let orderBy: [SortKey]
    private let columns: [String: DatabaseColumn]

    private enum Relation {
        case path([String])
        case text(String)
    }

    /// Nil where no engine reads it where it lies: it is no table of a database.
    init?(_ source: SourceDeclaration, _ found: DatabaseTable) {
        guard let database = DatabaseSource(source.origin.value) else { return nil }
        switch (source.origin.value, database.relation) {
        case (.sqlite, .table) where database.path != nil: home = QueryHome(engine: .sqlite, server: nil)
        case (.duckdb, .table) where database.path != nil: home = QueryHome(engine: .duckdb, server: nil)
        case (.postgresql(let uri, _), _): home = QueryHome(engine: .postgresql, server: uri)
        default: return nil
        }
        origin = source.origin.value
        relation = found.relation.path.map { .path($0) } ?? .text(found.relation.sql)
        row = found.hasRowNumbers ? "rowid" : nil
        orderBy = source.orderBy
        columns = found.columnsByName
    }

    /// After `from`.
    func sql(in alias: String?) throws(DatabaseError) -> String {
        switch relation {
        case .text(let text): return text
        case .path(let path):
            guard let alias else { return try home.dialect.identifier(path) }
            // SQLite has no schemas; a DuckDB table without one is in `main`.
            let full = home.engine == .duckdb && path.count == 1 ? [alias, "main"] + path : [alias] + path
            return try home.dialect.identifier(full)
        }
    }

    /// A column whose values are just those of features; nil for others.
    func column(_ name: String) -> DatabaseColumn? {
        guard let column = columns[name], column.isNative, column.type != .float32 else { return nil }
        return column
    }
}

extension DatabaseColumn {
    /// What a database does not see to itself: that the column has no value of another type.
    func rule(of relation: String, _ identifier: String) -> QueryWork.Rule? {
        guard let values, let type else { return nil }
        return QueryWork.Rule(
            relation: relation, column: name, type: type, identifier: identifier, misfit: values.misfit(identifier))
    }
}
