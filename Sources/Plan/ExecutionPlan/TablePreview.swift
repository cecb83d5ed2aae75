/// The first rows of a table as text, with what is known of its columns; what a user sees of a result.
package struct TablePreview: Sendable, Hashable, Codable {
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        /// As plans write types: `int64`, `timestamp`.
        package var type: String
        package var nullCount: Int
        /// Of the whole column, not only of the rows shown; nil: not asked for.
        package var statistics: ColumnStatistics?
        package init(name: String, type: String, nullCount: Int, statistics: ColumnStatistics? = nil) {
            self.name = name
            self.type = type
            self.nullCount = nullCount
            self.statistics = statistics
        }
    }

    package var columns: [Column]
    /// At most the number of rows asked for; nil: null. Each row has one text for each column.
    package var rows: [[String?]]
    /// Of the whole table.
    package var rowCount: Int

    package init(columns: [Column], rows: [[String?]], rowCount: Int) {
        self.columns = columns
        self.rows = rows
        self.rowCount = rowCount
    }
}
