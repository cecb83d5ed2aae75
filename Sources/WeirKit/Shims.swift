package import Plan
package enum Planner {
    package struct Options { package init(only: [String]) {} }
    package static func plan(_ f: PlanFile, sources: any SourceCatalog, features: any FeatureCatalog, options: Options) throws(PlanError) -> ExecutionPlan { throw PlanError("no planner") }
}
package struct FileSourceCatalog: SourceCatalog {
    package init() {}
    package func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema { throw PlanError("no") }
}
extension ExecutionPlan {
    package enum Format: String, CaseIterable, Sendable { case text, json, dot }
    package func explain(_ f: Format) -> String { "" }
}
