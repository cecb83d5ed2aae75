/// The planning side of a row-preserving feature group: its grammar, its options, the types it takes and gives.
/// Values without state; called on any thread.
package protocol FeatureGroupDefinition: Sendable {
    var documentation: GroupDocumentation { get }

    /// Whether `operation`, the last `__` segment of a feature's name, is one of this group's. Must be cheap: it is asked
    /// once for each distinct segment of a plan.
    func match(_ operation: Substring) -> OperationMatch

    /// The features that the options name besides the input features (`partition_by`, `order_by`, …), in the order in which
    /// `calculate` gets them. Also the place to refuse options that do not fit.
    func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement]

    /// What the call yields, given the types of its inputs (input features, then requirements); a nil type is not known until
    /// the run. Throws what no run could compute, such as `upper` of a number.
    func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape

    /// The order in which the call looks at the rows; nil: as they are, or each for itself. The plan has it made once for all features that
    /// name the same, and hands it to `calculate` behind the requirements, unless one of its keys is a family.
    func ordering(of call: FeatureCall) -> RowOrdering?
}

extension FeatureGroupDefinition {
    package func ordering(of call: FeatureCall) -> RowOrdering? { nil }
}

/// What a group says of one segment of a name.
package enum OperationMatch: Sendable, Hashable {
    case no
    case yes(Arity)
    /// The segment has this group's form, but no such operation: `averge_aggr`. `segments` are the valid segments.
    case unknown(segments: [String])
}

/// How many input features an operation takes.
package enum Arity: Sendable, Hashable {
    /// One name, or several joined by `&`.
    case exactly(Int)
    /// One name or more, joined by `,`.
    case atLeast(Int)
}

/// A feature that an option names.
package struct Requirement: Sendable, Hashable {
    package var option: String
    package var feature: String
    package init(option: String, feature: String) {
        self.option = option
        self.feature = feature
    }
}

/// What a feature looks like.
package enum FeatureShape: Sendable, Hashable {
    case column(DataType?)
    /// Several columns named by suffixes that the data decides (`feature~value`).
    case family(DataType?)
}

/// Why a group refuses a call.
package struct OptionProblem: Error, Sendable, Hashable {
    /// The option to blame; nil: the feature itself.
    package var option: String?
    package var message: String
    /// Offset in Unicode scalars into the option's text, where the text has an inside (an expression).
    package var offset: Int?
    package init(option: String? = nil, _ message: String, offset: Int? = nil) {
        self.option = option
        self.message = message
        self.offset = offset
    }
}

/// What `weir groups` prints.
package struct GroupDocumentation: Sendable {
    package struct Option: Sendable {
        package var name: String
        /// `feature`, `list of features`, `number`, `string`, `one of a, b`, …
        package var type: String
        /// Nil: required.
        package var defaultValue: String?
        package var summary: String
        package init(_ name: String, type: String, default defaultValue: String?, _ summary: String) {
            self.name = name
            self.type = type
            self.defaultValue = defaultValue
            self.summary = summary
        }
    }

    /// A worked example; the tests compute it and compare.
    package struct Example: Sendable {
        /// A CSV text of inputs, with a header.
        package var input: String
        /// The feature as a plan would ask for it, in YAML flow form.
        package var feature: String
        /// The CSV text of the result, with a header.
        package var output: String
        package init(input: String, feature: String, output: String) {
            self.input = input
            self.feature = feature
            self.output = output
        }
    }

    /// As plans and messages name the group: `aggregated`.
    package var name: String
    package var title: String
    /// `x__{op}_aggr`
    package var grammar: String
    package var summary: String
    package var operations: [(name: String, summary: String)]
    package var options: [Option]
    /// What nulls do.
    package var nulls: String
    package var frameworks: [FrameworkName]
    package var example: Example

    package init(
        name: String, title: String, grammar: String, summary: String, operations: [(name: String, summary: String)],
        options: [Option], nulls: String, frameworks: [FrameworkName] = [.arrow], example: Example
    ) {
        self.name = name
        self.title = title
        self.grammar = grammar
        self.summary = summary
        self.operations = operations
        self.options = options
        self.nulls = nulls
        self.frameworks = frameworks
        self.example = example
    }
}
