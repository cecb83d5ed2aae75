/// What a run does, step by step. A value: the same plan file over the same source schemas gives the same plan, with the
/// same ids, in the same order.
///
/// Steps read and write *slots*. A slot is one feature's data in one *dataset*; a dataset is one set of rows in one compute
/// framework, and all of its slots have the same number of rows. Nothing is ever changed in place: a step that adds a
/// feature fills a new slot of a dataset, and a step that changes the rows (a filter, a group-by, a join) makes a new
/// dataset. So steps of one dataset never exclude each other, and what a slot holds is needed exactly until the last step
/// that reads it has finished.
package struct ExecutionPlan: Sendable {
    package var name: String
    /// The plan file's path as given; empty for a plan made by a program.
    package var file: String
    /// In plan order, which is a topological order: every dependency stands before its dependents.
    package var steps: ContiguousArray<Step>
    package var slots: ContiguousArray<Slot>
    package var datasets: ContiguousArray<DatasetPlan>
    package var outputs: [OutputPlan]
    package var run: RunOptions
    package var warnings: [Diagnostic]
    /// Why steps are done by their frameworks, where the run names another than Arrow; in plan order.
    package var choices: [FrameworkChoice] = []

    package init(
        name: String, file: String = "", steps: ContiguousArray<Step>, slots: ContiguousArray<Slot>,
        datasets: ContiguousArray<DatasetPlan>, outputs: [OutputPlan] = [], run: RunOptions = RunOptions(),
        warnings: [Diagnostic] = []
    ) {
        self.name = name
        self.file = file
        self.steps = steps
        self.slots = slots
        self.datasets = datasets
        self.outputs = outputs
        self.run = run
        self.warnings = warnings
    }

    package subscript(id: StepID) -> Step { steps[Int(id.index)] }
    package subscript(id: SlotID) -> Slot { slots[Int(id.index)] }
    package subscript(id: DatasetID) -> DatasetPlan { datasets[Int(id.index)] }

    /// Whether a slot holds a value for each row; an order holds none.
    package func hasValues(_ slot: SlotID) -> Bool {
        let producer = Int(self[slot].producer.index)
        guard steps.indices.contains(producer), case .order = steps[producer].work else { return true }
        return false
    }
}

/// One feature's data in one dataset.
package struct Slot: Sendable {
    /// The feature's name within its row space, such as `dep_delay__mean_imputed`; for people, not unique.
    package var name: String
    package var dataset: DatasetID
    /// The step that fills it.
    package var producer: StepID
    /// Nil where only the run can tell (SQL and command groups).
    package var type: DataType?

    package init(name: String, dataset: DatasetID, producer: StepID, type: DataType?) {
        self.name = name
        self.dataset = dataset
        self.producer = producer
        self.type = type
    }
}

/// A set of rows in one compute framework.
package struct DatasetPlan: Sendable {
    /// The row space's name: `flights`, `flights⟕airlines`, `by_route`; a filtered stage of one has a `′` for each filter.
    package var name: String
    package var framework: FrameworkName
    /// The step that makes it.
    package var creator: StepID

    package init(name: String, framework: FrameworkName, creator: StepID) {
        self.name = name
        self.framework = framework
        self.creator = creator
    }
}

/// Why a step is done by its framework.
package struct FrameworkChoice: Sendable, Codable, Hashable {
    package var step: StepID
    package var reason: String
    /// What the work would come to elsewhere.
    package var alternatives: [String]

    package init(step: StepID, reason: String, alternatives: [String] = []) {
        self.step = step
        self.reason = reason
        self.alternatives = alternatives
    }
}

/// The name of a compute framework: `arrow`, `duckdb`, `sqlite`, `postgresql`, `spark`, `rows`.
package struct FrameworkName: Sendable, Hashable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }
    package var description: String { rawValue }
    package static let arrow: FrameworkName = "arrow"
    package static let duckdb: FrameworkName = "duckdb"
    package static let sqlite: FrameworkName = "sqlite"
    package static let postgresql: FrameworkName = "postgresql"
    package static let rows: FrameworkName = "rows"
    package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// One output: the columns it has and the step that writes it (or collects it for the preview).
package struct OutputPlan: Sendable, Codable {
    package var name: String
    package var step: StepID
    /// Column names in the order asked for, one for each input slot of the step; a slot of a family of columns (one-hot)
    /// becomes `name~suffix` columns.
    package var columns: [String]
    package var target: OutputDeclaration.Target?

    package init(name: String, step: StepID, columns: [String], target: OutputDeclaration.Target?) {
        self.name = name
        self.step = step
        self.columns = columns
        self.target = target
    }
}
