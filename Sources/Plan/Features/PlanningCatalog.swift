/// The columns of a source.
package struct SourceSchema: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var name: String
        /// Nil: a type that features cannot have (a list, say); reading it is an error.
        package var type: DataType?
        package init(name: String, type: DataType?) {
            self.name = name
            self.type = type
        }
    }
    package var columns: [Column]
    package init(columns: [Column]) { self.columns = columns }
}

/// Where the planner learns what sources hold. May read files (a header, a footer, the first MiB), and blocks while it does.
package protocol SourceCatalog: Sendable {
    /// Throws a `PlanError` whose message says what is wrong with the file; the planner adds the source's position where the
    /// error has none.
    func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema
}

/// Where the planner learns which feature groups and compute frameworks there are.
package protocol FeatureCatalog: Sendable {
    /// In the order in which they are asked.
    var groups: [any FeatureGroupDefinition] { get }
    var frameworks: [FrameworkName] { get }
    /// The operations of a group-by's aggregate: `avg`, `p90`; nil where there is none of that name.
    func aggregate(_ operation: String, of type: DataType?) throws(OptionProblem) -> DataType?
    /// Whether there is such an aggregate operation.
    func isAggregate(_ operation: String) -> Bool
    /// Names of the aggregate operations, for messages.
    var aggregateOperations: [String] { get }
}
