import Columnar
import Plan

extension ExpressionEvaluation {
    /// `cast` and `try_cast` of a value that is not the constant null; the types go together (`DataType.canCast`).
    func cast(_ value: ExpressionValue, to target: DataType, isTry: Bool) throws -> ExpressionValue {
        guard let source = value.type, source != target else { return value }
        return try loop([value], target) { _ in
            let column = try value.loopColumn()
            let result = try Cast(from: source, to: target).apply(column)
            if !isTry && result.nullCount > column.nullCount {
                throw try badValue(column, result, target, isConstant: value.scalar != nil)
            }
            return result
        }
    }

    /// The first value of `column` that became null.
    private func badValue(_ column: Column, _ result: Column, _ target: DataType, isConstant: Bool) throws -> ValueError
    {
        let isLost = try Kernel.column("and", Kernel.column("is_null", result), Kernel.column("is_valid", column))
        let row = try isLost.withBools { lost in (0..<lost.count).first { lost[$0] } } ?? 0
        let value = try column.scalar(at: row)
        var message = "\(value.messageText) does not fit \(target)"
        if value.type == .string || value.type == .binary { message = "\(value.messageText) is not a \(target)" }
        if target.isInteger, case .double(let number) = value, number.isFinite, number.magnitude < 0x1p63,
            number != number.rounded()
        {
            message = "\(value.messageText) is not whole; write round, floor or ceil before the cast"
        } else {
            message += "; try_cast gives null instead"
        }
        return ValueError(code: .data, message: message, value: value.messageText, row: isConstant ? nil : row)
    }
}

/// The conversions of `cast`: what does not fit becomes null.
private struct Cast {
    let source: DataType
    let target: DataType

    init(from source: DataType, to target: DataType) {
        self.source = source
        self.target = target
    }

    func apply(_ column: Column) throws -> Column {
        if source == .string { return try parsed(column) }
        switch target {
        case .string: return try text(column)
        case .bool: return try Kernel.column("not_equal", [.column(column), .scalar(.int64(0))])
        case .int32, .int64: return try integers(column)
        case .float32, .float64: return try column.cast(to: target.columnType, safe: false)
        case .date: return try source == .timestamp ? days(column) : column.withInt64s(int32s)
        case .timestamp:
            let unit = source == .date ? TemporalText.microsecondsPerDay : 1
            return try column.withInt64s { values in
                try fixed(values.count, values.validity) { row -> Int64? in
                    let (microseconds, overflow) = values[row].multipliedReportingOverflow(by: unit)
                    return overflow ? nil : microseconds
                }
            }
        case .decimal, .binary: return try eachOrNull(column)
        }
    }

    private func integers(_ column: Column) throws -> Column {
        if source.isDecimal { return try eachOrNull(column) }
        if source.isFloat {
            return try column.withDoubles { values in
                target == .int64
                    ? try fixed(values.count, values.validity) { Int64(exactly: values[$0]) }
                    : try fixed(values.count, values.validity) { Int32(exactly: values[$0]) }
            }
        }
        if target == .int32 { return try column.withInt64s(int32s) }
        return try column.withInt64s { values in try fixed(values.count, values.validity) { values[$0] } }
    }

    /// Integers of 32 bits, dates among them.
    private func int32s(_ values: FixedValues<Int64>) throws -> Column {
        try fixed(values.count, values.validity) { Int32(exactly: values[$0]) }
    }

    private func fixed<Value: FixedWidth>(
        _ count: Int, _ validity: Validity, _ value: (Int) -> Value?
    ) throws -> Column {
        let result = try ColumnWriter<Value>(target.columnType, count: count)
        for row in 0..<count {
            if validity[row], let value = value(row) { result[row] = value } else { result.setNull(row) }
        }
        return try result.finish()
    }

    /// The day, rounded down also before 1970.
    private func days(_ column: Column) throws -> Column {
        try column.withInt64s { values in
            try fixed(values.count, values.validity) { row -> Int32? in
                let (quotient, remainder) = values[row].quotientAndRemainder(
                    dividingBy: TemporalText.microsecondsPerDay)
                return Int32(exactly: remainder < 0 ? quotient - 1 : quotient)
            }
        }
    }

    /// By Arrow; where it refuses a value, value by value.
    private func eachOrNull(_ column: Column) throws -> Column {
        do {
            return try column.resized(to: target)
        } catch {
            if error.code == .memory { throw error }
            var parts: [Column] = []
            for row in 0..<column.count {
                let part = try column.slice(offset: row, count: 1)
                parts.append(try (try? part.resized(to: target)) ?? Column(nulls: 1, type: target.columnType))
            }
            return try Column.concat(parts).combined()
        }
    }

    // MARK: Text

    private func text(_ column: Column) throws -> Column {
        switch source {
        case .timestamp, .date:
            let isDate = source == .date
            return try column.withInt64s { values in
                let writer = try StringWriter(count: values.count)
                for row in 0..<values.count {
                    guard values.isValid(row) else {
                        try writer.append(nil)
                        continue
                    }
                    try writer.append(
                        isDate ? TemporalText.text(days: values[row]) : TemporalText.text(microseconds: values[row]))
                }
                return try writer.finish()
            }
        case .binary:
            return try column.withStrings { values in
                let writer = try StringWriter(count: values.count)
                for row in 0..<values.count {
                    try writer.append(values.isValid(row) ? String(validating: values.bytes(row), as: UTF8.self) : nil)
                }
                return try writer.finish()
            }
        default: return try column.cast(to: .string)
        }
    }

    private func parsed(_ column: Column) throws -> Column {
        try column.withStrings { values in
            switch target {
            case .int32: return try fixed(values.count, values.validity) { Int32(values[$0]) }
            case .int64: return try fixed(values.count, values.validity) { Int64(values[$0]) }
            case .float64: return try fixed(values.count, values.validity) { Self.double(values[$0]) }
            case .float32:
                // Rounded once, from the text.
                let doubles = try Cast(from: .string, to: .float64).fixed(values.count, values.validity) { row in
                    Self.double(values[row]) == nil ? nil : Float(values[row]).map(Double.init)
                }
                return try doubles.cast(to: .float32, safe: false)
            case .bool: return try bools(values)
            case .date: return try fixed(values.count, values.validity) { TemporalText.date(values[$0]) }
            case .timestamp: return try fixed(values.count, values.validity) { TemporalText.timestamp(values[$0]) }
            default: return try eachOrNull(column)
            }
        }
    }

    private func bools(_ values: StringValues) throws -> Column {
        let result = try BoolWriter(count: values.count)
        for row in 0..<values.count {
            let text = values.isValid(row) ? values[row].lowercased() : ""
            if text == "true" { result[row] = true } else if text != "false" { result.setNull(row) }
        }
        return try result.finish()
    }

    /// A decimal number, `nan`, `inf` or `infinity`, in any case; not the hexadecimal numbers that Swift also reads.
    private static func double(_ text: String) -> Double? {
        text.utf8.contains { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") } ? nil : Double(text)
    }
}
