package import Columnar

extension SQLDialect {
    /// A table as the database can take it: what has no type there becomes what it is stored as. In SQLite a bool is 0 or 1, a date
    /// is `YYYY-MM-DD` and a timestamp `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, always of one length, so that texts sort as times.
    ///
    /// - Throws: `.unsupported` for a value that the database cannot hold, with the column.
    package func storable(_ table: Table) throws(DatabaseError) -> Table {
        try DatabaseError.columnar { () throws(ColumnarError) in
            var columns: [Column] = []
            for (name, column) in zip(table.names, table.columns) {
                do throws(ColumnarError) {
                    columns.append(try storable(column))
                } catch {
                    var error = error
                    error.context.column = name
                    throw error
                }
            }
            return try Table(names: table.names, columns: columns, rowCount: table.rowCount)
        }
    }

    private func storable(_ column: Column) throws(ColumnarError) -> Column {
        switch (self, column.type) {
        case (_, .null):
            // No database has a column of nothing.
            return try Column(nulls: column.count, type: .string)
        case (.sqlite, .date32), (.sqlite, .timestamp): return try Self.sqliteText(column)
        case (.sqlite, .bool): return try column.cast(to: .int64)
        case (.sqlite, .float32), (.sqlite, .float64):
            let isNaN = try Kernel.column("is_nan", column)
            let count = try isNaN.filter(isNaN).count
            guard count == 0 else {
                throw ColumnarError(
                    .unsupported,
                    "\(count) of its values are NaN, which SQLite cannot hold; replace them, or use another database")
            }
            return column
        case (.sqlite, .decimal128):
            throw ColumnarError(
                .unsupported,
                "SQLite cannot hold values of the type \(column.type); cast them to float64, int64 or string")
        default: return column
        }
    }

    /// Dates and timestamps as SQLite has them.
    static func sqliteText(_ times: Column) throws(ColumnarError) -> Column {
        guard times.type.isTimestamp else { return try times.cast(to: .string) }
        // Without a zone it is written out in full.
        return try times.cast(to: .utcTimestamp).cast(to: .timestamp(.microsecond, zone: nil)).cast(to: .string)
    }
}
