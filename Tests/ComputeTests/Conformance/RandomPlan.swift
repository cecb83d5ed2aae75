import SeededRandomness

/// Plans over the tables of `ConformanceData` that hold together: chains of row spaces, links and aggregations, with features and filters
/// over the last.
enum RandomPlan {
    /// A plan whose output `o` has no file.
    static func text(_ random: inout SeededGenerator) -> String {
        var groups: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let from = groups.isEmpty ? "t" : "g\(groups.count - 1)"
            let isJoined = Int.random(in: 0..<6, using: &random) == 0
            let other = groups.count > 1 && Bool.random(using: &random) ? "g0" : "t"
            groups.append(
                "g\(groups.count): {from: "
                    + (isJoined
                        ? "[\(from), \(other)], \(Bool.random(using: &random) ? "append" : "union"): true}"
                        : "\(from), \(steps.randomElement(using: &random) ?? "limit: 9")}"))
        }
        let last = "g\(groups.count - 1)"
        var links = ""
        var features = ["\(last).id"]
        if Bool.random(using: &random), let link = Self.links.randomElement(using: &random) {
            links = "links: [{left: \(last), right: u, \(link)}]\n"
            if !link.contains("semi") && !link.contains("anti") {
                features += ["u.v", "{name: both, options: {expression: 'coalesce(\(last).i, 0) + u.v'}}"]
            }
        } else if Int.random(in: 0..<3, using: &random) == 0 {
            let (keys, made) = aggregation(&random)
            groups.append(
                "a: {from: \(last), group_by: [\(keys.joined(separator: ", "))], features: [\(made.joined(separator: ", "))]}"
            )
            if Bool.random(using: &random) {
                return plan(groups, "", over: made, keys.map { "a.\($0)" } + made.map { "a.\($0)" }, &random)
            }
            links = "links: [{left: \(last), right: a, join: left, on: \(keys[0])}]\n"
            features += made.map { "a.\($0)" }
        }
        for index in 0..<Int.random(in: 1...4, using: &random) {
            guard let feature = Self.features.randomElement(using: &random) else { continue }
            features.append(ConformanceFeature.text(feature, scope: last + ".", as: "c\(index)"))
        }
        if Bool.random(using: &random), let filter = filters.randomElement(using: &random) {
            links += "filters: [{feature: \(last).\(filter)}]\n"
        }
        return plan(groups, links, features)
    }

    /// The output is of the aggregation's rows.
    private static func plan(
        _ groups: [String], _ links: String, over made: [String], _ columns: [String], _ random: inout SeededGenerator
    ) -> String {
        var columns = columns
        var rules = links
        if let feature = ["count__sum_aggr", "count__rank_ranked", "count__lag_1"].randomElement(using: &random) {
            columns.append("{name: a.\(feature), as: c}")
        }
        if Bool.random(using: &random) { rules += "filters: [{feature: a.count, min: 2}]\n" }
        return plan(groups, rules, columns)
    }

    private static func plan(_ groups: [String], _ rules: String, _ features: [String]) -> String {
        """
        sources: {t: {parquet: t.parquet}, u: {parquet: u.parquet}}
        groups: {\(groups.joined(separator: ", "))}
        \(rules)outputs: {o: {features: [\(features.joined(separator: ", "))]}}

        """
    }

    private static func aggregation(_ random: inout SeededGenerator) -> (keys: [String], made: [String]) {
        let keys = [["k"], ["l"], ["k", "l"], ["b"], ["s"], ["d", "k"]].randomElement(using: &random) ?? ["k"]
        let made = aggregates.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        return (keys, made + ["count"])
    }

    private static let aggregates = [
        "i__sum", "i__avg", "i__min", "y__sum", "y__median", "y__std", "x__max", "x__min", "s__first", "s__last",
        "s__max",
        "t__min", "d__max", "m__sum", "n__sum", "id__count", "i__nunique", "b__sum", "y__p90", "s__mode",
    ]
    private static let steps = [
        "where: 'i > -20'", "where: \"x <= 3 or s < 'b'\"", "where: 'b or k = 2'", "sort_by: [k, -x]",
        "sort_by: [-s, t]",
        "sort_by: [-m, id]", "limit: 20", "where: 'n <> 0', sort_by: [-y], limit: 15", "distinct: true",
        "where: 'year(t) > 2000 or t is null'",
    ]
    private static let links = [
        "join: inner, on: k", "join: left, on: k", "join: right, on: {l: ul}", "join: outer, on: {k: k, l: ul}",
        "join: semi, on: k", "join: anti, on: k", "join: left, on: {x: ux}", "join: asof, on: k, time: {t: ut}",
        "join: asof, on: {l: ul}, time: {t: ut}, direction: nearest, tolerance: 30d",
    ]
    private static let filters = [
        "i, min: 0", "x, max: 3", "s, regex: '[a-zé]'", "b, equal: false", "t, min: '2024-01-01'",
        "k, categorical_inclusion: [0, 2, 3]", "y__lag_1, max: 4", "d__year, min: 1980", "y__rank_ranked, max: 9",
    ]
    private static let features = [
        "@i__sum_aggr | partition_by: [@k]", "@x__max_window | partition_by: [@k]", "@s__first_window",
        "@y__avg_aggr", "@x__max_aggr | partition_by: [@l]", "@s__mode_aggr",
        "@y__std_window | order_by: [@t, @id], frame: {rows: 4}", "@i__sum_window | partition_by: [@k], order_by: [@n]",
        "@y__median_window | order_by: [@t], frame: {range: 2d}", "@x__rank_ranked | partition_by: [@k]",
        "@s__dense_rank_ranked | descending: true", "@y__p75_percentile | partition_by: [@b]",
        "@s__lag_2 | order_by: [@id]",
        "@i__diff_1 | partition_by: [@k], order_by: [@id]", "@y__ema_4 | order_by: [@id]", "@y__mean_imputed",
        "@s__ffill_imputed | order_by: [@id]", "@y__standard_scaled", "@i__robust_scaled", "@l__label_encoded",
        "@s__frequency_encoded", "@i__bin_5", "@i__qbin_3", "@i&@n__multiply_point", "@t__floor_3_hour", "@d__week",
        "@s__upper__length", "@s__reverse", "@y__lag_1__mean_imputed", "@i__max_aggr__lag_1",
        "@l__onehot_encoded | categories: [p, q]", "@y__cluster_dbscan_3 | min_samples: 2", "@y__cluster_kmeans_2",
        "@p__pca_1d",
    ]
}
