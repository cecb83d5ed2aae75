import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The functions of expressions that are null where an argument is, of arguments that are not, in the types that they take.
enum RowFunctions {
    static func apply(_ function: Expression.Function, _ values: [RowValue]) throws(RowProblem) -> RowValue {
        switch function {
        case .abs: return try absolute(values[0])
        case .round: return try rounded(values)
        case .floor: return whole(values[0], .down)
        case .ceil: return whole(values[0], .up)
        case .log: return float(values) { log($0[0]) }
        case .log10: return float(values) { log10($0[0]) }
        case .log2: return float(values) { log2($0[0]) }
        case .exp: return float(values) { exp($0[0]) }
        case .sqrt: return float(values) { $0[0].squareRoot() }
        case .power: return float(values) { pow($0[0], $0[1]) }
        case .least: return values.reduce(values[0]) { $1.order($0) < 0 ? $1 : $0 }
        case .greatest: return values.reduce(values[0]) { $1.order($0) > 0 ? $1 : $0 }
        case .lower, .upper, .length, .trim, .concat, .replace, .substr, .startsWith, .endsWith:
            return try RowTexts.apply(function, values)
        case .year, .month, .day, .hour, .minute, .second, .dayOfWeek, .isWeekend, .quarter, .dayOfYear, .week:
            return try RowTimes.part(function, of: values[0])
        case .coalesce, .nullif, .if, .regexp:
            throw RowProblem(.internal, "'\(function.rawValue)' is not computed here")
        }
    }

    private static func float(_ values: [RowValue], _ body: ([Double]) -> Double) -> RowValue {
        .double(body(values.map { $0.number ?? .nan }))
    }

    private static func absolute(_ value: RowValue) throws(RowProblem) -> RowValue {
        switch value {
        case .int(.min): throw RowArithmetic.tooLarge("abs(\(Int64.min))")
        case .int(let number): .int(abs(number))
        case .double(let number): .double(number.magnitude)
        case .decimal(let unscaled, let scale): .decimal(unscaled < 0 ? -unscaled : unscaled, scale: scale)
        default: value
        }
    }

    private static func whole(_ value: RowValue, _ rule: FloatingPointRoundingRule) -> RowValue {
        switch value {
        case .double(let number): return .double(number.rounded(rule))
        case .decimal(let unscaled, let scale):
            let unit = DecimalDigits.power(scale)
            let rest = unscaled % unit
            if rest == 0 { return value }
            let isTowardsZero = (rule == .down) == (unscaled > 0)
            return .decimal(unscaled - rest + (isTowardsZero ? 0 : rule == .up ? unit : -unit), scale: scale)
        default: return value
        }
    }

    /// Half away from zero, to decimal places, or with a negative count to tens, hundreds, …
    private static func rounded(_ values: [RowValue]) throws(RowProblem) -> RowValue {
        var digits = 0
        if values.count == 2, case .int(let given) = values[1] { digits = Int(clamping: given) }
        switch values[0] {
        case .double(let number): return .double(rounded(number, digits))
        case .int(let number):
            if digits >= 0 { return values[0] }
            // Half of 10²⁰ is more than any int64.
            let rounded = digits < -19 ? 0 : rounded(Int128(number), to: DecimalDigits.power(-digits))
            guard let fitting = Int64(exactly: rounded) else {
                throw RowArithmetic.tooLarge("round(\(number), \(digits))")
            }
            return .int(fitting)
        case .decimal(let unscaled, let scale):
            if digits >= scale { return values[0] }
            return .decimal(
                scale - digits > 38 ? 0 : rounded(unscaled, to: DecimalDigits.power(scale - digits)), scale: scale)
        default: return values[0]
        }
    }

    private static func rounded(_ number: Int128, to unit: Int128) -> Int128 {
        let (quotient, rest) = number.magnitude.quotientAndRemainder(dividingBy: unit.magnitude)
        let up: UInt128 = rest >= unit.magnitude - rest ? 1 : 0
        let result = Int128((quotient + up) * unit.magnitude)
        return number < 0 ? -result : result
    }

    /// `round(x · 10ⁿ) / 10ⁿ`; a number that has no digits beyond those stays itself.
    private static func rounded(_ number: Double, _ digits: Int) -> Double {
        if digits == 0 || !number.isFinite { return number.rounded(.toNearestOrAwayFromZero) }
        if digits < 0 {
            let unit = pow(10, Double(-digits))
            return unit.isFinite ? (number / unit).rounded(.toNearestOrAwayFromZero) * unit : number * 0
        }
        let unit = pow(10, Double(min(digits, 308)))
        let scaled = number * unit
        // From 2⁵² on a double is whole.
        return digits > 323 || scaled.magnitude >= 0x1p52
            ? number : scaled.rounded(.toNearestOrAwayFromZero) / unit
    }
}
