import Columnar
import Compute
import Plan
import Testing

/// The least and the greatest value that a Parquet file tells of its columns leave NaN out. Whoever skips rows by them, or takes a
/// condition for true of all, has to know that there may be some.
@Suite("NaN beside the bounds of Parquet's columns")
struct ParquetBoundsTests {
    private static let conditions = [
        "x <= 3", "x < 4", "x = 3", "x <> 3", "x > 3", "x >= 3", "x > 2", "x between 1 and 5", "x in (3.0, 4.0)",
        "not (x <= 3)", "not (x > 3)", "not (x = 3)", "x <> x", "x = x", "x is not null", "x <= y", "x <> y",
        "x <= 3 or id = 1", "case when x < 4 then true else false end", "x + 0 <= 3", "-x >= -3",
        "abs(x) <= 3",
    ]

    @Test("conditions", arguments: conditions)
    func condition(_ condition: String) throws {
        try agree("groups: {g: {from: t, where: \"\(condition)\"}}\noutputs: {o: {features: [g.id, g.x]}}\n")
    }

    @Test(
        "filters",
        arguments: [
            "max: 3", "max: 4", "max: 4, max_exclusive: true", "min: 1", "equal: 3", "min: 1, max: 3",
            "categorical_inclusion: [3.0, 4.0]",
        ])
    func filter(_ filter: String) throws {
        try agree("filters: [{feature: t.x, \(filter)}]\noutputs: {o: {features: [t.id, t.x]}}\n")
    }

    @Test("features", arguments: ["x__max", "x__min", "x__sum", "x__avg", "x__count"])
    func feature(_ feature: String) throws {
        try agree(
            "groups: {g: {from: t, group_by: [k], features: [\(feature)]}}\noutputs: {o: {features: [g.k, g.\(feature)]}}\n"
        )
    }

    @Test("the order of rows", arguments: ["x", "-x"])
    func order(_ key: String) throws {
        try agree("groups: {g: {from: t, sort_by: [\(key)], limit: 2}}\noutputs: {o: {features: [g.id]}}\n")
    }

    /// In every framework as in `rows`, over columns whose values are all alike and such that are not.
    private func agree(_ plan: String) throws {
        for values in [[3, .nan, 3, nil], [1, .nan, 2.5, nil], [.nan, .nan]] as [[Double?]] {
            let folder = try TestFolder()
            try Table([
                ("id", Column(int64s: Array(0..<Int64(values.count)))), ("k", Column(int64s: values.map { _ in 7 })),
                ("x", Column(doubles: values)), ("y", Column(doubles: values.map { _ in 3 })),
            ]).write(to: folder.file("t.parquet"), .parquet())
            let text = "sources: {t: {parquet: t.parquet}}\n" + plan
            let expected = try ConformancePlan(text, in: .rows, folder).answer()
            try #require(expected.failure == nil)
            for framework in [FrameworkName.arrow, .duckdb] {
                let prepared = try ConformancePlan(text, in: framework, folder)
                #expect(prepared.elsewhere.isEmpty)
                let difference = try TableComparison.difference(prepared.answer(), from: expected)
                #expect(difference == nil, "\(values), \(framework): \(difference ?? "")\n\(plan)")
            }
        }
    }
}
