package import Columnar

extension Table {
    /// With columns of these types, by name; others stay as they are. What a database had no type for is turned back: times that are
    /// stored as texts, bools that are numbers, columns that hold nothing.
    ///
    /// - Throws: `.data` for a value that does not fit, with the column.
    package func conformed(to types: [String: ColumnType]) throws(DatabaseError) -> Table {
        try DatabaseError.columnar { () throws(ColumnarError) in
            var columns: [Column] = []
            for (name, column) in zip(names, self.columns) {
                do throws(ColumnarError) {
                    columns.append(
                        try types[name].map { type throws(ColumnarError) in try column.conformed(to: type) } ?? column)
                } catch {
                    var error = error
                    if error.code == .invalid { error.code = .data }
                    error.context.column = name
                    throw error
                }
            }
            return try Table(names: names, columns: columns, rowCount: rowCount)
        }
    }
}

extension Column {
    fileprivate func conformed(to type: ColumnType) throws(ColumnarError) -> Column {
        // Of a column without values a database may know no type, or give any.
        nullCount == count ? try Column(nulls: count, type: type) : try cast(to: type)
    }
}
