import Columnar
import Compute
import Plan
import Testing

@Suite("Group by")
struct GroupByTests {
    @Test("groups come in order of first appearance, each with its aggregates")
    func order() throws {
        let product = try StepRunner().perform(
            .groupBy(
                keys: 1,
                aggregates: [
                    AggregateCall(operation: "sum", input: 1), AggregateCall(operation: "count", input: nil),
                    AggregateCall(operation: "count", input: 1), AggregateCall(operation: "avg", input: 1),
                    AggregateCall(operation: "p50", input: 1), AggregateCall(operation: "nunique", input: 2),
                ]),
            [
                Column(strings: ["b", "a", nil, "b", "a", nil]), Column(int64s: [1, 2, 3, nil, 5, nil]),
                Column(strings: ["x", "x", "x", "y", "x", nil]),
            ])
        #expect(product.rows == 3)
        #expect(
            try product.texts == [
                ["b", "a", nil], ["1", "7", "3"], ["2", "2", "2"], ["1", "2", "1"], ["1", "3.5", "3"],
                ["1", "3.5", "3"],
                ["2", "1", "1"],
            ])
    }

    @Test("several keys")
    func severalKeys() throws {
        let product = try StepRunner().perform(
            .groupBy(keys: 2, aggregates: [AggregateCall(operation: "max", input: 2)]),
            [
                Column(strings: ["a", "a", "b", "a"]), Column(int64s: [1, 2, 1, 1]),
                Column(timestamps: [0, 1, 2, 3_000_000]),
            ])
        #expect(
            try product.texts == [
                ["a", "a", "b"], ["1", "2", "1"],
                ["1970-01-01T00:00:03Z", "1970-01-01T00:00:00.000001Z", "1970-01-01T00:00:00.000002Z"],
            ])
    }

    @Test("percentiles interpolate linearly")
    func percentiles() throws {
        let product = try StepRunner().perform(
            .groupBy(
                keys: 0,
                aggregates: ["p0", "p25", "p90", "p100"].map { AggregateCall(operation: $0, input: 0) }),
            [Column(int64s: [40, 10, nil, 20, 30])])
        #expect(try product.texts == [["10"], ["17.5"], ["37"], ["40"]])
    }

    @Test("no rows make no groups, but without keys there is always one")
    func empty() throws {
        let aggregates = [AggregateCall(operation: "sum", input: 0), AggregateCall(operation: "count", input: nil)]
        let grouped = try StepRunner().perform(
            .groupBy(keys: 1, aggregates: aggregates), [Column(int64s: [])])
        #expect(grouped.rows == 0)
        let all = try StepRunner().perform(.groupBy(keys: 0, aggregates: aggregates), [Column(int64s: [])])
        #expect(try all.texts == [[nil], ["0"]])
    }

    @Test("an overflow is an error that says so")
    func overflow() throws {
        #expect {
            _ = try StepRunner().perform(
                .groupBy(keys: 0, aggregates: [AggregateCall(operation: "sum", input: 0)]), [Column(int64s: [.max, 1])])
        } throws: { error in
            (error as? ComputeError)?.code == .arithmetic
        }
    }

    @Test("-0 and 0 are one key, and so are all NaN")
    func floatKeys() throws {
        let product = try StepRunner().perform(
            .groupBy(keys: 1, aggregates: [AggregateCall(operation: "count", input: nil)]),
            [Column(doubles: [0, -0.0, .nan, -.nan, nil])])
        #expect(try product.texts[1] == ["2", "2", "1"])
    }
}
