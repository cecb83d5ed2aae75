internal import CArrow

/// Named columns of one length. Immutable; copies and derived tables share the columns' memory.
package struct Table: Sendable {
    package let names: [String]
    package let columns: [Column]
    /// Also of a table without columns.
    package let rowCount: Int

    /// Throws `.invalid` where lengths differ or a name occurs twice.
    package init(_ columns: [(name: String, column: Column)]) throws(ColumnarError) {
        try self.init(
            names: columns.map(\.name), columns: columns.map(\.column), rowCount: columns.first?.column.count ?? 0)
    }

    package init(names: [String], columns: [Column], rowCount: Int) throws(ColumnarError) {
        guard names.count == columns.count else {
            throw ColumnarError(.invalid, "\(names.count) names for \(columns.count) columns")
        }
        var seen: Set<String> = []
        for (name, column) in zip(names, columns) {
            guard column.count == rowCount else {
                throw ColumnarError(
                    .invalid, "the column has \(column.count) rows instead of \(rowCount)", .init(column: name))
            }
            guard seen.insert(name).inserted else {
                throw ColumnarError(.invalid, "there are two columns of this name", .init(column: name))
            }
        }
        self.names = names
        self.columns = columns
        self.rowCount = rowCount
    }

    package var columnCount: Int { columns.count }
    package var schema: Schema { Schema(zip(names, columns).map { Field($0, $1.type) }) }

    package func index(of name: String) -> Int? { names.firstIndex(of: name) }
    package subscript(name: String) -> Column? { index(of: name).map { columns[$0] } }

    /// The column, or `.notFound`.
    package func column(_ name: String) throws(ColumnarError) -> Column {
        guard let column = self[name] else {
            throw ColumnarError(.notFound, "there is no such column", .init(column: name))
        }
        return column
    }

    // MARK: Columns

    /// These columns, in this order.
    package func selecting(_ names: [String]) throws(ColumnarError) -> Table {
        var selected: [Column] = []
        for name in names { selected.append(try column(name)) }
        return try Table(names: names, columns: selected, rowCount: rowCount)
    }

    /// With the columns after the present ones.
    package func appending(_ columns: [(name: String, column: Column)]) throws(ColumnarError) -> Table {
        let rows = columnCount == 0 && rowCount == 0 ? columns.first?.column.count ?? 0 : rowCount
        return try Table(
            names: names + columns.map(\.name), columns: self.columns + columns.map(\.column), rowCount: rows)
    }

    package func appending(_ name: String, _ column: Column) throws(ColumnarError) -> Table {
        try appending([(name, column)])
    }

    /// With column `name`'s values replaced, in place, or appended where there is none.
    package func setting(_ name: String, _ column: Column) throws(ColumnarError) -> Table {
        guard let index = index(of: name) else { return try appending(name, column) }
        var columns = columns
        columns[index] = column
        return try Table(names: names, columns: columns, rowCount: rowCount)
    }

    /// With new names by old ones; others keep theirs.
    package func renaming(_ new: [String: String]) throws(ColumnarError) -> Table {
        try Table(names: names.map { new[$0] ?? $0 }, columns: columns, rowCount: rowCount)
    }

    package func dropping(_ dropped: Set<String>) throws(ColumnarError) -> Table {
        try selecting(names.filter { !dropped.contains($0) })
    }

    // MARK: Rows

    package func slice(offset: Int, count: Int) throws(ColumnarError) -> Table {
        guard offset >= 0, count >= 0, offset + count <= rowCount else {
            throw ColumnarError(
                .invalid, "rows \(offset)..<\(offset + count) are outside of a table of \(rowCount) rows")
        }
        return try mapping(rowCount: count) { column throws(ColumnarError) in
            try column.slice(offset: offset, count: count)
        }
    }

    /// The rows where `mask` is true; null counts as false.
    package func filter(_ mask: Column) throws(ColumnarError) -> Table {
        guard mask.count == rowCount else {
            throw ColumnarError(.invalid, "a mask of \(mask.count) rows for a table of \(rowCount) rows")
        }
        let kept = try mask.filter(mask).count
        return try mapping(rowCount: kept) { column throws(ColumnarError) in try column.filter(mask) }
    }

    /// The rows at `indices`; a null index gives a row of nulls.
    package func take(_ indices: Column) throws(ColumnarError) -> Table {
        try mapping(rowCount: indices.count) { column throws(ColumnarError) in try column.take(indices) }
    }

    /// The tables' rows one after the other, without a copy. All have the same names and types in the same order.
    package static func concat(_ tables: [Table]) throws(ColumnarError) -> Table {
        guard let first = tables.first else { throw ColumnarError(.invalid, "nothing to concatenate") }
        guard tables.count > 1 else { return first }
        if let other = tables.first(where: { $0.schema != first.schema }) {
            throw ColumnarError(.invalid, "the tables' columns differ: \(first.schema) and \(other.schema)")
        }
        var columns: [Column] = []
        for index in first.columns.indices {
            columns.append(try Column.concat(tables.map { $0.columns[index] }))
        }
        return try Table(
            names: first.names, columns: columns, rowCount: tables.reduce(0) { $0 + $1.rowCount })
    }

    private func mapping(
        rowCount: Int, _ transform: (Column) throws(ColumnarError) -> Column
    ) throws(ColumnarError) -> Table {
        var result: [Column] = []
        result.reserveCapacity(columns.count)
        for column in columns { result.append(try transform(column)) }
        return try Table(names: names, columns: result, rowCount: rowCount)
    }

    // MARK: Memory

    /// The distinct buffers of all columns.
    package var buffers: Set<Column.Buffer> { Set(columns.flatMap(\.buffers)) }

    /// Bytes of the buffers, each counted once even where columns share it.
    package var byteCount: Int { buffers.reduce(0) { $0 + $1.byteCount } }
}

extension Table: Equatable {
    /// The same names, types and values in the same order, however chunked.
    package static func == (left: Table, right: Table) -> Bool {
        left.names == right.names && left.rowCount == right.rowCount && left.columns == right.columns
    }
}

/// A column's name and type.
package struct Field: Sendable, Hashable {
    package var name: String
    package var type: ColumnType

    package init(_ name: String, _ type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// The columns of a table, in order.
package struct Schema: Sendable, Hashable, CustomStringConvertible {
    package var fields: [Field]

    package init(_ fields: [Field]) { self.fields = fields }

    package var names: [String] { fields.map(\.name) }
    package subscript(name: String) -> ColumnType? { fields.first { $0.name == name }?.type }
    package var description: String { fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ") }
}

// MARK: The C border

extension Table {
    /// Takes one reference to a C table.
    init(taking pointer: OpaquePointer) throws(ColumnarError) {
        defer { carrow_table_release(pointer) }
        var names: [String] = []
        var columns: [Column] = []
        for index in 0..<carrow_table_column_count(pointer) {
            names.append(String(cString: carrow_table_name(pointer, index)))
            columns.append(Column(taking: try ColumnarError.make { carrow_table_column(pointer, index, $0) }))
        }
        try self.init(names: names, columns: columns, rowCount: Int(carrow_table_row_count(pointer)))
    }

    /// Calls `body` with a C table of the same columns, alive during the call.
    func withCTable<Result>(
        _ body: (OpaquePointer) throws(ColumnarError) -> Result
    ) throws(ColumnarError) -> Result {
        let pointers = columns.map(\.handle.pointer)
        let table = try ColumnarError.make { error in
            withCStrings(names) { carrow_table_make($0, pointers, pointers.count, Int64(rowCount), error) }
        }
        defer { carrow_table_release(table) }
        return try body(table)
    }

    /// Reads a `struct ArrowArrayStream` of the Arrow C stream interface to its end and releases it, also on failure.
    /// The columns keep the producer's memory alive. Timestamps, dictionaries and so on stay as they come; see
    /// `normalised`.
    package init(importing stream: UnsafeMutableRawPointer) throws(ColumnarError) {
        try self.init(taking: try ColumnarError.make { carrow_stream_import(stream, $0) })
    }

    /// Fills the `struct ArrowArrayStream` at `stream`; whoever reads it must release it.
    package func export(to stream: UnsafeMutableRawPointer) throws(ColumnarError) {
        try withCTable { table throws(ColumnarError) in
            try ColumnarError.check { carrow_stream_export(table, stream, $0) }
        }
    }
}
