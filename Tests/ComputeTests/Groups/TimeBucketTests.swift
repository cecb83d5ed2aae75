import Columnar
import Compute
import Plan
import Testing

@Suite("Time bucket")
struct TimeBucketTests {
    private func bucket(_ time: String, _ operation: String) throws -> String? {
        var table = TestTable(["t": try Column(timestamps: [TemporalText.timestamp(time)])])
        return try table.texts("t__\(operation)").first ?? nil
    }

    @Test(
        "of timestamps",
        arguments: [
            ("2013-12-31T12:40:08Z", "floor_15_minute", "2013-12-31T12:30:00Z"),
            ("2013-12-31T12:40:08Z", "round_1_hour", "2013-12-31T13:00:00Z"),
            // The middle goes up.
            ("2013-12-31T12:30:00Z", "round_1_hour", "2013-12-31T13:00:00Z"),
            ("2013-12-31T12:29:59.999999Z", "round_1_hour", "2013-12-31T12:00:00Z"),
            ("2013-12-31T12:40:08Z", "ceil_1_day", "2014-01-01T00:00:00Z"),
            ("2014-01-01T00:00:00Z", "ceil_1_day", "2014-01-01T00:00:00Z"),
            // 2013-12-31 is a Tuesday.
            ("2013-12-31T12:40:08Z", "floor_1_week", "2013-12-30T00:00:00Z"),
            ("2013-12-30T00:00:00Z", "ceil_1_week", "2013-12-30T00:00:00Z"),
            ("2013-12-29T23:59:59Z", "floor_1_week", "2013-12-23T00:00:00Z"),
            ("2016-02-29T05:00:00Z", "floor_1_month", "2016-02-01T00:00:00Z"),
            ("2016-02-29T05:00:00Z", "ceil_1_month", "2016-03-01T00:00:00Z"),
            // February 2016 has 29 days: its middle is the 15th at noon.
            ("2016-02-15T12:00:00Z", "round_1_month", "2016-03-01T00:00:00Z"),
            ("2016-02-15T11:59:59Z", "round_1_month", "2016-02-01T00:00:00Z"),
            ("2016-12-29T05:00:00Z", "floor_1_year", "2016-01-01T00:00:00Z"),
            ("2016-12-29T05:00:00Z", "ceil_1_year", "2017-01-01T00:00:00Z"),
            // Quarters, and two years counted from 1970.
            ("2016-05-29T05:00:00Z", "floor_3_month", "2016-04-01T00:00:00Z"),
            ("2017-05-29T05:00:00Z", "floor_2_year", "2016-01-01T00:00:00Z"),
            // Two days counted from 1970-01-01, which is bucket 0.
            ("1970-01-02T23:00:00Z", "floor_2_day", "1970-01-01T00:00:00Z"),
            ("1970-01-03T00:00:00Z", "floor_2_day", "1970-01-03T00:00:00Z"),
            // Before the epoch too.
            ("1969-12-31T23:59:59Z", "floor_1_hour", "1969-12-31T23:00:00Z"),
            ("1969-12-31T23:59:59Z", "floor_1_month", "1969-12-01T00:00:00Z"),
            ("1969-12-28T00:00:00Z", "floor_1_week", "1969-12-22T00:00:00Z"),
            ("1968-03-01T00:00:00Z", "floor_10_year", "1960-01-01T00:00:00Z"),
        ])
    func timestamps(time: String, operation: String, expected: String) throws {
        #expect(try bucket(time, operation) == expected)
    }

    @Test("a date stays a date, and nulls stay null")
    func dates() throws {
        var table = TestTable(["d": try Column(dates: [TemporalText.date("2013-12-31"), nil])])
        #expect(try table.texts("d__floor_1_week") == ["2013-12-30", nil])
        #expect(try table.texts("d__ceil_1_month") == ["2014-01-01", nil])
    }

    @Test("hours of a date, and buckets of other types, are refused")
    func refused() {
        for (type, operation) in [(DataType.date, "floor_1_hour"), (.string, "floor_1_day"), (.int64, "ceil_1_year")] {
            #expect(throws: OptionProblem.self) {
                _ = try FeatureGroups["time_bucket"]?.result(
                    of: FeatureCall(group: "time_bucket", operation: operation, inputCount: 1), inputs: [type])
            }
        }
    }

    @Test("a time that cannot be rounded is an error")
    func limits() throws {
        var table = TestTable(["t": try Column(timestamps: [.max])])
        #expect(throws: ComputeError.self) { try table.texts("t__ceil_1_day") }
    }

    @Test("names", arguments: ["floor_0_hour", "floor_01_hour", "floor_1_hours", "ceil_x_day", "round_1_second"])
    func names(segment: String) {
        guard case .unknown(let segments)? = FeatureGroups["time_bucket"]?.match(segment[...]) else {
            Issue.record("\(segment) has the form of a bucket")
            return
        }
        #expect(segments.contains { $0.hasSuffix("_hour") })
    }
}
