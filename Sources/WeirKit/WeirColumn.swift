package import Columnar
import Compute

/// An immutable column of values of one type, over memory in Arrow's layout. Copies share the memory, and any thread may read one.
///
/// Where a conversion is not possible, what the accessors throw says which value is in the way.
public struct WeirColumn: Sendable, Equatable {
    package let column: Column

    package init(_ column: Column) { self.column = column }

    public var count: Int { column.count }
    public var nullCount: Int { column.nullCount }

    /// Nil for a column of nulls of which nothing else is known, and for a type that features cannot have.
    public var type: WeirType? {
        (try? column.dataType).flatMap { $0 }.map { WeirType($0) }
    }

    // MARK: Columns of values

    public init(bools values: [Bool?]) throws { column = try Column(bools: values) }
    public init(int64s values: [Int64?]) throws { column = try Column(int64s: values) }
    public init(int32s values: [Int32?]) throws { column = try Column(int32s: values) }
    public init(doubles values: [Double?]) throws { column = try Column(doubles: values) }
    public init(strings values: [String?]) throws { column = try Column(strings: values) }
    public init(binary values: [[UInt8]?]) throws { column = try Column(binary: values) }

    /// Microseconds since 1970-01-01T00:00:00Z.
    public init(timestamps microseconds: [Int64?]) throws { column = try Column(timestamps: microseconds) }

    /// Days since 1970-01-01.
    public init(dates days: [Int32?]) throws { column = try Column(dates: days) }

    /// Nulls only.
    public init(nulls count: Int, type: WeirType) throws {
        column = try Column(nulls: count, type: type.dataType.columnType)
    }

    // MARK: All values

    public func bools() throws -> [Bool?] { try column.bools() }

    /// Of integers, bools (0, 1), timestamps (microseconds) and dates (days).
    public func int64s() throws -> [Int64?] { try column.int64s() }

    /// Of every kind of number; decimals and large integers become the nearest double.
    public func doubles() throws -> [Double?] { try column.doubles() }
    public func strings() throws -> [String?] { try column.strings() }

    // MARK: Values where they lie

    /// The same as `int64s`, without an array: values are read where they lie, as far as they are 64-bit integers already. The values
    /// must not leave the closure.
    public func withInt64s<Result>(_ body: (WeirValues<Int64>) throws -> Result) throws -> Result {
        try column.withInt64s { try body(WeirValues(values: $0.buffer, validity: $0.validity)) }
    }

    /// The same as `doubles`, without an array.
    public func withDoubles<Result>(_ body: (WeirValues<Double>) throws -> Result) throws -> Result {
        try column.withDoubles { try body(WeirValues(values: $0.buffer, validity: $0.validity)) }
    }

    // MARK: Other columns of it

    /// Throws for the first value that does not fit.
    public func cast(to type: WeirType) throws -> WeirColumn {
        WeirColumn(try column.cast(to: type.dataType.columnType))
    }

    /// The values of these rows, in this order.
    public func rows(_ rows: [Int]) throws -> WeirColumn { WeirColumn(try column.take(rows: rows)) }
}

/// The values of a column of fixed width where they lie; valid only inside the closure that got them.
public struct WeirValues<Value: BitwiseCopyable> {
    let values: UnsafeBufferPointer<Value>
    let validity: Validity

    public var count: Int { values.count }

    /// The value of a row; nil: null.
    public subscript(row: Int) -> Value? { validity[row] ? values[row] : nil }
}
