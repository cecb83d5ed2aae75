/// A feature of the plan; an index into `FeatureTable.features`. Inputs have smaller ids than what is computed from them.
struct FeatureID: PlanIndex {
    static let letter = "f"
    let index: Int32
}

/// Every feature that the plan needs, each once however often and under whatever name it is asked for.
struct FeatureTable {
    enum Kind: Hashable {
        /// A column of a source or group: index into the space's columns.
        case column(SpaceID, Int32)
        case call(FeatureCall, inputs: [FeatureID])
        /// One column of a family.
        case member(FeatureID, suffix: String)
        /// A link's key that several spaces have under one name: the columns, the leftmost space's first.
        case key([FeatureID])
        /// A column that a program adds to the rows of another space: index into the columns of the program's own.
        case output(SpaceID, Int32, inputs: [FeatureID])
        /// The order in which other features look at rows; of the rows of whichever dataset it is wanted of.
        case order(OrderWork, inputs: [FeatureID])
        /// The number of a space's row, which finds the row again after joins.
        case rowNumber(SpaceID)
    }

    struct Feature {
        var kind: Kind
        /// Without scope.
        var name: String
        /// The row space that it lives in.
        var home: SpaceSetID
        /// Nil: known only by the run.
        var type: DataType?
        /// Whether it is several columns.
        var isFamily: Bool
        var position: SourcePosition?
        /// What the request says of the step: timeout and retries.
        var details: FeatureRequest.Details?
    }

    private(set) var features: ContiguousArray<Feature> = []
    private var byKind: [Kind: FeatureID] = [:]

    subscript(id: FeatureID) -> Feature { features[Int(id.index)] }
    var count: Int { features.count }

    mutating func reserveCapacity(_ count: Int) {
        features.reserveCapacity(count)
        byKind.reserveCapacity(count)
    }

    func find(_ kind: Kind) -> FeatureID? { byKind[kind] }

    /// Pins a feature to a framework, unless it is pinned to another: then that one is given back.
    mutating func pin(_ id: FeatureID, to pin: Located<String>) -> Located<String>? {
        let known = features[Int(id.index)].details?.framework
        if let known { return known.value == pin.value ? nil : known }
        features[Int(id.index)].details = (features[Int(id.index)].details ?? FeatureRequest.Details()).pinned(to: pin)
        return nil
    }

    /// The feature's id; the first request's name and position are kept.
    mutating func intern(_ feature: @autoclosure () -> Feature, _ kind: Kind) -> FeatureID {
        let next = FeatureID(features.count)
        // One look for the place, to find what is there or to put the new one: hashing a call costs more than the rest.
        let id = { (entry: inout FeatureID) in entry }(&byKind[kind, default: next])
        if id == next { features.append(feature()) }
        return id
    }
}
