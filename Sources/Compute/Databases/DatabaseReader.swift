import ADBC
import Columnar
import Plan

/// A relation of a database that is open for reading, and how its rows are asked for. On one thread at a time; everything blocks.
struct DatabaseReader {
    let source: DatabaseSource
    let columns: [DatabaseColumn]
    /// Of columns of one name the first.
    let columnsByName: [String: DatabaseColumn]
    let relation: DatabaseRelation
    private let connection: Connection

    /// Connects, finds the relation, and learns its columns.
    ///
    /// - Parameter types: those that the plan declares.
    init(_ source: DatabaseSource, types: [String: DataType], _ drivers: DriverLocator) throws(DatabaseError) {
        self.source = source
        connection = try source.connect(drivers)
        relation = try DatabaseRelation(source.relation, connection)
        columns = try DatabaseColumn.all(of: relation, types, connection)
        columnsByName = Dictionary(columns.map { ($0.name, $0) }) { first, _ in first }
        if let unknown = types.keys.sorted().first(where: { columnsByName[$0] == nil }) {
            throw DatabaseError(
                .notFound,
                "`types:` names a column that the table does not have; it has "
                    + columns.map(\.name).joined(separator: ", "), .init(column: unknown))
        }
    }

    var dialect: SQLDialect { connection.dialect }

    subscript(name: String) -> DatabaseColumn? { columnsByName[name] }

    /// Whether the relation's rows have a `rowid`, which grows in the order in which they are read: those of tables in SQLite and DuckDB
    /// do, those of views do not. Blocks.
    var hasRowNumbers: Bool {
        switch dialect {
        case .sqlite:
            // Of a view it would be null.
            let query = "select type from sqlite_master where name = ? and type = 'table'"
            guard relation.isTable, let name = relation.catalogName,
                let found = try? connection.query(query, [.string(name)]), found.rowCount == 1
            else { return false }
            return (try? connection.query("select rowid from \(relation.sql) limit 0")) != nil
        case .duckdb: return (try? connection.query("select rowid from \(relation.sql) limit 0")) != nil
        case .postgresql, .spark, .standard: return false
        }
    }

    /// The rows that fulfil the conditions, in the database's order or by the sort keys: nulls last, NaN greatest, texts by code point.
    ///
    /// - Parameters:
    ///   - conditions: all hold.
    ///   - context: cancels what the database is at.
    func read(
        columns wanted: [String], conditions: [SQLFilter], orderBy: [SortKey], _ context: StepContext
    ) throws -> Table {
        let query = try DatabaseQuery(self, columns: wanted, orderBy: orderBy)
        let interruption = Interruption()
        func rows() throws -> Table {
            if dialect == .sqlite {
                try SQLiteColumns.check(
                    rules(of: query.columns + conditions.map(\.column)), connection, interruption)
            }
            return try connection.query(
                query.sql(from: relation.sql, where: conditions), interruption: interruption)
        }
        func rules(of columns: [DatabaseColumn]) throws(DatabaseError) -> [QueryWork.Rule] {
            var rules: [QueryWork.Rule] = []
            for column in columns {
                if let rule = column.rule(of: relation.sql, try dialect.identifier(column.name)) { rules.append(rule) }
            }
            return rules
        }
        // So that what was checked is what is read.
        return try context.whileCancellable(wake: interruption.cancel) {
            try query.table(dialect == .sqlite ? connection.transaction(rows) : rows())
        }
    }
}

/// The query for some columns of a relation, and the table that its rows make.
private struct DatabaseQuery {
    /// Those wanted, then those only sorted by. In the query they are c0, c1, …, so that no two are named alike.
    let columns: [DatabaseColumn]
    private let wanted: Int
    private let keys: [(column: Int, descending: Bool)]
    private let dialect: SQLDialect

    init(_ reader: DatabaseReader, columns names: [String], orderBy: [SortKey]) throws(ComputeError) {
        var columns: [DatabaseColumn] = []
        func add(_ name: String) throws(ComputeError) {
            guard let column = reader[name] else {
                throw ComputeError(.mismatch, "the table has no such column any more", column: name)
            }
            guard column.type != nil else {
                throw ComputeError(
                    .unsupported,
                    "values of its type are not handled; name the columns to read under `columns:` and leave this one out",
                    column: name)
            }
            columns.append(column)
        }
        for name in names { try add(name) }
        wanted = columns.count
        var keys: [(column: Int, descending: Bool)] = []
        for key in orderBy {
            let index: Int
            if let known = columns.firstIndex(where: { $0.name == key.feature.value }) {
                index = known
            } else {
                try add(key.feature.value)
                index = columns.count - 1
            }
            keys.append((index, key.descending))
        }
        self.columns = columns
        self.keys = keys
        dialect = reader.dialect
    }

    /// Whether the database sorts; it does where it knows each key's values as this program does.
    private var isSortedByDatabase: Bool { keys.allSatisfy { columns[$0.column].isNative } }

    func sql(from relation: String, where conditions: [SQLFilter]) -> String {
        let list = columns.indices.map { "\(columns[$0].selection) as c\($0)" }
        let filter = conditions.isEmpty ? "" : " where " + conditions.map { "(\($0.sql))" }.joined(separator: " and ")
        let order = isSortedByDatabase ? keys.map(term) : []
        guard dialect == .sqlite else {
            // A query of no columns still has rows.
            let rows = "select \((list.isEmpty ? ["1 as c0"] : list).joined(separator: ", ")) from \(relation)\(filter)"
            return order.isEmpty ? rows : "select * from (\(rows)) as o order by \(order.joined(separator: ", "))"
        }
        // The driver takes a column's type from the first rows, where it may be null: so a row with a value of each type goes
        // first. The parts of a `union all` follow one another.
        let first = columns.indices.map { "\(columns[$0].values?.storage.example ?? "0") as c\($0)" }
        let all =
            "select \((["0 as part"] + first).joined(separator: ", ")) union all "
            + "select \((["1"] + list).joined(separator: ", ")) from \(relation)\(filter)"
        return order.isEmpty ? all : "select * from (\(all)) order by part, \(order.joined(separator: ", "))"
    }

    private func term(_ key: (column: Int, descending: Bool)) -> String {
        let collation =
            switch (dialect, columns[key.column].type) {
            case (.postgresql, .string): " collate \"C\""
            case (.sqlite, .string): " collate binary"
            default: ""
            }
        return "c\(key.column)\(collation)\(key.descending ? " desc" : "") nulls last"
    }

    /// What came, with the relation's names and types of this program, in order.
    func table(_ rows: Table) throws -> Table {
        var rows = rows
        if dialect == .sqlite {
            rows = try rows.slice(offset: 1, count: rows.rowCount - 1).dropping(["part"])
        } else if columns.isEmpty {
            return try Table(names: [], columns: [], rowCount: rows.rowCount)
        }
        var table = try Table(names: columns.map(\.name), columns: rows.columns, rowCount: rows.rowCount)
        table = try table.conformed(
            to: Dictionary(columns.compactMap { column in column.type.map { (column.name, $0.columnType) } }) {
                first, _ in first
            })
        if !keys.isEmpty, !isSortedByDatabase {
            table = try table.take(SortedRows.indices(by: keys.map { (table.columns[$0.column], $0.descending) }))
        }
        return try table.selecting(Array(table.names.prefix(wanted)))
    }
}
