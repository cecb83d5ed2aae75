import Columnar
import Compute
import Plan
import Testing

/// What every feature group does with values of a wrong type, with one row, with none, and with nulls alone.
@Suite("Every group")
struct EveryGroupTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let group: String
        /// Over columns of types that it takes.
        let feature: String
        /// Over one of a type that it does not take, its name, that type; nil: it takes all.
        var wrong: (feature: String, column: String, type: String)?
        var testDescription: String { group }
    }

    static let samples = [
        Sample(group: "aggregated", feature: "x__std_aggr", wrong: ("s__avg_aggr", "s", "string")),
        Sample(
            group: "window", feature: "{name: x__avg_window, options: {order_by: t, frame: {rows: 3}}}",
            wrong: ("{name: s__median_window, options: {order_by: t}}", "s", "string")),
        Sample(
            group: "time_window", feature: "{name: x__max_2_hour_window, options: {reference_time: t}}",
            wrong: ("{name: x__max_2_hour_window, options: {reference_time: s}}", "s", "string")),
        Sample(group: "percentile", feature: "x__p90_percentile", wrong: ("t__p90_percentile", "t", "timestamp")),
        Sample(group: "rank", feature: "x__dense_rank_ranked"),
        Sample(group: "offset", feature: "x__diff_1", wrong: ("b__diff_1", "b", "bool")),
        Sample(
            group: "ema", feature: "{name: x__ema_3, options: {order_by: t}}",
            wrong: ("{name: s__ema_3, options: {order_by: t}}", "s", "string")),
        Sample(group: "missing_value", feature: "x__mean_imputed", wrong: ("s__mean_imputed", "s", "string")),
        Sample(group: "scaling", feature: "x__robust_scaled", wrong: ("t__robust_scaled", "t", "timestamp")),
        Sample(group: "encoding", feature: "s__label_encoded"),
        Sample(group: "binning", feature: "x__qbin_4", wrong: ("s__bin_4", "s", "string")),
        Sample(
            group: "clustering", feature: "x,i__cluster_dbscan_2", wrong: ("x,s__cluster_kmeans_2", "s", "string")),
        Sample(group: "dimensionality", feature: "x,i__pca_1d", wrong: ("x,b__pca_1d", "b", "bool")),
        Sample(
            group: "forecast", feature: "{name: x__linear_forecast_1_hour, options: {order_by: t, lags: 1}}",
            wrong: ("{name: s__linear_forecast_1_hour, options: {order_by: t}}", "s", "string")),
        Sample(group: "arithmetic", feature: "x&i__multiply_point", wrong: ("x&s__multiply_point", "s", "string")),
        Sample(
            group: "expression", feature: "{name: y, options: {expression: 'x * 2 + i'}}",
            wrong: ("{name: y, options: {expression: 'x * s'}}", "s", "string")),
        Sample(group: "datetime", feature: "t__dayofweek", wrong: ("i__hour", "i", "int64")),
        Sample(group: "time_bucket", feature: "t__floor_1_hour", wrong: ("s__floor_1_hour", "s", "string")),
        Sample(group: "sessionize", feature: "t__sessionize_30_minute", wrong: ("x__sessionize_1_day", "x", "float64")),
        Sample(group: "string", feature: "s__reverse", wrong: ("x__upper", "x", "float64")),
        Sample(
            group: "text_cleaning",
            feature: "{name: s__cleaned_text, options: {text_cleaning_operations: [normalize]}}",
            wrong: ("{name: i__cleaned_text, options: {text_cleaning_operations: [normalize]}}", "i", "int64")),
        Sample(
            group: "geo_distance", feature: "x&i&x&i__haversine_distance",
            wrong: ("x&i&s&i__haversine_distance", "s", "string")),
        Sample(
            group: "centrality", feature: "s,s2__degree_centrality", wrong: ("s,i__degree_centrality", "i", "int64")),
    ]

    private func plan(_ feature: String, _ table: Table) throws -> PlanRunner {
        let folder = try TestFolder()
        try table.write(to: folder.file("d.parquet"), .parquet())
        var runner = try PlanRunner(
            "sources: {d: {parquet: d.parquet}}\noutputs:\n  o: {features: [i, \(written(feature))]}\n", in: folder.path
        )
        try withExtendedLifetime(folder) { try runner.run() }
        return runner
    }

    /// A bare name may have a comma.
    private func written(_ feature: String) -> String { feature.hasPrefix("{") ? feature : "'\(feature)'" }

    private func table(_ rows: Int, isNull: Bool = false) throws -> Table {
        func some<Value>(_ value: (Int) -> Value) -> [Value?] { (0..<rows).map { isNull ? nil : value($0) } }
        return try Table([
            ("x", Column(doubles: some { Double($0) + 0.5 })), ("i", Column(int64s: some { Int64($0) })),
            ("s", Column(strings: some { "s\($0)" })), ("s2", Column(strings: some { "s\($0 + 1)" })),
            ("b", Column(bools: some { $0 % 2 == 0 })), ("t", Column(timestamps: some { Int64($0) * 3_600_000_000 })),
        ])
    }

    @Test("there is a sample of each")
    func samplesAreComplete() {
        #expect(Set(Self.samples.map(\.group)) == Set(FeatureGroups.all.map(\.documentation.name)))
    }

    @Test("a wrong type is an error that names the feature, the group, the column and its type", arguments: samples)
    func wrongType(sample: Sample) throws {
        guard let wrong = sample.wrong else { return }
        let folder = try TestFolder()
        try table(3).write(to: folder.file("d.parquet"), .parquet())
        let error = #expect(throws: PlanError.self) {
            _ = try PlanRunner(
                "sources: {d: {parquet: d.parquet}}\noutputs:\n  o: {features: [i, \(written(wrong.feature))]}\n",
                in: folder.path)
        }
        let diagnostic = try #require(error?.diagnostics.first)
        let name = wrong.feature.split(separator: ",").first?.split(separator: " ").last.map(String.init) ?? ""
        let shown = wrong.feature.hasPrefix("{") ? name : wrong.feature.replacing(",", with: "&")
        #expect(diagnostic.message.contains("'\(shown)' (\(sample.group)): "), "\(diagnostic.message)")
        #expect(diagnostic.message.contains("'\(wrong.column)' is \(wrong.type)"), "\(diagnostic.message)")
        #expect(diagnostic.position?.line == 3)
    }

    /// But a forecast, which says that it cannot be fitted to so few.
    @Test("one row, and none", arguments: samples.filter { $0.group != "forecast" })
    func fewRows(sample: Sample) throws {
        for rows in [0, 1] {
            let found = try plan(sample.feature, table(rows)).tables["o"]
            #expect(found?.rowCount == rows)
        }
    }

    @Test("of nulls alone come nulls", arguments: samples)
    func nulls(sample: Sample) throws {
        let found = try #require(try plan(sample.feature, table(4, isNull: true)).tables["o"])
        #expect(found.rowCount == 4)
        for column in found.columns { #expect(column.nullCount == 4) }
    }
}
