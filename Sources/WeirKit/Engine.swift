package import ADBC
import Columnar
import Compute
import Lineage
package import Plan
package import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where the parts meet: the planner with the catalogs of this program, the runtime with its frameworks and its memory pool.
/// Every call blocks while it reads files; never on Swift's cooperative pool.
package enum Engine {
    /// The user's own defaults.
    package static func configuration() throws(PlanError) -> UserConfiguration {
        var environment: [String: String] = [:]
        for name in ["XDG_CONFIG_HOME", "HOME"] {
            environment[name] = getenv(name).flatMap { String(validatingCString: $0) }
        }
        return try UserConfiguration.load(environment: environment)
    }

    /// Reads a plan file and the columns of its sources, and finds the steps.
    ///
    /// - Parameters:
    ///   - parameters: values for the plan's `params`.
    ///   - only: the one output that is wanted; nil: all.
    ///   - allowsCommands: false: a plan that runs programs is an error.
    ///   - isStrict: true: a type that would be converted is an error.
    ///   - tracesRows: no query takes the place of steps whose rows could be told apart; queries of the plan's own, and frameworks
    ///     that it pins something to, stay.
    ///   - parts: what the program adds to the engine.
    package static func plan(
        _ path: String, parameters: [String: String] = [:], only: String? = nil, allowsCommands: Bool = true,
        isStrict: Bool = false, tracesRows: Bool = false, parts: EngineParts = EngineParts()
    ) throws(PlanError) -> ExecutionPlan {
        let file = try PlanFile.load(path: path, parameters: parameters)
        var options = Planner.Options()
        // The command line has no place in the file; an error stands where outputs begin.
        let outputs = file.outputs.first?.name.position ?? SourcePosition(file: path, line: 1, column: 1)
        options.only = only.map { Located($0, at: outputs) }
        options.allowsCommands = allowsCommands
        options.isStrict = isStrict
        let drivers = DriverLocator(paths: file.run.over(try configuration().runOptions).drivers)
        let engines = EngineCatalog(drivers: drivers)
        let sources = InspectedSources(drivers: drivers, isStrict: isStrict)
        var plan = try Planner.plan(
            file, sources: sources,
            features: BuiltInCatalog(groups: parts.groups, frameworks: parts.frameworks.map(\.name)), queries: engines,
            options: options)
        if tracesRows { plan.run.frameworks = nil }
        return try FrameworkAssignment.apply(to: plan, engines: engines, sources: sources, own: parts.frameworks)
    }

    /// A run of the plan as the plan says, and the user's configuration where the plan says nothing.
    package static func request(
        for plan: ExecutionPlan, configuration: UserConfiguration, parts: EngineParts = EngineParts()
    ) -> RunRequest {
        var plan = plan
        plan.run = plan.run.over(configuration.runOptions)
        var request = RunRequest(plan: plan, frameworks: frameworks(parts), memoryMeter: ArrowMemoryMeter())
        request.sharing = sharing
        return request
    }

    private static func frameworks(_ parts: EngineParts) -> [any ComputeFramework] {
        let own: [any PortableFramework] = [ArrowFramework(groups: parts.groups), RowsFramework()]
        return (own + SQLFramework.all + parts.frameworks).extended(by: parts.extenders)
    }

    /// See `runWorkerIfAsked`.
    package static func serveIfAsked(_ parts: EngineParts = EngineParts()) {
        var parts = parts
        // A run that traces its rows says so with each step.
        parts.extenders.append(LineageRecorder())
        WorkerServer.serveIfAsked(frameworks: frameworks(parts), meter: ArrowMemoryMeter(), connect: dataConnector)
    }

    /// The compute frameworks of this program, and the drivers of databases, installed or not, with those that only this machine has.
    package static func frameworkStatus(
        drivers configured: [String: String]
    ) -> (frameworks: [FrameworkName], drivers: [DriverStatus]) {
        let locator = DriverLocator(paths: configured)
        let names = Set(locator.names).union(DriverStatus.known)
        return (
            BuiltInCatalog().frameworks, names.sorted().map { locator.status($0) }
        )
    }

    /// As this program has loaded it.
    package static var arrowVersion: String { ArrowLibrary.version }

    /// Of every feature group: those that add columns, in the order in which names are matched, then those that make rows.
    package static var groupDocumentation: [GroupDocumentation] {
        FeatureGroups.all.map(\.documentation) + RowGroups.all
    }
}

/// The pool that Arrow allocates every column from, and the memory shared with worker processes. In a run with those hardly anything
/// is in the pool, so that the peaks of both add up well enough.
private struct ArrowMemoryMeter: MemoryMeter {
    var bytesAllocated: Int { MemoryPool.bytesAllocated + SharedMemory.bytesHeld }
    var peakBytes: Int { MemoryPool.maxMemory + SharedMemory.peakBytesHeld }
    func releaseUnused() { MemoryPool.releaseUnused() }
}
