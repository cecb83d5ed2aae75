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
    package static subscript(name: String) -> (any FeatureGroup)? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.documentation.name, $0) })
}
