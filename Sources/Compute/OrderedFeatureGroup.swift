import Columnar
import Plan

/// A group whose operations walk the rows partition by partition, in an order. Steps get the order from a step of its own, which all
/// features of the same order share; outside of a plan each call sorts for itself.
protocol OrderedFeatureGroup: ColumnFeatureGroup {
    /// `inputs` are the input features, then the requirements. `order` may sort, so it is asked for once, and only where it is needed.
    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column
}

extension OrderedFeatureGroup {
    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let required = call.inputCount + (try requirements(of: call).count)
        let given = Array(inputs[..<required])
        return try column(
            call, inputs: given,
            order: {
                if inputs.count > required { return RowOrder(places: inputs[required]) }
                guard let ordering = ordering(of: call) else {
                    return try RowOrder(partitionBy: [], orderBy: [], rows: rows)
                }
                return try RowOrder(
                    partitionBy: ordering.partitions.map { given[$0] }, orderBy: ordering.keys.map { given[$0] },
                    descending: ordering.descending, rows: rows)
            }, rows: rows)
    }

    /// The order along what the options `keys` name, of partitions by what `partitions` names; nil where neither is set.
    func rowOrdering(
        of call: FeatureCall, partitions: String = "partition_by", keys: String = "order_by", descending: Bool = false
    ) -> RowOrdering? {
        let ordering = RowOrdering(
            partitions: Array(call.requirementRange(of: partitions, in: documentation)),
            keys: Array(call.requirementRange(of: keys, in: documentation)), descending: descending)
        return ordering.partitions.isEmpty && ordering.keys.isEmpty ? nil : ordering
    }
}
