internal import CArrow

// Columns out of Swift values. All throw `.memory` where Arrow's pool cannot allocate.
extension Column {
    package init(int64s values: [Int64?]) throws(ColumnarError) {
        self = try Column.fixed(values, .int64)
    }

    package init(doubles values: [Double?]) throws(ColumnarError) {
        self = try Column.fixed(values, .float64)
    }

    package init(int32s values: [Int32?]) throws(ColumnarError) {
        self = try Column.fixed(values, .int32)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    package init(timestamps micros: [Int64?]) throws(ColumnarError) {
        self = try Column.fixed(micros, .utcTimestamp)
    }

    /// Days since 1970-01-01.
    package init(dates days: [Int32?]) throws(ColumnarError) {
        self = try Column.fixed(days, .date32)
    }

    package init(bools values: [Bool?]) throws(ColumnarError) {
        let writer = try BoolWriter(count: values.count)
        for (row, value) in values.enumerated() {
            if let value { writer[row] = value } else { writer.setNull(row) }
        }
        self = try writer.finish()
    }

    package init(strings values: [String?]) throws(ColumnarError) {
        let writer = try StringWriter(count: values.count)
        for value in values { try writer.append(value) }
        self = try writer.finish()
    }

    package init(binary values: [[UInt8]?]) throws(ColumnarError) {
        let writer = try StringWriter(count: values.count, binary: true)
        for value in values {
            if let value { try writer.append(bytes: value) } else { try writer.append(nil) }
        }
        self = try writer.finish()
    }

    /// Digits with an optional sign and decimal point; more digits than the type has throw.
    package init(decimals values: [String?], precision: Int, scale: Int) throws(ColumnarError) {
        self = try Column(strings: values).cast(to: .decimal128(precision: precision, scale: scale))
    }

    package init(nulls count: Int, type: ColumnType) throws(ColumnarError) {
        self.init(
            taking: try ColumnarError.make { error in
                type.withCType { carrow_column_nulls($0, Int64(count), error) }
            })
    }

    package init(repeating scalar: Scalar, count: Int) throws(ColumnarError) {
        let handle = try ScalarHandle(scalar)
        self.init(taking: try ColumnarError.make { carrow_column_repeat(handle.pointer, Int64(count), $0) })
    }

    private static func fixed<Value: FixedWidth>(
        _ values: [Value?], _ type: ColumnType
    ) throws(ColumnarError) -> Column {
        let writer = try ColumnWriter<Value>(type, count: values.count)
        for (row, value) in values.enumerated() {
            if let value { writer[row] = value } else { writer.setNull(row) }
        }
        return try writer.finish()
    }
}

/// A Swift type whose memory is that of an Arrow column of fixed width.
package protocol FixedWidth: BitwiseCopyable, Sendable {
    /// The plainest column type of this memory.
    static var columnType: ColumnType { get }
}

extension Int32: FixedWidth { package static var columnType: ColumnType { .int32 } }
extension Int64: FixedWidth { package static var columnType: ColumnType { .int64 } }
extension UInt32: FixedWidth { package static var columnType: ColumnType { .uint32 } }
extension Double: FixedWidth { package static var columnType: ColumnType { .float64 } }
