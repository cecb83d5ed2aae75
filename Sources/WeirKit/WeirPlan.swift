package import Plan

/// A plan file, read, checked, and turned into steps. A value: the same file over the same sources gives the same steps.
public struct WeirPlan: Sendable {
    package let plan: ExecutionPlan
    /// What runs it.
    package let engine: WeirEngine

    /// Reads a plan file and the columns of its sources. Blocks while it reads files: not for Swift's cooperative pool where the
    /// sources are slow.
    ///
    /// - Parameters:
    ///   - path: of the plan file; paths in it start from its folder.
    ///   - parameters: values for what the file declares under `params`.
    ///   - only: the one output that is wanted; nil: all.
    ///   - allowsCommands: false: a plan that runs programs is an error.
    ///   - engine: what the plan may use, and what runs it.
    /// - Throws: every error of the plan at once.
    public init(
        path: String, parameters: [String: String] = [:], only: String? = nil, allowsCommands: Bool = true,
        engine: WeirEngine = .standard
    ) throws(WeirError) {
        self.engine = engine
        do throws(PlanError) {
            plan = try Engine.plan(
                path, parameters: parameters, only: only, allowsCommands: allowsCommands, parts: engine.parts)
        } catch {
            throw WeirError(error)
        }
    }

    public var name: String { plan.name }

    /// What each step does, for people; in an order in which they could run one after another.
    public var steps: [String] { plan.steps.map(\.label) }

    public var outputs: [String] { plan.outputs.map(\.name) }

    /// What is odd about the plan but does not keep it from running.
    public var warnings: [String] { plan.warnings.map(\.description) }
}
