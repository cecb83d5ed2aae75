import Compute
import Plan
import Testing

@Suite("Types of features")
struct ResultTypes {
    private func shape(
        _ group: String, _ operation: String, _ types: [DataType?], _ options: [String: OptionValue] = [:]
    ) throws -> FeatureShape? {
        let call = FeatureCall(group: group, operation: operation, options: options, inputCount: types.count)
        return try FeatureGroups[group]?.result(of: call, inputs: types)
    }

    private func refusal(
        _ group: String, _ operation: String, _ types: [DataType?], _ options: [String: OptionValue] = [:]
    ) -> String? {
        do {
            _ = try shape(group, operation, types, options)
            return nil
        } catch {
            return (error as? OptionProblem)?.message
        }
    }

    @Test(
        "aggregates",
        arguments: [
            ("sum_aggr", DataType.int32, DataType.int64), ("sum_aggr", .int64, .int64),
            ("sum_aggr", .float32, .float64),
            ("sum_aggr", .decimal(precision: 10, scale: 2), .decimal(precision: 38, scale: 2)),
            ("sum_aggr", .bool, .int64),
            ("avg_aggr", .int64, .float64), ("mean_aggr", .bool, .float64), ("std_aggr", .float32, .float64),
            ("median_aggr", .int32, .float64), ("min_aggr", .string, .string), ("max_aggr", .timestamp, .timestamp),
            ("first_aggr", .date, .date), ("mode_aggr", .bool, .bool), ("count_aggr", .binary, .int64),
            ("nunique_aggr", .string, .int64),
        ])
    func aggregates(operation: String, input: DataType, result: DataType) throws {
        #expect(try shape("aggregated", operation, [input]) == .column(result))
    }

    @Test("what has no meaning is refused with advice")
    func refused() {
        #expect(
            refusal("aggregated", "mean_aggr", [.string])
                == "avg does not work on string values; give the column a number type under 'types', "
                + "or use min, max, first, last, mode, nunique or count")
        #expect(
            refusal("aggregated", "median_aggr", [.timestamp])?.contains("median does not work on timestamp") == true)
        #expect(refusal("missing_value", "mean_imputed", [.string])?.contains("mode_imputed") == true)
        #expect(refusal("scaling", "standard_scaled", [.string])?.contains("it takes numbers") == true)
        #expect(refusal("datetime", "year", [.string])?.contains("'types'") == true)
        #expect(refusal("datetime", "hour", [.int64]) != nil)
        #expect(refusal("string", "upper", [.int64])?.contains("cast") == true)
        #expect(refusal("arithmetic", "add_point", [.int64, .string]) != nil)
        #expect(refusal("missing_value", "constant_imputed", [.int64], ["constant_value": .string("x")]) != nil)
    }

    @Test("a type that only the run knows is let through")
    func unknown() throws {
        #expect(try shape("aggregated", "avg_aggr", [nil]) == .column(.float64))
        #expect(try shape("aggregated", "sum_aggr", [nil]) == .column(nil))
        #expect(try shape("missing_value", "ffill_imputed", [nil]) == .column(nil))
        #expect(try shape("datetime", "year", [nil]) == .column(.int64))
        #expect(try shape("string", "length", [nil]) == .column(.int64))
    }

    @Test("the other groups")
    func others() throws {
        #expect(try shape("missing_value", "median_imputed", [.int64]) == .column(.float64))
        #expect(try shape("missing_value", "mode_imputed", [.string]) == .column(.string))
        #expect(
            try shape("missing_value", "constant_imputed", [.int64], ["constant_value": .int(0)]) == .column(.int64))
        #expect(
            try shape("missing_value", "constant_imputed", [.int64], ["constant_value": .double(0.5)])
                == .column(.float64))
        #expect(try shape("scaling", "robust_scaled", [.int64]) == .column(.float64))
        #expect(try shape("scaling", "normalizer_scaled", [.int64, .float32]) == .family(.float64))
        #expect(try shape("scaling", "normalizer_scaled", [.int64]) == .column(.float64))
        #expect(try shape("encoding", "onehot_encoded", [.string]) == .family(.int32))
        #expect(try shape("encoding", "label_encoded", [.date]) == .column(.int64))
        #expect(try shape("encoding", "frequency_encoded", [.bool]) == .column(.float64))
        #expect(try shape("arithmetic", "divide_point", [.int64, .int64]) == .column(.float64))
        #expect(try shape("arithmetic", "multiply_point", [.int64, .int64]) == .column(.int64))
        #expect(try shape("arithmetic", "add_constant", [.int64], ["constant": .double(2.5)]) == .column(.float64))
        #expect(try shape("datetime", "is_weekend", [.date]) == .column(.bool))
        #expect(try shape("string", "reverse", [.string]) == .column(.string))
    }
}
