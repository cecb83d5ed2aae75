import Plan

/// A column as its values, row by row.
struct RowColumn: Sendable {
    /// Nil: every value is null, and of no type.
    var type: DataType?
    var values: [RowValue]

    init(_ type: DataType?, _ values: [RowValue]) {
        self.type = type
        self.values = values
    }

    var count: Int { values.count }

    subscript(row: Int) -> RowValue { values[row] }

    /// The values of `rows`, in that order; nil gives null.
    func taking(_ rows: [Int?]) -> RowColumn { RowColumn(type, rows.map { row in row.map { values[$0] } ?? .null }) }

    /// The same values as another type that holds them all.
    func converted(to target: DataType?, exactly: Bool = false) throws(RowProblem) -> RowColumn {
        guard let target, type != target else { return self }
        var converted: [RowValue] = []
        converted.reserveCapacity(count)
        for value in values { converted.append(try value.converted(to: target, exactly: exactly)) }
        return RowColumn(target, converted)
    }
}

/// One feature's values: a column, or a family of columns that suffixes name.
enum RowFeature: Sendable {
    case column(RowColumn)
    /// Of `rows` rows, also where there is no column.
    case family(suffixes: [String], [RowColumn], rows: Int)

    var rowCount: Int {
        switch self {
        case .column(let column): column.count
        case .family(_, _, let rows): rows
        }
    }

    var columns: [RowColumn] {
        switch self {
        case .column(let column): [column]
        case .family(_, let columns, _): columns
        }
    }

    /// The same with every column replaced; `rows` is the new number of rows.
    func map(rows: Int, _ transform: (RowColumn) throws -> RowColumn) rethrows -> RowFeature {
        switch self {
        case .column(let column): .column(try transform(column))
        case .family(let suffixes, let columns, _): .family(suffixes: suffixes, try columns.map(transform), rows: rows)
        }
    }

    /// The values of `rows`, in that order; nil gives null.
    func taking(_ rows: [Int?]) -> RowFeature { map(rows: rows.count) { $0.taking(rows) } }

    /// The column, for work that has no meaning for several; `use` says what the work is.
    func singleColumn(_ use: String) throws(ComputeError) -> RowColumn {
        switch self {
        case .column(let column): return column
        case .family(let suffixes, _, _):
            let names = suffixes.prefix(3).map { "~\($0)" }.joined(separator: ", ")
            throw ComputeError(
                .mismatch,
                "\(use) takes one column, but this feature is a family of \(suffixes.count) columns (\(names)"
                    + (suffixes.count > 3 ? ", …)" : ")"))
        }
    }
}
