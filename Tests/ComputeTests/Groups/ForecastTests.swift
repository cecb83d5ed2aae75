import Columnar
import Compute
import Plan
import Testing

@Suite("Forecast")
struct ForecastTests {
    private static let day = TemporalText.microsecondsPerDay

    private func table(_ series: [Double?], in framework: FrameworkName) throws -> TestTable {
        // The rows stand backwards in time.
        TestTable(
            [
                "x": try Column(doubles: series.reversed()),
                "t": try Column(timestamps: series.indices.reversed().map { Int64($0) * Self.day }),
            ], in: framework)
    }

    @Test(
        "linear and ridge are scikit-learn's, and so is what they leave unexplained", arguments: ModelFixture.frameworks
    )
    func scikit(framework: FrameworkName) throws {
        let fixture = try ModelFixture.read()
        var table = try table(fixture.series, in: framework)
        for (feature, known) in [
            ("{name: x__linear_forecast_2_day, options: {order_by: t}}", fixture.linear),
            ("{name: x__ridge_forecast_1_day, options: {order_by: t, lags: 4, alpha: 2.5}}", fixture.ridge),
        ] {
            let family = try table.family(feature)
            let width = 1.959963984540054 * known.deviation
            #expect(agree(family["value"]?.reversed() ?? [], known.values))
            #expect(agree(family["lower"]?.reversed() ?? [], known.values.map { $0.map { $0 - width } }))
            #expect(agree(family["upper"]?.reversed() ?? [], known.values.map { $0.map { $0 + width } }))
        }
    }

    @Test(
        "partitions share the function and not the values; a null breaks what follows it",
        arguments: ModelFixture.frameworks)
    func partitions(framework: FrameworkName) throws {
        var table = TestTable(
            [
                "x": try Column(doubles: [1, 10, 2, 20, nil, 40, 8, 80]),
                "t": try Column(dates: [0, 0, 1, 1, 2, 2, 3, 3]),
                "k": try Column(strings: ["a", "b", "a", "b", "a", "b", "a", "b"]),
            ], in: framework)
        let family = try table.family(
            "{name: x__linear_forecast_1_day, options: {order_by: t, partition_by: k, lags: 1}}")
        // Known: 1 → 2, 10 → 20, 20 → 40, 40 → 80.
        #expect(agree(family["value"] ?? [], [2, 20, 4, 40, nil, 80, 16, 160]))
    }

    @Test(
        "a target is the value at exactly the later time, of several the last; without a time there is none",
        arguments: ModelFixture.frameworks)
    func times(framework: FrameworkName) throws {
        var table = TestTable(
            [
                "x": try Column(doubles: [1, 5, 3, 4, 9, 100]),
                "t": try Column(timestamps: [0, 2 * Self.day, 2 * Self.day, 4 * Self.day, 6 * Self.day + 1, nil]),
            ], in: framework)
        let family = try table.family("{name: x__linear_forecast_2_day, options: {order_by: t, lags: 1}}")
        // Known: 1 → 3, and 5 → 4 and 3 → 4: by least squares 2.75 + 0.3055… x, through the means 3 and 11/3.
        let slope = 2.0 / 8
        #expect(agree(family["value"] ?? [], [1, 5, 3, 4, 9].map { 11.0 / 3 + slope * ($0 - 3) } + [nil]))
    }

    @Test(
        "as many rows as numbers leave nothing to tell the interval by; fewer are an error; none gives nulls",
        arguments: ModelFixture.frameworks)
    func few(framework: FrameworkName) throws {
        var exact = try table([1, 2, 4], in: framework)
        let family = try exact.family("{name: x__linear_forecast_1_day, options: {order_by: t, lags: 1}}")
        #expect(agree(family["value"] ?? [], [8, 4, 2]))
        #expect(family["lower"] == [nil, nil, nil])
        #expect {
            var short = try table([1, 2, 4], in: framework)
            _ = try short.family("{name: x__ridge_forecast_1_day, options: {order_by: t, lags: 2}}")
        } throws: { error in
            (error as? ComputeError)?.message
                == "'ridge_forecast_1_day' looks at 2 values, so it needs 3 rows or more whose value 1 day later is known, "
                + "and there is 1"
        }
        var none = try table([nil, nil], in: framework)
        #expect(
            try none.family("{name: x__linear_forecast_1_day, options: {order_by: t}}")["value"] == [nil, nil])
    }

    @Test("a constant series is forecast as it is", arguments: ModelFixture.frameworks)
    func constant(framework: FrameworkName) throws {
        var table = try table(Array(repeating: 7, count: 9), in: framework)
        let family = try table.family("{name: x__linear_forecast_1_day, options: {order_by: t, lags: 2}}")
        #expect(agree(family["value"] ?? [], Array(repeating: 7, count: 8) + [nil]))
    }

    @Test("values whose squares are no numbers are refused", arguments: ["linear", "ridge"], ModelFixture.frameworks)
    func far(algorithm: String, framework: FrameworkName) throws {
        var table = try table([1e200, 2, 3, 5], in: framework)
        #expect {
            try table.family("{name: x__\(algorithm)_forecast_1_day, options: {order_by: t, lags: 1}}")
        } throws: { error in
            (error as? ComputeError)?.message.contains("scale them first") == true
        }
    }

    @Test("options and types that do not fit are refused")
    func refused() {
        func refusal(_ operation: String, _ options: [String: OptionValue], _ types: [DataType?]) -> String? {
            let call = FeatureCall(group: "forecast", operation: operation, options: options, inputCount: 1)
            do {
                _ = try Forecast().requirements(of: call)
                _ = try Forecast().result(of: call, inputs: types)
                return nil
            } catch {
                return error.message
            }
        }
        let time: [String: OptionValue] = ["order_by": .string("t")]
        func with(_ name: String, _ value: OptionValue) -> [String: OptionValue] {
            time.merging([name: value]) { $1 }
        }
        #expect(refusal("linear_forecast_1_day", time, [.int64, .date]) == nil)
        #expect(refusal("linear_forecast_1_hour", time, [.int64, .date])?.contains("no hours") == true)
        #expect(refusal("linear_forecast_1_day", time, [.int64, .int64])?.contains("timestamp") == true)
        #expect(refusal("linear_forecast_1_day", time, [.string, .date])?.contains("numbers") == true)
        #expect(refusal("linear_forecast_1_day", [:], [.int64])?.contains("'order_by' is missing") == true)
        #expect(
            refusal("linear_forecast_1_day", with("alpha", .int(1)), [.int64, .date])?.contains("is for ridge") == true)
        #expect(refusal("ridge_forecast_1_day", with("alpha", .int(0)), [.int64, .date])?.contains("greater") == true)
        #expect(refusal("ridge_forecast_1_day", with("lags", .int(0)), [.int64, .date])?.contains("from 1") == true)
        #expect(Forecast().match("lasso_forecast_1_day") != .yes(.exactly(1)))
        #expect(Forecast().match("linear_forecast_7day") != .yes(.exactly(1)))
    }
}
