import Columnar
import Plan

/// What an engine gave, on its way back to columns as features have them.
///
/// DuckDB sums whole numbers into numbers of 128 bits, which come as decimals of 38 digits; here they are int64 again, and what is too
/// large is an error. SQLite knows no bool, date or timestamp: a column of the result that has the name of a column of such a type that
/// went in is of that type again where each of its values can be. Of a column that has no value SQLite tells no type; it is that of the
/// column of its name, or none.
struct SQLResult {
    private let table: Table
    private let engine: FrameworkName
    /// Types of what went in, by name; where tables differ, none.
    private let types: [String: ColumnType]

    var rowCount: Int { table.rowCount }

    /// - Parameter tables: what went in.
    init(of table: Table, engine: FrameworkName, _ tables: [Table]) {
        self.table = table
        self.engine = engine
        var types: [String: ColumnType?] = [:]
        for field in tables.flatMap(\.schema.fields) {
            let known = types[field.name.lowercased()]
            types[field.name.lowercased()] = known == nil || known == .some(field.type) ? field.type : .some(nil)
        }
        self.types = types.compactMapValues(\.self)
    }

    /// The type that a column of the result has; nil where only its values tell.
    static func type(of column: ColumnType, in engine: FrameworkName) -> DataType? {
        if engine == .sqlite { return nil }
        return isWhole(column) ? .int64 : DataType(column)
    }

    /// How DuckDB gives numbers of 128 bits.
    private static func isWhole(_ type: ColumnType) -> Bool { type == .decimal128(precision: 38, scale: 0) }

    /// All columns, of the types that were planned.
    func columns(_ planned: [QueryWork.Output]) throws -> [Column] {
        guard table.names == planned.map(\.name) else {
            throw ComputeError(
                .mismatch,
                "the query gives the columns \(table.names.joined(separator: ", ")), but the plan was made for "
                    + planned.map(\.name).joined(separator: ", "))
        }
        return try zip(planned, table.columns).map { output, column in
            let column = try plain(column, named: output.name)
            guard column.type == .null || DataType(column.type) != nil else {
                throw ComputeError(
                    .unsupported,
                    "the query gives values of the type \(column.type), which features cannot have; cast them",
                    column: output.name)
            }
            guard let type = output.type, column.type != type.columnType else { return column }
            return try column.cast(to: type.columnType)
        }
    }

    private func plain(_ column: Column, named name: String) throws -> Column {
        // Many small pieces, in the engine's memory.
        let column = try column.combined()
        guard engine == .sqlite else { return Self.isWhole(column.type) ? try whole(column, named: name) : column }
        let former = types[name.lowercased()]
        if column.nullCount == column.count { return try Column(nulls: column.count, type: former ?? .null) }
        return former.flatMap { restored(column, to: $0) } ?? column
    }

    private func whole(_ column: Column, named name: String) throws -> Column {
        do throws(ColumnarError) {
            return try column.cast(to: .int64)
        } catch {
            throw ComputeError(
                .arithmetic,
                "a whole number that the query gives is beyond int64; cast it to float64 or to a decimal with a scale",
                column: name)
        }
    }

    /// The column as SQLite stored that type; nil where it is something else now.
    private func restored(_ column: Column, to type: ColumnType) -> Column? {
        switch type {
        case .bool:
            guard column.type == .int64,
                let flags = try? Column(int64s: [0, 1]),
                let isFlag = try? Kernel.column("is_in", [.column(column)], .setLookup(flags)),
                let count = try? isFlag.filter(isFlag).count, count + column.nullCount == column.count
            else { return nil }
            return try? column.cast(to: .bool)
        case .int32 where column.type == .int64: return try? column.cast(to: .int32)
        case .float32 where column.type == .float64: return try? column.cast(to: .float32)
        case .date32 where column.type == .string, .timestamp where column.type == .string:
            return try? column.cast(to: type)
        default: return nil
        }
    }
}
