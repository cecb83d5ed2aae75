/// One unit of work of a plan.
package struct Step: Sendable {
    package var id: StepID
    /// For people: `read flights`, `dep_delay__mean_imputed`, `join flights⟕airlines`, `write routes`.
    package var label: String
    package var work: StepWork
    package var framework: FrameworkName
    /// The framework that the plan file asks for, of the source, group or feature; nil: any that the run prefers.
    package var pin: Located<String>?
    /// What it reads, in the order that `work` documents. A slot may come twice.
    package var inputs: [SlotID]
    /// What it fills, in the order that `work` documents; all in one dataset.
    package var outputs: [SlotID]
    /// The steps that must finish before it, ascending and distinct: the producers of its inputs (direct parents only), and for
    /// a write the checks of its rows.
    package var dependencies: [StepID]
    /// Where the plan file asks for it; nil for what the planner added on its own.
    package var position: SourcePosition?
    package var timeout: Duration?
    package var retries: RetryPolicy?

    package init(
        id: StepID, label: String, work: StepWork, framework: FrameworkName, inputs: [SlotID], outputs: [SlotID],
        dependencies: [StepID], position: SourcePosition? = nil, timeout: Duration? = nil, retries: RetryPolicy? = nil,
        pin: Located<String>? = nil
    ) {
        self.id = id
        self.label = label
        self.work = work
        self.framework = framework
        self.inputs = inputs
        self.outputs = outputs
        self.dependencies = dependencies
        self.position = position
        self.timeout = timeout
        self.retries = retries
        self.pin = pin
    }
}

/// What a step does. `in` and `out` stand for the step's input and output slots.
package indirect enum StepWork: Sendable, Codable {
    /// Reads a source. in: none. out: one slot for each of the first columns of `ReadWork.columns`.
    case read(ReadWork)
    /// A row-preserving feature group adds one feature. in: its input features, then those its options name, as the group's
    /// `requirements` lists them. out: one slot of the same dataset.
    case compute(FeatureCall)
    /// Takes one column, named by its suffix, out of a family. in: the family. out: one slot of the same dataset.
    case pick(suffix: String)
    /// Numbers the rows 0, 1, … in: any slot of the dataset (its length counts). out: one int64 slot of the same dataset.
    case rowNumber
    /// Orders the rows, for all features that look at them in this order. in, out: see `OrderWork`.
    case order(OrderWork)
    /// Keeps the rows for which a predicate is true (null is not). in: the `predicate.references`, then the slots to carry.
    /// out: the carried ones, in a new dataset.
    case filter(ParsedExpression)
    /// One row for each distinct key, in order of first appearance. in: the keys, then the columns that the aggregates name
    /// (each aggregate's `input` is an index into in). out: the keys, then the aggregates.
    case groupBy(keys: Int, aggregates: [AggregateCall])
    /// in, out and acts as `SelectWork` says.
    case select(SelectWork)
    /// Rows of several datasets, one after another. in: part by part, each part with the same columns in the same order.
    /// out: those columns.
    case append(parts: Int, distinct: Bool)
    /// Runs a program. in, out: see `CommandWork`.
    case command(CommandWork)
    /// Runs a query in an SQL engine, which is the step's framework. in, out: see `QueryWork`.
    case query(QueryWork)
    /// Merges two datasets along a link. in, out: see `JoinWork`.
    case join(JoinWork)
    /// Moves slots to another framework. in: the slots. out: the same, in a new dataset of that framework.
    case transform(from: FrameworkName)
    /// Fails the run (or warns) where the rows do not hold a rule. in: see `CheckWork`. out: none.
    case check(CheckWork)
    /// Writes an output, or collects it for the preview. in: one slot for each column of `OutputPlan`. out: none.
    case write(output: Int)
}

extension StepWork {
    /// The kinds of DESIGN: what a user sees beside a step's name.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable { case compute, transform, join, check, write }

    package var kind: Kind {
        switch self {
        case .read, .compute, .pick, .rowNumber, .order, .filter, .groupBy, .select, .append, .command, .query: .compute
        case .join: .join
        case .transform: .transform
        case .check: .check
        case .write: .write
        }
    }
}

package struct ReadWork: Sendable, Codable {
    package var source: SourceDeclaration
    /// The file's names of the columns to read: those of the step's outputs, then those that only `predicate` needs.
    package var columns: [String]
    /// Only rows for which this is true (null is not) are read. Its references are columns, found by name in `columns`.
    package var predicate: ParsedExpression?

    package init(source: SourceDeclaration, columns: [String], predicate: ParsedExpression? = nil) {
        self.source = source
        self.columns = columns
        self.predicate = predicate
    }

    /// The column that a reference of the predicate means, which is its name, or that name as expressions write it, in backticks.
    package func column(of reference: String) -> String {
        columns.contains(reference) ? reference : FeatureName.column(reference[...]).name
    }
}

/// A row-preserving feature, with all that decides its values.
package struct FeatureCall: Sendable, Hashable, Codable {
    /// The feature group's name: `aggregated`, `scaling`, …
    package var group: String
    /// The last segment of the feature's name: `avg_aggr`, `mean_imputed`; empty for an expression.
    package var operation: String
    package var options: [String: OptionValue]
    /// How many of the step's inputs are input features; the rest are those that options name, in the order of the group's
    /// `requirements`.
    package var inputCount: Int

    package init(group: String, operation: String, options: [String: OptionValue] = [:], inputCount: Int) {
        self.group = group
        self.operation = operation
        self.options = options
        self.inputCount = inputCount
    }
}

/// Rows apart by keys, and along others: ascending or descending, nulls last, equals in the order of the rows.
/// in: the keys that keep rows apart, then those that order them. out: one int64 slot of the same dataset: the rows partition after
/// partition, not one value for each row, so it is no column and never goes into another dataset.
package struct OrderWork: Sendable, Codable, Hashable {
    /// How many of the inputs keep rows apart.
    package var partitions: Int
    package var descending: Bool
    package init(partitions: Int, descending: Bool) {
        self.partitions = partitions
        self.descending = descending
    }
}

/// One aggregate of a group-by.
package struct AggregateCall: Sendable, Hashable, Codable {
    /// `avg`, `p90`, `nunique`, …; `count` with no input counts rows.
    package var operation: String
    /// Index into the step's inputs.
    package var input: Int?
    package init(operation: String, input: Int?) {
        self.operation = operation
        self.input = input
    }
}

/// `where`, `distinct`, `sort_by` and `limit`, in that order.
/// in: references of `predicate`, then the sort keys, then the carried slots. out: the carried ones. Rows are distinct by all
/// carried slots.
package struct SelectWork: Sendable, Codable {
    package var predicate: ParsedExpression?
    package var distinct: Bool
    /// True: descending. One for each sort key.
    package var descending: [Bool]
    package var limit: Int?
    package init(predicate: ParsedExpression?, distinct: Bool, descending: [Bool], limit: Int?) {
        self.predicate = predicate
        self.distinct = distinct
        self.descending = descending
        self.limit = limit
    }
}

/// in: `keys` left keys, `keys` right keys, then for as-of the left and the right time, then `leftCarried` slots of the left
/// dataset, then `rightCarried` of the right. out: the carried left slots, the carried right slots, then one slot for each
/// entry of `coalesced` (index of a key: left value, else right value). `semi` and `anti` carry nothing of the right.
/// Null keys match nothing, unless `matchesNulls`, which row numbers use.
package struct JoinWork: Sendable, Codable {
    package var join: LinkDeclaration.Join
    package var keys: Int
    package var asOf: LinkDeclaration.AsOf?
    package var leftCarried: Int
    package var rightCarried: Int
    package var coalesced: [Int]
    package var matchesNulls: Bool

    package init(
        join: LinkDeclaration.Join, keys: Int, asOf: LinkDeclaration.AsOf? = nil, leftCarried: Int, rightCarried: Int,
        coalesced: [Int] = [], matchesNulls: Bool = false
    ) {
        self.join = join
        self.keys = keys
        self.asOf = asOf
        self.leftCarried = leftCarried
        self.rightCarried = rightCarried
        self.coalesced = coalesced
        self.matchesNulls = matchesNulls
    }
}

/// in: references of the predicate, or the one feature of `unique`, or any slot for a row count.
package struct CheckWork: Sendable, Codable {
    package enum Rule: Sendable, Codable {
        /// Every row must give true.
        case predicate(ParsedExpression)
        case unique
        case rowCount(min: Int?, max: Int?)
    }

    /// For people: `speed is not null`.
    package var description: String
    package var rule: Rule
    package var severity: CheckDeclaration.Severity
    package init(description: String, rule: Rule, severity: CheckDeclaration.Severity) {
        self.description = description
        self.rule = rule
        self.severity = severity
    }
}
