import Plan

extension RowValue {
    init(_ literal: Expression.Literal) {
        switch literal {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .timestamp(let microseconds): self = .timestamp(microseconds)
        case .date(let days): self = .date(Int64(days))
        }
    }

    /// The number, rounded to a double; nil for null and for what is no number. True is 1.
    var number: Double? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .int(let number): Double(number)
        case .double(let number): number
        case .decimal(let unscaled, let scale): Double(unscaled) / Double(DecimalDigits.power(scale))
        case .null, .string, .binary, .date, .timestamp: nil
        }
    }

    /// Microseconds since the epoch of a timestamp or of a date's midnight; nil for everything else, and for a date so far away that
    /// its microseconds cannot be counted.
    var microseconds: Int64? {
        switch self {
        case .timestamp(let microseconds): return microseconds
        case .date(let days):
            let (microseconds, overflow) = days.multipliedReportingOverflow(by: TemporalText.microsecondsPerDay)
            return overflow ? nil : microseconds
        default: return nil
        }
    }

    /// The same value as `type`, which holds the values of this one's type too (`DataType.unified`); nil: as it is.
    ///
    /// - Parameter exactly: refuses an integer that a float would round.
    func converted(to type: DataType?, exactly: Bool = false) throws(RowProblem) -> RowValue {
        guard let type else { return self }
        switch (self, type) {
        case (.int(let number), .float64):
            if exactly && Int64(exactly: Double(number)) != number {
                throw RowProblem(.data, "\(number) cannot be a float64 without being rounded", value: String(number))
            }
            return .double(Double(number))
        case (.int(let number), .float32): return .double(Double(Float(number)))
        case (.double(let number), .float32): return .double(Double(Float(number)))
        case (.int(let number), .decimal(let precision, let scale)):
            return try Self.decimal(Int128(number), scale: 0, precision: precision, newScale: scale)
        case (.decimal(let unscaled, let old), .decimal(let precision, let scale)):
            return try Self.decimal(unscaled, scale: old, precision: precision, newScale: scale)
        case (.decimal, .float32), (.decimal, .float64):
            return try number.map(RowValue.double)?.converted(to: type) ?? .null
        case (.string(let text), .date), (.string(let text), .timestamp):
            guard let literal = Expression.Literal(temporal: text, as: type) else {
                throw RowProblem(.data, "'\(text)' is not a \(type)", value: text)
            }
            return RowValue(literal)
        case (.date(let days), .timestamp):
            guard let microseconds else {
                throw RowProblem(.data, "\(TemporalText.text(days: days)) is beyond the range of timestamps")
            }
            return .timestamp(microseconds)
        default: return self
        }
    }

    private static func decimal(
        _ unscaled: Int128, scale: Int, precision: Int, newScale: Int
    ) throws(RowProblem) -> RowValue {
        guard let rescaled = DecimalDigits.rescaled(unscaled, from: scale, to: newScale),
            rescaled.magnitude < DecimalDigits.power(precision).magnitude
        else {
            let text = DecimalDigits.text(unscaled, scale: scale)
            throw RowProblem(.data, "\(text) does not fit \(DataType.decimal(precision: precision, scale: newScale))")
        }
        return .decimal(rescaled, scale: newScale)
    }

    /// As an error message names the value.
    var messageText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): "'\(text)'"
        case .binary(let bytes): "\(bytes.count) bytes"
        case .date(let days): TemporalText.text(days: days)
        case .timestamp(let microseconds): TemporalText.text(microseconds: microseconds)
        case .decimal(let unscaled, let scale): DecimalDigits.text(unscaled, scale: scale)
        }
    }
}
