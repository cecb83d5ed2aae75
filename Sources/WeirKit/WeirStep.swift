import Columnar
import Compute
import Plan

/// A step of a run, as an extender sees it. Valid during the call that got it.
public struct WeirStep: Sendable {
    private let step: Step
    private let context: StepContext
    /// What it reads, in the order in which the work takes it: of a feature its inputs, then what its options name; of a join the keys
    /// of both sides, then what is carried.
    public let inputs: [WeirFeature]

    init(_ step: Step, _ inputs: [any SlotData], _ context: StepContext) {
        self.step = step
        self.context = context
        self.inputs = zip(step.inputs, inputs).map { WeirFeature(name: context.plan[$0].name, data: $1) }
    }

    /// For people: `read flights`, `dep_delay__mean_imputed`, `join flights⟕airlines`.
    public var name: String { step.label }

    /// The feature group's name, or the kind of work: `scaling`, `read`, `filter`, `group_by`, `left`.
    public var group: String { context.plan.groupName(of: step) }

    /// The compute framework that does it.
    public var framework: String { step.framework.rawValue }

    /// Names of the features that it makes.
    public var features: [String] { step.outputs.map { context.plan[$0].name } }

    /// The feature that it computes, with its options; nil for other work.
    public var call: WeirFeatureCall? { if case .compute(let call) = step.work { WeirFeatureCall(call) } else { nil } }

    /// What it does, in one line of words.
    public var summary: String { context.plan.details(of: step) }

    /// Says one line into the step's log. Any thread.
    public func log(_ line: String) { context.log(line) }

    /// Whether nobody wants the step's result any more; what takes long looks at it.
    public var isCancelled: Bool { context.isCancelled() }
}

/// A feature's values over the rows of a step: a column, or several of one feature.
public struct WeirFeature: Sendable {
    public let name: String
    let data: any SlotData

    init(name: String, data: any SlotData) {
        self.name = name
        self.data = data
    }

    public init(name: String, _ column: WeirColumn) { self.init(name: name, data: FeatureData.column(column.column)) }

    public var rows: Int { data.rowCount }

    /// Throws where it is several columns.
    public func column() throws -> WeirColumn {
        guard let feature = try ArrowFramework().features(of: [data]).first else {
            throw ComputeError(.internal, "the feature '\(name)' has no data")
        }
        return WeirColumn(try feature.singleColumn("an extender"))
    }

    /// Its columns with the suffixes of their names; one without a suffix, or several.
    public func columns() throws -> [(suffix: String?, column: WeirColumn)] {
        try ArrowFramework().features(of: [data]).flatMap { feature -> [(suffix: String?, column: WeirColumn)] in
            switch feature {
            case .column(let column): [(nil, WeirColumn(column))]
            case .family(let family): family.members.map { ($0.suffix, WeirColumn($0.column)) }
            }
        }
    }
}

/// What a step made.
public struct WeirStepResult: Sendable {
    /// One for each of `WeirStep.features`, all of `rows` rows. An extender may put other values in their place, of as many rows where the
    /// step adds a feature to rows that are there.
    public var features: [WeirFeature]

    public var rows: Int { features.first?.rows ?? 0 }

    public init(features: [WeirFeature]) { self.features = features }
}
