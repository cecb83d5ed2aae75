package import Compute
import Lineage
import Plan

/// The engine with what a program adds to it: feature groups, compute frameworks and extenders of its own. A value; a program has one,
/// and uses it for its plans and in the first line of its `main`.
///
///     let engine = try WeirEngine(groups: [Clipping()])
///
///     @main struct Program {
///         static func main() async throws {
///             engine.runWorkerIfAsked()
///             let run = try WeirRun(WeirPlan(path: "plan.yaml", engine: engine))
///             print(await run.run())
///         }
///     }
public struct WeirEngine: Sendable {
    /// With nothing added.
    public static let standard = WeirEngine(parts: EngineParts())

    package let parts: EngineParts

    private init(parts: EngineParts) { self.parts = parts }

    /// - Parameters:
    ///   - groups: over those of weir.
    ///   - frameworks: those that plans may then prefer, or pin features to.
    ///   - extenders: around the steps of every run.
    /// - Throws: where two of a kind have the same name, weir's among them.
    public init(
        groups: [any WeirFeatureGroup] = [], frameworks: [any WeirComputeFramework] = [],
        extenders: [any WeirExtender] = []
    ) throws(WeirError) {
        let own = groups.map { AdaptedFeatureGroup($0) }
        let catalog = BuiltInCatalog()
        var problems: [String] = []
        problems += Self.duplicates(
            own.map(\.documentation.name), of: "a feature group",
            among: FeatureGroups.all.map(\.documentation.name) + RowGroups.all.map(\.name))
        problems += Self.duplicates(
            frameworks.map(\.name), of: "a compute framework", among: catalog.frameworks.map(\.rawValue))
        problems += Self.duplicates(extenders.map(\.name), of: "an extender", among: [])
        guard problems.isEmpty else { throw WeirError(messages: problems) }
        parts = EngineParts(
            groups: FeatureGroupSet(adding: own), frameworks: frameworks.map { AdaptedFramework($0) },
            extenders: extenders.map { AdaptedExtender(extender: $0) })
    }

    private static func duplicates(_ names: [String], of kind: String, among taken: [String]) -> [String] {
        var taken = Set(taken)
        return names.compactMap {
            if $0.isEmpty { return "error: \(kind) needs a name" }
            return taken.insert($0).inserted ? nil : "error: there already is \(kind) '\($0)'; give it another name"
        }
    }

    /// The feature groups that plans of this engine can use: those of weir that add columns, and the program's own.
    public var groupNames: [String] { parts.groups.all.map(\.documentation.name) }

    /// Makes this process a worker, and does not return, if a run of this program has started it as one. A program that runs plans in
    /// mode `processes` calls it first thing in its `main`, before it reads its arguments or has threads: worker processes are this
    /// program, started once more, and have the same groups, frameworks and extenders only if the engine is made alike there.
    public func runWorkerIfAsked() { Engine.serveIfAsked(parts) }
}

/// What a program adds to the engine.
package struct EngineParts: Sendable {
    package var groups: FeatureGroupSet = .builtIn
    package var frameworks: [any FeatureFramework] = []
    package var extenders: [any StepExtender] = []

    package init() {}

    package init(groups: FeatureGroupSet, frameworks: [any FeatureFramework], extenders: [any StepExtender]) {
        self.groups = groups
        self.frameworks = frameworks
        self.extenders = extenders
    }
}

extension EngineParts {
    /// What has steps say which rows they made of which, where the run's request says where to.
    package static let tracingRows = EngineParts(groups: .builtIn, frameworks: [], extenders: [LineageRecorder()])
}
