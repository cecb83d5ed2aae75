import Columnar
import Compute
import Plan
import Testing

@Suite("Rank")
struct RankTests {
    private func table() throws -> TestTable {
        TestTable([
            "x": try Column(int64s: [20, 10, nil, 20, 30, 10, 20]),
            "k": try Column(strings: ["a", "a", "a", "b", "b", "b", "b"]),
        ])
    }

    @Test("over all rows")
    func all() throws {
        var table = try table()
        #expect(try table.texts("x__row_number_ranked") == ["3", "1", nil, "4", "6", "2", "5"])
        #expect(try table.texts("x__rank_ranked") == ["3", "1", nil, "3", "6", "1", "3"])
        #expect(try table.texts("x__dense_rank_ranked") == ["2", "1", nil, "2", "3", "1", "2"])
        // (rank − 1) / 5 of six ranked rows.
        #expect(try table.doubles("x__percent_rank_ranked") == [0.4, 0, nil, 0.4, 1, 0, 0.4])
        #expect(try table.texts("x__ntile_4_ranked") == ["2", "1", nil, "2", "4", "1", "3"])
    }

    @Test("within partitions, the greatest first")
    func partitions() throws {
        var table = try table()
        #expect(
            try table.texts("{name: x__rank_ranked, options: {partition_by: k, descending: true}}")
                == ["1", "2", nil, "2", "1", "4", "2"])
        #expect(
            try table.doubles("{name: x__percent_rank_ranked, options: {partition_by: k}}")
                == [1, 0, nil, 1.0 / 3, 1, 0, 1.0 / 3])
    }

    @Test("by other features; a null there has no rank")
    func orderBy() throws {
        var table = TestTable([
            "x": try Column(strings: [nil, "b", "c", "d"]), "t": try Column(int64s: [2, 1, nil, 2]),
            "u": try Column(int64s: [nil, 1, 1, 0]),
        ])
        #expect(try table.texts("{name: x__rank_ranked, options: {order_by: t}}") == ["2", "1", nil, "2"])
        #expect(try table.texts("{name: x__rank_ranked, options: {order_by: [t, u]}}") == ["3", "1", nil, "2"])
    }

    @Test("more tiles than rows, one row, none, NaN")
    func degenerate() throws {
        var few = TestTable(["x": try Column(doubles: [.nan, 1])])
        #expect(try few.texts("x__ntile_5_ranked") == ["2", "1"])
        var one = TestTable(["x": try Column(int64s: [5])])
        #expect(try one.doubles("x__percent_rank_ranked") == [0])
        var none = TestTable(["x": try Column(int64s: [])])
        #expect(try none.texts("x__rank_ranked") == [])
        #expect(try none.doubles("x__percent_rank_ranked") == [])
        var nulls = TestTable(["x": try Column(int64s: [nil, nil])])
        #expect(try nulls.texts("x__dense_rank_ranked") == [nil, nil])
    }

    @Test("names")
    func names() {
        #expect(FeatureGroups["rank"]?.match("ntile_10_ranked") == .yes(.exactly(1)))
        for segment in ["ntile_0_ranked", "ntile_ranked", "dense_ranked"] {
            guard case .unknown? = FeatureGroups["rank"]?.match(segment[...]) else {
                Issue.record("\(segment) has the form of a rank")
                continue
            }
        }
    }
}
