/// In which order a feature looks at the rows: apart by some of its inputs, along others. Steps of one order share one sort.
package struct RowOrdering: Sendable, Hashable {
    /// Places among the call's inputs, the requirements among them.
    package var partitions: [Int]
    package var keys: [Int]
    /// Of all keys; nulls are last all the same.
    package var descending: Bool

    package init(partitions: [Int], keys: [Int], descending: Bool = false) {
        self.partitions = partitions
        self.keys = keys
        self.descending = descending
    }
}
