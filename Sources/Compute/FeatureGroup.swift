package import Columnar
package import Plan

/// A row-preserving feature group: its planning side and the computation over Arrow columns. A value without state; called on
/// any thread. One file under `Groups` and one line in `FeatureGroups.all` make a group.
package protocol FeatureGroup: FeatureGroupDefinition {
    /// Refuses options that the documentation's list alone allows: an option that the operation has no use for, a value out of
    /// range. Called after every option's name and kind of value were checked.
    func validate(_ call: FeatureCall) throws(OptionProblem)

    /// The feature's values, one for each of `rows` rows. `inputs` are the input features, then the requirements; all have
    /// `rows` rows and types for which `result(of:inputs:)` gave no error. Throws `ComputeError`.
    func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData
}

extension FeatureGroup {
    package func validate(_ call: FeatureCall) throws(OptionProblem) {}

    /// Checks the options against the documentation's list and gives the features that they name, in the order of that list.
    package func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement] {
        try documentation.check(call.options)
        try validate(call)
        return documentation.options.flatMap { option in
            option.namesFeatures ? call.features(option.name).map { Requirement(option: option.name, feature: $0) } : []
        }
    }
}

/// A group whose operations make one column of single columns. Over families it acts on each member.
package protocol ColumnFeatureGroup: FeatureGroup {
    /// `inputs` are the input features, then the requirements. The result has `rows` rows.
    func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column
}

extension ColumnFeatureGroup {
    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let requirements = try inputs.dropFirst(call.inputCount).map { try $0.singleColumn(for: call) }
        return try FeatureData.mapMembers(of: inputs.prefix(call.inputCount), call: call, rows: rows) { columns in
            try column(call, inputs: columns + requirements, rows: rows)
        }
    }
}
