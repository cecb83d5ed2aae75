import Columnar
import Plan

// No operand here is the constant null.
extension ExpressionEvaluation {
    func function(
        _ function: Expression.Function, _ node: ExpressionProgram.Node, _ operands: [ExpressionValue]
    ) throws -> ExpressionValue {
        let values = try operands.enumerated().map { try $1.converted(to: node.signature.operands[$0]) }
        switch function {
        case .abs: return try absolute(values[0])
        case .round: return try rounded(values)
        case .floor, .ceil:
            if values[0].type == .int64 { return values[0] }
            return try call(function.rawValue, [values[0]], node.type)
        case .log: return try call("ln", values, .float64)
        case .log10, .log2, .exp, .sqrt, .power: return try call(function.rawValue, values, .float64)
        case .least, .greatest: return try extreme(function, values, node.type)
        case .lower: return try call("utf8_lower", values, .string)
        case .upper: return try call("utf8_upper", values, .string)
        case .trim: return try call("utf8_trim_whitespace", values, .string)
        case .length: return try call("utf8_length", values, .int64)
        case .concat:
            if values.count == 1 { return values[0] }
            return try call(
                "binary_join_element_wise", values + [ExpressionValue(.string(""), .string)], .string,
                .join(skipNulls: false))
        case .replace: return try replace(values)
        case .substr: return try substring(values)
        case .startsWith, .endsWith: return try endTest(values, atStart: function == .startsWith)
        case .regexp: return try match("match_substring_regex", values)
        case .year, .month, .day, .hour, .minute, .second, .dayOfWeek, .isWeekend, .quarter, .dayOfYear, .week:
            return try datePart(function, values[0])
        case .coalesce, .nullif, .if: throw ComputeError(.internal, "'\(function.rawValue)' is not evaluated here")
        }
    }

    // MARK: Numbers

    private func absolute(_ value: ExpressionValue) throws -> ExpressionValue {
        guard value.type == .int64 else { return try call("abs", [value], value.type) }
        do {
            return try call("abs_checked", [value], .int64)
        } catch let error as ColumnarError where error.code != .memory {
            throw ValueError(
                code: .arithmetic, message: "abs(\(Int64.min)) does not fit int64; cast to float64 first",
                value: String(Int64.min), row: nil)
        }
    }

    /// Half away from zero, to a constant number of decimal places.
    private func rounded(_ values: [ExpressionValue]) throws -> ExpressionValue {
        var digits: Int64 = 0
        if values.count == 2, case .int64(let given) = values[1].scalar { digits = given }
        let value = values[0]
        switch value.type {
        case .float64: return try doubles([value]) { number, _ in number.rounded(digits: digits) }
        case .int64 where digits >= 0: return value
        case .int64:
            return try integers([value, value]) { number, _, row in
                guard let rounded = number.rounded(toPower: -digits) else {
                    throw Self.overflow("round(\(number), \(digits))", row)
                }
                return rounded
            }
        default:
            return try call(
                "round", [value], value.type,
                .round(digits: Int(clamping: max(-40, min(digits, 40))), .halfAwayFromZero))
        }
    }

    /// Null where any value is; a NaN is the greatest number.
    private func extreme(
        _ function: Expression.Function, _ values: [ExpressionValue], _ type: DataType?
    ) throws -> ExpressionValue {
        let isGreatest = function == .greatest
        guard type?.isFloat == true else {
            return try values.dropFirst().reduce(values[0]) { best, value in
                let keeps = try compare(best, isGreatest ? .greaterOrEqual : .lessOrEqual, value)
                let chosen = try RowMask(where: keeps, is: true).choose(best, value)
                return try RowMask(whereNull: keeps).choose(.null(type), chosen)
            }
        }
        // These kernels pass over a NaN, which is right for the least but not for the greatest.
        let kernel = isGreatest ? "max_element_wise" : "min_element_wise"
        var result = try call(kernel, values, type, .elementWiseAggregate(skipNulls: false))
        for value in isGreatest ? values : [] {
            let isNaN = try RowMask(where: call("is_nan", [value], .bool), is: true)
            result = try isNaN.intersection(RowMask(whereNull: result).inverted()).choose(value, result)
        }
        return result
    }

    // MARK: Times

    private func datePart(_ function: Expression.Function, _ value: ExpressionValue) throws -> ExpressionValue {
        switch function {
        case .dayOfWeek: return try dayOfWeek(value)
        case .isWeekend: return try compare(dayOfWeek(value), .greaterOrEqual, ExpressionValue(.int64(5), .int64))
        case .dayOfYear: return try call("day_of_year", [value], .int64)
        case .week: return try call("iso_week", [value], .int64)
        case .hour, .minute, .second: return try call(function.rawValue, [value.converted(to: .timestamp)], .int64)
        default: return try call(function.rawValue, [value], .int64)
        }
    }

    private func dayOfWeek(_ value: ExpressionValue) throws -> ExpressionValue {
        try call("day_of_week", [value], .int64, .dayOfWeek(countFromZero: true, weekStart: 1))
    }
}

extension Double {
    /// Half away from zero at `digits` decimal places, computed as `round(x · 10ⁿ) / 10ⁿ`; the number itself where it
    /// has no digits beyond those.
    func rounded(digits: Int64) -> Double {
        if digits == 0 { return rounded(.toNearestOrAwayFromZero) }
        // Beyond these a double has no digits, or no digits left.
        if !isFinite || digits > 323 { return self }
        if digits < -308 { return self * 0 }
        var scale = 1.0
        for _ in 0..<min(digits.magnitude, 308) { scale *= 10 }
        if digits < 0 { return (self / scale).rounded(.toNearestOrAwayFromZero) * scale }
        let scaled = self * scale
        // From 2^52 on a double is whole.
        return scaled.magnitude < 0x1p52 ? scaled.rounded(.toNearestOrAwayFromZero) / scale : self
    }
}

extension Int64 {
    /// Half away from zero to a multiple of 10^`power`; nil where that does not fit.
    func rounded(toPower power: Int64) -> Int64? {
        if power > 19 { return 0 }
        var scale: UInt64 = 1
        for _ in 0..<power { scale *= 10 }
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: scale)
        let (result, overflow) = (quotient + (remainder >= scale - remainder ? 1 : 0)).multipliedReportingOverflow(
            by: scale)
        if overflow { return nil }
        return self < 0 ? Int64(exactly: result).map { -$0 } : Int64(exactly: result)
    }
}
