import Plan

extension RowExpression {
    /// `value` is not null; what does not fit is an error, or null for `try_cast`.
    func cast(_ value: RowValue, to target: DataType, isTry: Bool) throws(RowProblem) -> RowValue {
        guard let source = operands[0].type, source != target else { return value }
        if let result = Self.cast(value, source, to: target) { return result }
        if isTry { return .null }
        if target.isInteger, case .double(let number) = value, number.isFinite, number.magnitude < 0x1p63,
            number != number.rounded()
        {
            throw RowProblem(
                .data, "\(value.messageText) is not whole; write round, floor or ceil before the cast",
                value: value.messageText)
        }
        let isText = source == .string || source == .binary
        throw RowProblem(
            .data,
            "\(value.messageText) \(isText ? "is not a" : "does not fit") \(target); try_cast gives null instead",
            value: value.messageText)
    }

    /// Nil: it does not fit.
    private static func cast(_ value: RowValue, _ source: DataType, to target: DataType) -> RowValue? {
        if case .string(let text) = value { return parsed(text, as: target) }
        switch target {
        case .bool: return value.number.map { .bool($0 != 0) }
        case .int32: return whole(value).flatMap { Int32(exactly: $0) }.map { .int(Int64($0)) }
        case .int64: return whole(value).map { .int($0) }
        case .float32: return value.number.map { .double(Double(Float($0))) }
        case .float64: return value.number.map { .double($0) }
        case .date: return days(value).flatMap { Int32(exactly: $0) }.map { .date(Int64($0)) }
        case .timestamp:
            if case .int(let number) = value { return .timestamp(number) }
            return value.microseconds.map { .timestamp($0) }
        case .string: return text(value, source).map { .string($0) }
        case .binary, .decimal: return nil
        }
    }

    /// Of a date its days, of a timestamp its microseconds since the epoch.
    private static func whole(_ value: RowValue) -> Int64? {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .int(let number), .date(let number), .timestamp(let number): number
        case .double(let number): Int64(exactly: number)
        case .decimal(let unscaled, let scale):
            DecimalDigits.rescaled(unscaled, from: scale, to: 0).flatMap { Int64(exactly: $0) }
        case .null, .string, .binary: nil
        }
    }

    private static func days(_ value: RowValue) -> Int64? {
        switch value {
        case .timestamp(let time): RowTimes.floorDivided(time, by: TemporalText.microsecondsPerDay)
        case .int(let number): number
        default: nil
        }
    }

    private static func text(_ value: RowValue, _ source: DataType) -> String? {
        switch value {
        case .binary(let bytes): String(validating: bytes, as: UTF8.self)
        case .double(let number): NumberText.of(number, isNarrow: source == .float32)
        case .string(let text): text
        case .null: nil
        default: value.messageText
        }
    }

    private static func parsed(_ text: String, as target: DataType) -> RowValue? {
        switch target {
        case .bool:
            switch text.lowercased() {
            case "true": .bool(true)
            case "false": .bool(false)
            default: nil
            }
        case .int32: Int32(text).map { .int(Int64($0)) }
        case .int64: Int64(text).map { .int($0) }
        case .float64: isHexadecimal(text) ? nil : Double(text).map { .double($0) }
        // Rounded once, from the text.
        case .float32: isHexadecimal(text) ? nil : Float(text).map { .double(Double($0)) }
        case .date: TemporalText.date(text).map { .date(Int64($0)) }
        case .timestamp: TemporalText.timestamp(text).map { .timestamp($0) }
        case .binary: .binary(Array(text.utf8))
        case .string: .string(text)
        case .decimal: nil
        }
    }

    /// Swift reads such numbers too; a cast does not.
    private static func isHexadecimal(_ text: String) -> Bool { text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") } }
}

/// Floats as `cast(x as string)` writes them: in the fewest digits that give the same number back, with an exponent from 10¹⁵ on and
/// below 10⁻⁵.
enum NumberText {
    static func of(_ number: Double, isNarrow: Bool) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let shortest = isNarrow ? Float(number).magnitude.description : number.magnitude.description
        let (digits, exponent) = digits(of: shortest)
        let sign = number < 0 ? "-" : ""
        if exponent < -5 || exponent >= 15 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let padded = digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
        let fraction = padded.dropFirst(exponent + 1)
        return sign + padded.prefix(exponent + 1) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The digits of `1.25e-07` or `0.00125` without zeros at either end, and the exponent of the first.
    private static func digits(of text: String) -> (digits: String, exponent: Int) {
        let parts = text.split(separator: "e")
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = number[0]
        let all = whole + (number.count > 1 ? number[1] : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.count - 1 - leading)
    }
}
