import Columnar
package import Plan

/// What a series will be some time later.
package struct Forecast: FittedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "forecast",
        title: "Forecast",
        grammar: "x__{alg}_forecast_{h}_{unit}",
        summary: """
            What x will be h seconds, minutes, hours, days or weeks after the row's time, float64: a linear function of the row's \
            value and of those of the rows before it, along `order_by` and within the partition. It is fitted to all rows whose \
            value at exactly that later time is known. Columns `~value`, and `~lower` and `~upper` around it: 1.96 times the \
            deviation of what the function leaves unexplained, a 95 % interval where that is normal.
            """,
        operations: [
            ("linear_forecast_{h}_{unit}", "by ordinary least squares"),
            (
                "ridge_forecast_{h}_{unit}",
                "with `alpha` times the sum of the squared coefficients added to what is least"
            ),
        ],
        options: [
            .init("order_by", .feature, default: nil, "the time of each row, a timestamp or a date"),
            .partitionBy,
            .init("lags", .number, default: "3", "how many values the function looks at, the row's own among them"),
            .init("alpha", .number, default: "1", "for ridge: how much large coefficients cost"),
        ],
        nulls: """
            Null where the time or one of the values looked at is null, NaN or infinite, or is not there; such rows take no part in \
            fitting. `~lower` and `~upper` are null where there are too few rows to tell.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                day,load
                2013-01-01T00:00:00Z,0
                2013-01-02T00:00:00Z,2
                2013-01-03T00:00:00Z,4
                2013-01-04T00:00:00Z,6

                """,
            feature: "{name: load__ridge_forecast_1_day, options: {order_by: day, lags: 1, alpha: 8}}",
            output: """
                load__ridge_forecast_1_day~value,load__ridge_forecast_1_day~lower,load__ridge_forecast_1_day~upper
                3,0.22819235130064408,5.771807648699356
                4,1.228192351300644,6.771807648699356
                5,2.228192351300644,7.771807648699356
                6,3.228192351300644,8.771807648699356

                """))

    package init() {}

    /// The normal distribution's 97.5th percentile.
    private static let quantile = 1.959963984540054

    private enum Algorithm: String, CaseIterable { case linear, ridge }

    package func match(_ operation: Substring) -> OperationMatch {
        if read(operation) != nil { return .yes(.exactly(1)) }
        guard operation.contains("_forecast_") else { return .no }
        return .unknown(segments: Algorithm.allCases.map { "\($0.rawValue)_forecast_7_day" })
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        try call.allow(
            "alpha", when: read(call.operation[...])?.algorithm == .ridge, users: "ridge_forecast_{h}_{unit}")
        if let lags = call.options["lags"], !(1...1000).contains(lags.intValue ?? 0) {
            throw OptionProblem(option: "lags", "lags is \(lags); it is a whole number from 1 to 1000")
        }
        if let alpha = call.options["alpha"]?.doubleValue, !(alpha > 0 && alpha.isFinite) {
            throw OptionProblem(
                option: "alpha", "alpha is \(alpha); it is greater than 0 (linear_forecast is the one without)")
        }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil, !type.isNumeric { throw .cannot(call.operation, type, "it takes numbers") }
        let time = inputs[call.requirementRange(of: "order_by", in: documentation)].first ?? nil
        try read(call.operation[...])?.horizon.check(time, call, option: "order_by")
        return .family(.float64)
    }

    /// Nil where there is nothing to fit to and nothing to forecast.
    package func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> LinearModel? {
        guard let (algorithm, horizon) = read(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let series = try series(call, inputs, rows)
        let (known, targets) = series.known(after: horizon.microseconds)
        if series.windows.count == 0 { return nil }
        guard known.count > series.windows.width else {
            throw Self.tooFewRows(call, known: known.count, lags: known.width, horizon)
        }
        let alpha = call.options["alpha"]?.doubleValue ?? 1
        return try LinearModel(known, targets: targets, penalty: algorithm == .ridge ? alpha : 0)
    }

    /// Over rows too.
    static func tooFewRows(_ call: FeatureCall, known: Int, lags: Int, _ horizon: TimeSpan) -> ComputeError {
        ComputeError(
            .data,
            "'\(call.operation)' looks at \(lags.counted("value")), so it needs \((lags + 1).counted("row")) or more "
                + "whose value \(Int(horizon.count).counted(horizon.unit.rawValue)) later is known, and there "
                + (known == 1 ? "is 1" : "are \(known)"))
    }

    package func apply(
        _ fit: LinearModel?, _ call: FeatureCall, inputs: [FeatureData], rows: Int
    ) throws -> FeatureData {
        var columns = [[Double?]](repeating: Array(repeating: nil, count: rows), count: 3)
        if let fit {
            let windows = try series(call, inputs, rows).windows
            try windows.check(width: fit.coefficients.count, call.operation)
            for (place, row) in windows.rows.enumerated() {
                let value = fit.value(at: windows[place])
                columns[0][row] = value
                guard let deviation = fit.deviation else { continue }
                columns[1][row] = value - Self.quantile * deviation
                columns[2][row] = value + Self.quantile * deviation
            }
        }
        return .family(
            FeatureFamily(
                suffixes: ["value", "lower", "upper"], try columns.map { try Column(doubles: $0) }, rows: rows))
    }

    private func series(_ call: FeatureCall, _ inputs: [FeatureData], _ rows: Int) throws -> LaggedSeries {
        let columns = try inputs.map { try $0.singleColumn(for: call) }
        return try LaggedSeries(
            columns[0], times: columns[call.requirementRange(of: "order_by", in: documentation).lowerBound],
            partitionBy: Array(columns[call.requirementRange(of: "partition_by", in: documentation)]),
            lags: Int(clamping: call.options["lags"]?.intValue ?? 3), rows: rows)
    }

    private func read(_ text: Substring) -> (algorithm: Algorithm, horizon: TimeSpan)? {
        for algorithm in Algorithm.allCases {
            let prefix = "\(algorithm.rawValue)_forecast_"
            guard text.hasPrefix(prefix) else { continue }
            return TimeSpan(text.dropFirst(prefix.count)).map { (algorithm, $0) }
        }
        return nil
    }
}
