import Plan

/// The feature groups of this program.
package enum FeatureGroups {
    /// In the order in which names are matched and `weir groups` lists them. A new group is one file under `Groups` and one
    /// line here.
    package static let all: [any FeatureGroup] = [
        Aggregated(),
        Window(),
        TimeWindow(),
        Percentile(),
        Rank(),
        Offset(),
        ExponentialMovingAverage(),
        MissingValue(),
        Scaling(),
        Encoding(),
        Binning(),
        Clustering(),
        PrincipalComponentAnalysis(),
        Forecast(),
        Arithmetic(),
        ExpressionGroup(),
        Datetime(),
        TimeBucket(),
        Sessionize(),
        StringGroup(),
        TextCleaning(),
        GeoDistance(),
        Centrality(),
    ]

    /// By the name that plans and messages use.
    package static subscript(name: String) -> (any FeatureGroup)? { FeatureGroupSet.builtIn[name] }
}

/// The feature groups of a program: those of weir, and its own.
package struct FeatureGroupSet: Sendable {
    package static let builtIn = FeatureGroupSet()

    /// Those of weir, then the program's own.
    package let all: [any FeatureGroup]
    private let byName: [String: any FeatureGroup]

    /// - Precondition: no two groups have the same name.
    package init(adding own: [any FeatureGroup] = []) {
        all = FeatureGroups.all + own
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.documentation.name, $0) })
    }

    /// By the name that plans and messages use.
    package subscript(name: String) -> (any FeatureGroup)? { byName[name] }
}
