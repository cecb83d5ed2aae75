import Columnar
import Plan

/// What a subexpression is: a column, or one value for all rows.
struct ExpressionValue {
    let datum: Datum
    /// Nil: null in every row, and of no type. A scalar int64 or double may also be of the type int32 or float32.
    let type: DataType?

    init(_ column: Column, _ type: DataType?) {
        datum = type == nil ? .scalar(.null) : .column(column)
        self.type = type
    }

    init(_ scalar: Scalar, _ type: DataType?) {
        datum = .scalar(scalar)
        self.type = type
    }

    /// A kernel's result; where the kernel chose another width than the expression has, it is brought to that.
    init(_ datum: Datum, as type: DataType?) throws(ColumnarError) {
        switch datum {
        case .scalar(let scalar): self.init(scalar, type)
        case .column(let column): self.init(try column.resized(to: type), type)
        }
    }

    static func null(_ type: DataType?) -> ExpressionValue { ExpressionValue(.null, type) }

    static func bool(_ flag: Bool) -> ExpressionValue { ExpressionValue(.bool(flag), .bool) }

    var scalar: Scalar? { if case .scalar(let scalar) = datum { scalar } else { nil } }

    var column: Column? { if case .column(let column) = datum { column } else { nil } }

    /// Whether it is the constant null. A column may be null in every row without being so.
    var isNull: Bool { scalar == .null }

    /// As a column of `rows` rows.
    func column(rows: Int) throws(ColumnarError) -> Column {
        switch datum {
        case .column(let column): return column
        case .scalar(.null): return try Column(nulls: rows, type: type?.columnType ?? .null)
        case .scalar(let scalar):
            return try Column(repeating: scalar, count: rows).resized(to: type)
        }
    }

    /// As a column that a loop can read: of `rows` rows, or of one that stands for all.
    func loopColumn() throws(ColumnarError) -> Column {
        if let column { return column }
        return try column(rows: 1)
    }

    /// The same values as `target`, a type that holds them all (see `Expression.Signature.operands`); nil: as they are.
    func converted(to target: DataType?) throws -> ExpressionValue {
        guard let target, type != target else { return self }
        if isNull { return .null(target) }
        switch (datum, target) {
        case (.scalar(.int64(let number)), .float32), (.scalar(.int64(let number)), .float64):
            return ExpressionValue(.double(Double(number)), target)
        case (.scalar(.int64), .int32), (.scalar(.int64), .int64), (.scalar(.double), .float32),
            (.scalar(.double), .float64):
            return ExpressionValue(datum, type: target)
        case (.scalar(.string(let text)), .date), (.scalar(.string(let text)), .timestamp):
            guard let literal = Expression.Literal(temporal: text, as: target) else {
                throw ComputeError(.data, "'\(text)' is not a \(target)", value: text)
            }
            return ExpressionValue(Scalar(literal), target)
        case (.scalar, _):
            return ExpressionValue(try loopColumn().resized(to: target).scalar(at: 0), target)
        case (.column(let column), _):
            return ExpressionValue(try column.resized(to: target), target)
        }
    }

    private init(_ datum: Datum, type: DataType?) {
        self.datum = datum
        self.type = type
    }
}

extension Scalar {
    init(_ literal: Expression.Literal) {
        switch literal {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int64(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .timestamp(let microseconds): self = .timestamp(microseconds)
        case .date(let days): self = .date(days)
        }
    }

    /// As an error message names the value.
    var messageText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): "'\(text)'"
        case .timestamp(let microseconds): TemporalText.text(microseconds: microseconds)
        case .date(let days): TemporalText.text(days: Int64(days))
        case .decimal(let digits, _, _): digits
        case .binary(let bytes): "\(bytes.count) bytes"
        }
    }
}

extension Column {
    /// The values as a wider type of the same kind, or as a float; what a float cannot hold exactly is rounded.
    func resized(to target: DataType?) throws(ColumnarError) -> Column {
        guard let target, type != target.columnType else { return self }
        if type == .date32, target == .timestamp {
            return try cast(to: .timestamp(.microsecond, zone: nil)).cast(to: .utcTimestamp)
        }
        if type.isInteger, target.isDecimal {
            // Arrow asks for the digits of the whole integer type, whatever the values.
            return try cast(to: .decimal128(precision: 19, scale: 0)).cast(to: target.columnType)
        }
        return try cast(to: target.columnType, safe: !target.isFloat)
    }
}
