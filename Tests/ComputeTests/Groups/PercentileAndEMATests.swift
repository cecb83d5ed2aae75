import Columnar
import Compute
import Plan
import Testing

@Suite("Percentile and EMA")
struct PercentileAndEMATests {
    @Test("percentiles interpolate linearly, by partition")
    func percentiles() throws {
        var table = TestTable([
            "x": try Column(int64s: [1, 2, 3, 4, nil, 100]), "k": try Column(strings: ["a", "a", "a", "a", "a", "b"]),
        ])
        #expect(try table.doubles("x__p0_percentile").first == 1)
        #expect(try table.doubles("x__p50_percentile").first == 3)
        // Position 0.9 · 3 = 2.7: 3 + 0.7.
        #expect(
            try table.doubles("{name: x__p90_percentile, options: {partition_by: k}}") == [
                3.7, 3.7, 3.7, 3.7, 3.7, 100,
            ])
        #expect(FeatureGroups["percentile"]?.match("p100_percentile") == .yes(.exactly(1)))
        guard case .unknown? = FeatureGroups["percentile"]?.match("p101_percentile") else {
            Issue.record("101 is no percent")
            return
        }
    }

    @Test("an average starts with the first value of its partition and passes over nulls")
    func ema() throws {
        var table = TestTable([
            "x": try Column(doubles: [4, nil, 8, 100, 0]), "t": try Column(int64s: [1, 2, 3, 1, 2]),
            "k": try Column(strings: ["a", "a", "a", "b", "b"]),
        ])
        // α = 2 / 4.
        #expect(
            try table.doubles("{name: x__ema_3, options: {order_by: t, partition_by: k}}") == [4, nil, 6, 100, 50])
        #expect(try table.doubles("{name: x__ema_1, options: {order_by: t}}") == [4, nil, 8, 100, 0])
    }

    @Test("an average without an order is refused")
    func orderless() {
        #expect {
            _ = try FeatureGroups["ema"]?.requirements(of: FeatureCall(group: "ema", operation: "ema_7", inputCount: 1))
        } throws: { error in
            (error as? OptionProblem)?.message == "option 'order_by' is missing: the order in which the values came"
        }
    }
}
