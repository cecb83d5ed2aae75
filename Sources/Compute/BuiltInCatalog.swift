package import Plan

/// The feature groups, aggregates and frameworks of this program, as the planner sees them.
package struct BuiltInCatalog: FeatureCatalog {
    private let groupSet: FeatureGroupSet
    package let frameworks: [FrameworkName]

    /// - Parameters:
    ///   - groups: weir's, and the program's own.
    ///   - own: names of the program's own compute frameworks.
    package init(groups: FeatureGroupSet = .builtIn, frameworks own: [FrameworkName] = []) {
        groupSet = groups
        frameworks = [.arrow, .rows] + QueryHome.engines + own
    }

    package var groups: [any FeatureGroupDefinition] { groupSet.all }

    package func aggregate(_ operation: String, of type: DataType?) throws(OptionProblem) -> DataType? {
        guard let aggregate = AggregateFunction(operation) else {
            let hint = NearestName.of(operation, among: aggregateOperations).map { "did you mean '\($0)'?" }
            throw OptionProblem(
                "there is no aggregate '\(operation)'; "
                    + (hint ?? "there are \(aggregateOperations.joined(separator: ", "))"))
        }
        return try aggregate.result(of: type)
    }

    package func isAggregate(_ operation: String) -> Bool { AggregateFunction(operation) != nil }

    /// With two percentiles to stand for all.
    package var aggregateOperations: [String] { AggregateFunction.names + ["p50", "p90"] }
}
