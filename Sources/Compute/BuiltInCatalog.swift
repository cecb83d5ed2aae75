package import Plan

/// The feature groups, aggregates and frameworks of this program, as the planner sees them.
package struct BuiltInCatalog: FeatureCatalog {
    package init() {}

    package var groups: [any FeatureGroupDefinition] { FeatureGroups.all }
    package var frameworks: [FrameworkName] { [.arrow, .rows] + QueryHome.engines }

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
