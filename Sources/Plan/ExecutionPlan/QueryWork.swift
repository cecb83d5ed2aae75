/// A query over tables, in an SQL engine of its own that holds nothing else.
/// in: the tables' columns, table by table. out: those of `outputs` that are `wanted`, in their order, in a new dataset.
package struct QueryWork: Sendable, Codable {
    /// What the query finds under a name.
    package struct Table: Sendable, Codable {
        package var name: String
        /// Its columns' names.
        package var columns: [String]
        package init(name: String, columns: [String]) {
            self.name = name
            self.columns = columns
        }
    }

    package struct Output: Sendable, Codable, Hashable {
        package var name: String
        /// Nil where only the run can tell.
        package var type: DataType?
        package init(name: String, type: DataType? = nil) {
            self.name = name
            self.type = type
        }
    }

    package var text: String
    package var tables: [Table]
    /// All the columns that the query gives.
    package var outputs: [Output]
    /// Indices into `outputs`, ascending.
    package var wanted: [Int]
    /// Files that the text names, absolute: all that the query may read beside its tables.
    package var files: [String]

    package init(
        text: String, tables: [Table], outputs: [Output], wanted: [Int]? = nil, files: [String] = []
    ) {
        self.text = text
        self.tables = tables
        self.outputs = outputs
        self.wanted = wanted ?? Array(outputs.indices)
        self.files = files
    }
}
