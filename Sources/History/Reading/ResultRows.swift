import ADBC
import Columnar

/// The rows of a query whose columns are numbers and texts without nulls, column by column.
struct ResultRows {
    let count: Int
    private let columns: [Values]

    private enum Values {
        case numbers([Int64?])
        case texts([String?])
    }

    init(_ sql: String, _ parameters: [Scalar] = [], from connection: Connection) throws {
        let table = try connection.query(sql, parameters)
        count = table.rowCount
        // Without rows, SQLite does not tell the types of columns.
        columns =
            try count == 0
            ? []
            : table.columns.map { column in
                column.type == .int64 ? .numbers(try column.int64s()) : .texts(try column.strings())
            }
    }

    func number(_ column: Int, _ row: Int) -> Int {
        guard case .numbers(let values) = columns[column] else { return 0 }
        return Int(values[row] ?? 0)
    }

    func time(_ column: Int, _ row: Int) -> UInt64 { UInt64(max(0, number(column, row))) }

    func text(_ column: Int, _ row: Int) -> String {
        guard case .texts(let values) = columns[column] else { return "" }
        return values[row] ?? ""
    }
}
