import Compute
package import Plan

/// Which rows of its inputs a feature's value in a row comes from.
package enum FeatureReach: Sendable, Hashable {
    /// The same row.
    case row
    /// Rows that have the same values of the features that an option names. What a frame or a time leaves out of them is not told.
    case partition(option: String)
    /// Any row: what is fitted to the data, or goes over all of it.
    case all

    /// Groups of which each value depends on its own row alone.
    private static let byRow: Set = [
        "arithmetic", "expression", "datetime", "time_bucket", "string", "text_cleaning", "geo_distance",
    ]
    /// Groups that work within the partitions which an option names.
    private static let partitionOptions = ["partition_by", "group_by_features"]

    /// What is known of weir's own groups; any row for those of other programs.
    package init(_ call: FeatureCall) {
        if Self.byRow.contains(call.group) || call.operation == "normalizer_scaled"
            || call.operation == "constant_imputed"
        {
            self = .row
        } else if let option = Self.partitionOptions.first(where: { call.options[$0] != nil }),
            FeatureGroups[call.group] != nil
        {
            self = .partition(option: option)
        } else {
            self = .all
        }
    }

    /// The inputs that the partitions are made of.
    static func partitionInputs(of call: FeatureCall, option: String) -> Range<Int> {
        guard let group = FeatureGroups[call.group] else { return 0..<0 }
        return call.requirementRange(of: option, in: group.documentation)
    }
}
