/// A query over tables: in an SQL engine of its own, which holds them and the databases that it is given to read, or in the server that
/// all of it lies in.
/// in: the columns of the tables that are not read from files, table by table. out: those of `outputs` that are `wanted`, in their order,
/// in a new dataset.
package struct QueryWork: Sendable, Codable {
    /// What the query finds under a name.
    package struct Table: Sendable, Codable {
        package var name: String
        /// Its columns' names.
        package var columns: [String]
        /// The file that its rows are read from; nil: they are the step's inputs.
        package var file: File?
        package init(name: String, columns: [String], file: File? = nil) {
            self.name = name
            self.columns = columns
            self.file = file
        }
    }

    /// A file whose rows go into the engine as they are read, so that they are never all held beside it.
    package struct File: Sendable, Codable {
        package var source: SourceDeclaration
        /// Absolute.
        package var path: String
        /// As the file calls them; the table calls them by names of its own.
        package var columns: [String]
        package init(source: SourceDeclaration, path: String, columns: [String]) {
            self.source = source
            self.path = path
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

    /// A database that the query reads itself.
    package struct Database: Sendable, Codable, Hashable {
        /// What the text calls it; nil for the server that the query runs in.
        package var alias: String?
        package var origin: SourceDeclaration.Origin
        package init(alias: String?, origin: SourceDeclaration.Origin) {
            self.alias = alias
            self.origin = origin
        }
    }

    /// What must hold for the values of a column in a database whose columns may hold values of any type.
    package struct Rule: Sendable, Codable, Hashable {
        /// As the text has it.
        package var relation: String
        package var column: String
        package var type: DataType
        /// The column, as the text has it.
        package var identifier: String
        /// True for a value that the column may not have.
        package var misfit: String
        package init(relation: String, column: String, type: DataType, identifier: String, misfit: String) {
            self.relation = relation
            self.column = column
            self.type = type
            self.identifier = identifier
            self.misfit = misfit
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
    /// Databases that it reads, beside its tables.
    package var databases: [Database] = []
    /// Looked at before the query, with the query in one transaction.
    package var rules: [Rule] = []
    /// Whether the first row is no row of the result: it has a value in each column, from which a driver that knows types of values
    /// only takes those of the columns.
    package var hasExample = false

    /// All that rows come from: the files that the text names, and those of the tables. Absolute.
    package var sourceFiles: [String] { files + tables.compactMap(\.file?.path) }

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
