import Compute
import Plan
import SeededRandomness
import Testing

/// Random plans, each in every framework.
@Suite("Random plans in every framework")
struct ConformancePropertyTests {
    private static let first = UInt64.random(in: 0..<1_000_000)

    @Test("the answers are the same", arguments: 0..<30)
    func agree(index: Int) throws {
        let seed = Self.first &+ UInt64(index)
        var random = SeededGenerator(seed: seed)
        let folder = try TestFolder()
        let rows = [0, 1, 2, 17, 30, 60].randomElement(using: &random) ?? 1
        // SQLite holds no NaN.
        let hasNaN = seed % 2 == 0
        try ConformanceData.write(to: folder, rows: rows, seed: seed, hasNaN: hasNaN)
        let plan = plan(&random)
        let expected = try ConformancePlan(plan, in: .rows, folder).answer()
        for framework in [FrameworkName.arrow, .duckdb] + (hasNaN ? [] : [.sqlite]) {
            let difference = try TableComparison.difference(
                ConformancePlan(plan, in: framework, folder).answer(), from: expected)
            #expect(difference == nil, "seed \(seed), \(rows) rows, \(framework): \(difference ?? "")\n\(plan)")
        }
    }

    /// A chain of rows made from `t`, beside which `u` may stand, with features over them.
    private func plan(_ random: inout SeededGenerator) -> String {
        var groups: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let from = groups.isEmpty ? "t" : "g\(groups.count - 1)"
            groups.append(
                "g\(groups.count): {from: \(from), \(Self.steps.randomElement(using: &random) ?? "limit: 9")}")
        }
        let last = "g\(groups.count - 1)"
        var text = "sources: {t: {parquet: t.parquet}, u: {parquet: u.parquet}}\n"
        text += "groups: {\(groups.joined(separator: ", "))}\n"
        var features = ["\(last).id"]
        if Bool.random(using: &random), let link = Self.links.randomElement(using: &random) {
            text += "links: [{left: \(last), right: u, \(link)}]\n"
            if !link.contains("semi") && !link.contains("anti") {
                features += ["u.v", "{name: both, options: {expression: 'coalesce(\(last).i, 0) + u.v'}}"]
            }
        }
        for index in 0..<Int.random(in: 1...4, using: &random) {
            guard let feature = Self.features.randomElement(using: &random) else { continue }
            features.append(ConformanceFeature.text(feature, scope: last + ".", as: "c\(index)"))
        }
        if Bool.random(using: &random), let filter = Self.filters.randomElement(using: &random) {
            text += "filters: [{feature: \(last).\(filter)}]\n"
        }
        return text + "outputs: {o: {features: [\(features.joined(separator: ", "))]}}\n"
    }

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
