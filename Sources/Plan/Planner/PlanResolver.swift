/// Resolves all names of a plan file, and gathers everything that is wrong with them. One planning, one thread.
struct PlanResolver {
    let file: PlanFile
    let catalog: any FeatureCatalog
    let engines: any QueryCatalog
    /// By index into `PlanFile.groups`; an SQL group that is not among them has been complained about.
    let queries: [Int: Planner.Query]
    var features: FeatureResolver
    var resolved = ResolvedPlan()
    var diagnostics: [Diagnostic]
    /// See `Planner.Options`.
    var isStrict = false

    typealias Problem = FeatureResolver.Problem

    /// `only`: the one output that is wanted; all are resolved and checked.
    init(
        _ file: PlanFile, spaces: RowSpaces, catalog: any FeatureCatalog, engines: any QueryCatalog,
        queries: [Int: Planner.Query], frameworks: FrameworkRules, diagnostics: [Diagnostic]
    ) {
        self.file = file
        self.catalog = catalog
        self.engines = engines
        self.queries = queries
        self.features = FeatureResolver(spaces: spaces, plan: file, catalog: catalog, frameworks: frameworks)
        self.diagnostics = diagnostics
    }

    mutating func resolveAll(groupOrder: [SpaceID]) {
        resolved.groups = Array(repeating: nil, count: features.spaces.spaces.count)
        for space in groupOrder { resolveGroup(space) }
        for link in file.links {
            let found = attempt(at: link.position) { resolver throws(Problem) in try resolver.resolve(link) }
            resolved.links.append(found)
        }
        for filter in file.filters {
            if let found = attempt(at: filter.position, { resolver throws(Problem) in try resolver.resolve(filter) }) {
                resolved.filters.append(found)
            }
        }
        for check in file.checks {
            let found = attempt(at: check.position) { resolver throws(Problem) in try resolver.resolve(check, home: nil)
            }
            resolved.checks += found ?? []
        }
        for output in file.outputs { resolve(output) }
    }

    /// Runs `body`; what it throws becomes a diagnostic.
    mutating func attempt<T>(
        at position: SourcePosition, _ body: (inout PlanResolver) throws(Problem) -> T
    ) -> T? {
        do throws(Problem) {
            return try body(&self)
        } catch {
            if !error.isConsequence { diagnostics.append(.error(error.message, at: error.position ?? position)) }
            return nil
        }
    }

    mutating func warn(_ message: String, at position: SourcePosition?) {
        diagnostics.append(.warning(message, at: position))
    }

    mutating func rowNumber(of space: SpaceID) { _ = features.rowNumber(of: space) }
}
