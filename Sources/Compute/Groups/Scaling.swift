import Columnar
package import Plan

/// Brings numbers to a common scale.
package struct Scaling: FittedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "scaling",
        title: "Scaling",
        grammar: "x__{op}_scaled",
        summary: "Numbers moved and stretched to a common scale, float64.",
        operations: [
            ("standard_scaled", "(x − mean) / standard deviation of the population"),
            ("minmax_scaled", "(x − min) / (max − min): from 0 to 1"),
            ("robust_scaled", "(x − median) / (75th − 25th percentile)"),
            (
                "normalizer_scaled",
                "each row over its length: a,b__normalizer_scaled divides by √(a² + b²) and gives columns ~0, ~1, …"
            ),
        ],
        options: [],
        nulls: """
            Passed on, and skipped in what is computed from all rows; a null makes its whole row null for normalizer. What would be \
            a division by zero is 0: a column of one value, an interquartile range of 0, a row of zeros.
            """,
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                seats
                2
                4

                6

                """,
            feature: "seats__minmax_scaled",
            output: """
                seats__minmax_scaled
                0
                0.5

                1

                """))

    package init() {}

    fileprivate enum Operation: String, CaseIterable { case standard, minmax, robust, normalizer }

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(
            operation, "_scaled", operations: Operation.allCases.map(\.rawValue),
            arity: operation == "normalizer_scaled" ? .atLeast(1) : .exactly(1))
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        for case .some(let type) in inputs where !type.isNumeric {
            throw .cannot(call.operation, type, "it takes numbers; encode the column first, or give it a number type")
        }
        return inputs.count > 1 ? .family(.float64) : .column(.float64)
    }

    package func isFitted(_ call: FeatureCall) -> Bool { call.operation != "normalizer_scaled" }

    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        if !isFitted(call) { return try normalized(inputs, rows: rows) }
        return try apply(fit(call, inputs: inputs, rows: rows), call, inputs: inputs, rows: rows)
    }

    /// Of each column, nil for one that has no values.
    package func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> MemberFits<Scale?> {
        let operation = try operation(of: call)
        return try MemberFits(of: inputs[0]) { try Scale(operation, $0.resized(to: .float64), rows: rows) }
    }

    package func apply(
        _ fit: MemberFits<Scale?>, _ call: FeatureCall, inputs: [FeatureData], rows: Int
    ) throws -> FeatureData {
        try fit.map(inputs[0], rows: rows) { column, scale in
            guard let scale = scale ?? nil else { return try Column(nulls: rows, type: .float64) }
            return try column.resized(to: .float64).mapDoubles { values, scaled in
                guard scale.scale != 0 else { return }
                for row in values.indices { scaled[row] = (values[row] - scale.center) / scale.scale }
            }
        }
    }

    private func operation(of call: FeatureCall) throws(ComputeError) -> Operation {
        guard let operation = Operation(rawValue: String(call.operation(without: "_scaled"))) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        return operation
    }

    /// What a column is scaled by.
    package struct Scale: Codable, Sendable {
        var center: Double
        /// 0 for a column that has no extent.
        var scale: Double
    }

    private func normalized(_ inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let members = try inputs.flatMap(\.columns).map { try $0.resized(to: .float64) }
        let scaled = try RowLengths(members, rows: rows).divide(members)
        switch (inputs.count, inputs.first) {
        case (1, .column): return .column(scaled[0])
        case (1, .family(let family)): return .family(FeatureFamily(suffixes: family.suffixes, scaled, rows: rows))
        default: return .family(FeatureFamily(suffixes: scaled.indices.map(String.init), scaled, rows: rows))
        }
    }

    /// The Euclidean length of each row. Values are divided by the row's greatest first, so that their squares neither
    /// overflow nor vanish.
    private struct RowLengths {
        /// NaN where the row has a NaN; meaningless where it has a null.
        private let lengths: [Double]
        private let hasNull: [Bool]

        init(_ members: [Column], rows: Int) throws {
            var greatest = [Double](repeating: 0, count: rows)
            var squares = greatest
            var hasNull = [Bool](repeating: false, count: rows)
            for member in members {
                try member.withDoubles { values in
                    for row in 0..<rows {
                        let magnitude = values[row].magnitude
                        if !values.isValid(row) { hasNull[row] = true }
                        if magnitude > greatest[row] || magnitude.isNaN { greatest[row] = magnitude }
                    }
                }
            }
            for member in members {
                try member.withDoubles { values in
                    for row in 0..<rows {
                        let share = values[row] / greatest[row]
                        squares[row] += share * share
                    }
                }
            }
            self.hasNull = hasNull
            lengths = zip(greatest, squares).map { $0 == 0 || $0.isInfinite ? $0 : $0 * $1.squareRoot() }
        }

        func divide(_ members: [Column]) throws -> [Column] {
            try members.map { member in
                try member.withDoubles { values in
                    let result = try ColumnWriter<Double>(count: values.count)
                    for row in 0..<values.count {
                        if hasNull[row] {
                            result.setNull(row)
                        } else if lengths[row] != 0 {
                            result[row] = values[row] / lengths[row]
                        }
                    }
                    return try result.finish()
                }
            }
        }
    }
}

extension Scaling.Scale {
    /// Nil for a column with no values.
    fileprivate init?(_ operation: Scaling.Operation, _ values: Column, rows: Int) throws {
        let all = try Grouping(keys: [], rows: rows)
        func statistic(_ operation: AggregateFunction) throws -> Double? {
            try operation.evaluate(values, over: all).double(at: 0)
        }
        switch operation {
        case .standard:
            guard let mean = try statistic(.mean) else { return nil }
            center = mean
            scale = try all.aggregate(values, .std(ddof: 0)).double(at: 0) ?? 0
        case .robust:
            guard let median = try statistic(.median), let lower = try statistic(.percentile(25)),
                let upper = try statistic(.percentile(75))
            else { return nil }
            center = median
            scale = upper - lower
        case .minmax, .normalizer:
            guard let low = try statistic(.min), let high = try statistic(.max) else { return nil }
            center = low
            scale = high - low
        }
        // Of one value there is no extent, whatever rounding makes of it, or the difference of two infinities.
        if scale > 1e-6 * center.magnitude { return }
        if let low = try statistic(.min), let high = try statistic(.max), low == high { (center, scale) = (low, 0) }
    }
}
