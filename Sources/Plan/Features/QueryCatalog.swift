/// Where the planner learns in which engine a query runs, and what columns it gives.
package protocol QueryCatalog: Sendable {
    /// The engines that there may be, the preferred one first.
    var engines: [FrameworkName] { get }

    /// Finds an engine; throws why it cannot be used here, and what to do. Blocks while it looks for it.
    func find(_ engine: FrameworkName) throws(PlanError)

    /// The columns of a query's result. Asks the engine, which looks at tables without rows and runs nothing. Blocks.
    ///
    /// - Throws: `QueryProblem` where the query cannot be run over such tables.
    func columns(of query: QuerySketch) throws(QueryProblem) -> [SourceSchema.Column]
}

/// A query, and the tables that it finds.
package struct QuerySketch: Sendable, Hashable {
    package struct Table: Sendable, Hashable {
        package var name: String
        package var columns: [Column]
        package init(name: String, columns: [Column]) {
            self.name = name
            self.columns = columns
        }
    }

    package struct Column: Sendable, Hashable {
        package var name: String
        package var type: DataType
        package init(name: String, type: DataType) {
            self.name = name
            self.type = type
        }
    }

    package var engine: FrameworkName
    package var text: String
    package var tables: [Table]

    package init(engine: FrameworkName, text: String, tables: [Table]) {
        self.engine = engine
        self.text = text
        self.tables = tables
    }
}

/// Why a query cannot be run.
package struct QueryProblem: Error, Sendable, Hashable {
    /// The engine's own words, mostly.
    package var message: String
    /// Where in the text: Unicode scalars from its beginning; nil where the engine does not say.
    package var offset: Int?
    package init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }
}

/// No engine at all.
package struct NoQueries: QueryCatalog {
    package init() {}
    package var engines: [FrameworkName] { [] }

    package func find(_ engine: FrameworkName) throws(PlanError) {
        throw PlanError("there is no SQL engine here")
    }

    package func columns(of query: QuerySketch) throws(QueryProblem) -> [SourceSchema.Column] {
        throw QueryProblem("there is no SQL engine here")
    }
}
