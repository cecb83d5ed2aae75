import Plan

/// A row-preserving feature to be computed, with the columns that it is computed from.
struct RowCall {
    let call: FeatureCall
    /// The input features, of which some may be families.
    let features: [RowFeature]
    /// Their columns.
    let inputs: [RowColumn]
    let rows: Int
    /// Of the step, for work that takes long.
    let context: StepContext
    /// Those that the group requires besides, in the order of its `requirements`.
    let requirements: [RowColumn]
    /// The same, by the options that name them.
    private let named: [String: [RowColumn]]

    init(
        _ call: FeatureCall, _ documentation: GroupDocumentation, features: [RowFeature], requirements: [RowColumn],
        rows: Int, _ context: StepContext
    ) {
        self.call = call
        self.features = features
        inputs = features.flatMap(\.columns)
        self.context = context
        self.rows = rows
        self.requirements = requirements
        var rest = requirements[...]
        var named: [String: [RowColumn]] = [:]
        for option in documentation.options where option.namesFeatures {
            let count = call.features(option.name).count
            named[option.name] = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        self.named = named
    }

    /// The first input column, which most operations have alone.
    var values: RowColumn { inputs[0] }

    /// The columns that an option names; empty where it is not set.
    subscript(option: String) -> [RowColumn] { named[option] ?? [] }

    /// The operation without the group's suffix: `avg` of `avg_aggr`.
    func operation(without suffix: String) -> String { String(call.operation(without: suffix)) }

    /// The rows apart by the columns that an option names, in the order of those that another does.
    func partitions(by keys: String = "partition_by", orderBy: String? = nil) -> [[Int]] {
        let order = orderBy.map { self[$0] } ?? []
        return RowPartitions.of(rows, by: self[keys], orderBy: order.map { ($0, false) })
    }

    /// One value for each row, computed partition by partition.
    func eachPartition(_ partitions: [[Int]], _ values: ([Int]) throws -> [RowValue]) throws -> [RowValue] {
        var result = [RowValue](repeating: .null, count: rows)
        for partition in partitions {
            try context.checkCancellation()
            for (row, value) in zip(partition, try values(partition)) { result[row] = value }
        }
        return result
    }

    /// That the row framework has the group, but not this operation of it.
    var unknownOperation: ComputeError {
        ComputeError(.unsupported, "the framework rows does not compute '\(call.operation)'")
    }
}
