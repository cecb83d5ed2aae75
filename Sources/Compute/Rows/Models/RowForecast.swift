import Plan

/// A linear function of a row's value and those before it, fitted to the values that came some time later.
enum RowForecast: FittedRowGroup {
    /// Nil where there is nothing to fit to and nothing to forecast.
    static func fit(_ call: RowCall) throws -> LinearModel? {
        let (isRidge, horizon) = try read(call)
        let series = try Series(call, horizon: horizon.microseconds)
        if series.windows.count == 0 { return nil }
        let places = series.targets.indices.filter { series.targets[$0] != nil }
        let targets = series.targets.compactMap { $0 }
        let known = RowSamples(
            values: places.map { series.windows.values[$0] }, rows: places.map { series.windows.rows[$0] },
            width: series.windows.width)
        guard known.count > known.width else {
            throw Forecast.tooFewRows(call.call, known: known.count, lags: known.width, horizon)
        }
        let penalty = isRidge ? call.call.options["alpha"]?.doubleValue ?? 1 : 0
        let coefficients = try OrthogonalColumns(known.centred, call.context)
            .solution(of: targets.map { $0 - targets.mean }, penalty: penalty)
        var model = LinearModel(
            coefficients: coefficients, intercept: targets.mean - known.means.dot(coefficients), deviation: nil)
        let free = known.count - known.width - 1
        if free > 0 {
            let rests = zip(known.values, targets).map { window, target in target - value(model, at: window) }
            model.deviation = (rests.dot(rests) / Double(free)).squareRoot()
        }
        return model
    }

    static func apply(_ fit: LinearModel?, _ call: RowCall) throws -> RowFeature {
        let windows = try Series(call, horizon: read(call).horizon.microseconds).windows
        if let fit { try windows.check(width: fit.coefficients.count, call) }
        let values = windows.values.compactMap { window in fit.map { value($0, at: window) } }
        /// Without a deviation there is no interval.
        func column(_ widths: Double) -> RowColumn {
            let ends = values.map { value in
                if widths == 0 { return RowValue.double(value) }
                return (fit?.deviation).map { .double(value + widths * $0) } ?? .null
            }
            return RowColumn(.float64, windows.spread(ends, over: call.rows))
        }
        let columns = [0, -quantile, quantile].map(column)
        return .family(suffixes: ["value", "lower", "upper"], columns, rows: call.rows)
    }

    /// The normal distribution's 97.5th percentile.
    private static let quantile = 1.959963984540054

    private static func value(_ model: LinearModel, at window: [Double]) -> Double {
        model.intercept + window.dot(model.coefficients)
    }

    private static func read(_ call: RowCall) throws(ComputeError) -> (isRidge: Bool, horizon: TimeSpan) {
        let words = call.call.operation.split(separator: "_")
        guard words.count == 4, let horizon = TimeSpan("\(words[2])_\(words[3])") else { throw call.unknownOperation }
        return (words[0] == "ridge", horizon)
    }

    private struct Series {
        /// Of the rows that have all of them: the row's value, then those of the rows before it, backwards in time.
        private(set) var windows: RowSamples
        /// Of each window: the value exactly that much later; nil where there is none.
        private(set) var targets: [Double?] = []

        init(_ call: RowCall, horizon: Int64) throws {
            guard let series = call.features.first, let times = call["order_by"].first else {
                throw call.unknownOperation
            }
            let column = try series.singleColumn("'\(call.call.operation)'")
            let lags = Int(clamping: call.call.options["lags"]?.intValue ?? 3)
            var found: [(row: Int, window: [Double], target: Double?)] = []
            for partition in call.partitions(orderBy: "order_by") {
                try call.context.checkCancellation()
                let rows = partition.filter { !times[$0].isNull }
                let values = rows.map { column[$0].number }.map { $0?.isFinite == true ? $0 : nil }
                // Of several rows of a time the last.
                var later: [Int64: Double?] = [:]
                for (row, value) in zip(rows, values) {
                    if let time = times[row].microseconds { later[time] = .some(value) }
                }
                for place in rows.indices where place + 1 >= lags {
                    let window = values[(place + 1 - lags)...place].reversed().compactMap { $0 }
                    guard window.count == lags else { continue }
                    let then = times[rows[place]].microseconds?.addingReportingOverflow(horizon)
                    let target = then.flatMap { $0.overflow ? nil : later[$0.partialValue] ?? nil }
                    found.append((rows[place], window, target))
                }
            }
            found.sort { $0.row < $1.row }
            windows = RowSamples(values: found.map(\.window), rows: found.map(\.row), width: lags)
            targets = found.map(\.target)
        }
    }
}
