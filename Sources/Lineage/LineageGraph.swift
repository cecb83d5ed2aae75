package import Plan

/// Where an output's feature comes from: the features it was made of, back to the columns of sources. A value.
package struct LineageGraph: Sendable {
    /// What one feature is to another that it went into.
    package enum Role: String, Sendable, Codable {
        /// Its values became values.
        case value
        /// It decided which rows there are: a filter's condition.
        case condition
        /// It decided which rows came together: keys of joins and groups.
        case key
        /// It decided the order of rows.
        case order
        /// An option of the feature names it.
        case option
    }

    /// A feature as one step made it.
    package struct Node: Sendable {
        package var slot: SlotID
        package var step: StepID
        package var feature: String
        /// Rows of it that the output's rows come from; nil where only features were asked for.
        package var rows: RowSet?
        /// Where it is a column of a source.
        package var origin: Origin?
        package var inputs: [Edge] = []
    }

    package struct Edge: Sendable, Hashable {
        package var slot: SlotID
        package var role: Role
    }

    /// A column of a source, and the rows of its files.
    package struct Origin: Sendable {
        package var source: String
        package var column: String
        /// Kind and place, as the plan says them.
        package var place: String
        /// Nil where only features were asked for.
        package var files: [(name: String, rows: RowSet)]?
    }

    package var output: String
    package var column: String
    /// From 0; nil: of all rows, and of features only.
    package var row: Int?
    package var plan: ExecutionPlan
    /// The output's feature first; each after all that it went into.
    package var nodes: [Node]
    /// By slot, the place in `nodes`.
    private let places: [SlotID: Int]

    init(output: String, column: String, row: Int?, plan: ExecutionPlan, nodes: [Node]) {
        self.output = output
        self.column = column
        self.row = row
        self.plan = plan
        self.nodes = nodes
        places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.slot, $0) })
    }

    package subscript(slot: SlotID) -> Node? { places[slot].map { nodes[$0] } }
}
