import Plan

/// One value, as the row framework computes with it. Values of the types int32 and float32 are kept in 64 bits; what is beyond the
/// narrow type never comes to be (see `RowColumn.type`).
///
/// Equality is that of keys: null is equal to null, NaN to NaN, the zeros to each other, and texts where their code points are.
enum RowValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case binary([UInt8])
    /// Days since the epoch.
    case date(Int64)
    /// Microseconds since the epoch, UTC.
    case timestamp(Int64)
    /// `unscaled` · 10^−`scale`
    indirect case decimal(_ unscaled: Int128, scale: Int)

    var isNull: Bool { if case .null = self { true } else { false } }
}

extension RowValue: Hashable {
    static func == (left: RowValue, right: RowValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)), (.date(let a), .date(let b)), (.timestamp(let a), .timestamp(let b)): a == b
        case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
        // Swift's own equality holds canonically equivalent texts for equal.
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.binary(let a), .binary(let b)): a == b
        case (.decimal(let a, let aScale), .decimal(let b, let bScale)): a == b && aScale == bScale
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .int(let number), .date(let number), .timestamp(let number): hasher.combine(number)
        case .double(let number): hasher.combine(number.isNaN ? .nan : number == 0 ? 0 : number)
        case .string(let text): hasher.combine(text)
        case .binary(let bytes): hasher.combine(bytes)
        case .decimal(let unscaled, let scale):
            hasher.combine(unscaled)
            hasher.combine(scale)
        }
    }
}

extension RowValue {
    /// Negative where the value comes before `other` in an order, zero where they are equal: NaN after every number, texts by code
    /// point, null after all. Both are of one type.
    func order(_ other: RowValue) -> Int {
        switch (self, other) {
        case (.null, .null): 0
        case (.null, _): 1
        case (_, .null): -1
        case (.double(let a), .double(let b)) where a.isNaN || b.isNaN: (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0)
        default: compared(to: other) ?? 0
        }
    }

    /// The same by value, also of an integer and a float; nil: one is null or NaN, which is neither less nor equal nor greater.
    func compared(to other: RowValue) -> Int? {
        switch (self, other) {
        case (.bool(let a), .bool(let b)): (a ? 1 : 0) - (b ? 1 : 0)
        case (.int(let a), .int(let b)), (.date(let a), .date(let b)), (.timestamp(let a), .timestamp(let b)):
            a < b ? -1 : a > b ? 1 : 0
        case (.double(let a), .double(let b)): a < b ? -1 : a > b ? 1 : a == b ? 0 : nil
        case (.int(let a), .double(let b)): Self.compare(a, b)
        case (.double(let a), .int(let b)): Self.compare(b, a).map { -$0 }
        // The order of UTF-8's bytes is that of the code points.
        case (.string(let a), .string(let b)): Self.compare(a.utf8, b.utf8)
        case (.binary(let a), .binary(let b)): Self.compare(a, b)
        case (.decimal(let a, _), .decimal(let b, _)): a < b ? -1 : a > b ? 1 : 0
        default: nil
        }
    }

    /// Exact: from 2⁵³ on not every integer has a double.
    private static func compare(_ integer: Int64, _ number: Double) -> Int? {
        if number.isNaN { return nil }
        if number >= 0x1p63 { return -1 }
        if number < -0x1p63 { return 1 }
        let whole = Int64(number.rounded(.towardZero))
        if integer != whole { return integer < whole ? -1 : 1 }
        let fraction = number - number.rounded(.towardZero)
        return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    }

    private static func compare(_ a: some Sequence<UInt8>, _ b: some Sequence<UInt8>) -> Int {
        a.lexicographicallyPrecedes(b) ? -1 : b.lexicographicallyPrecedes(a) ? 1 : 0
    }
}

/// What is wrong with one row's values.
struct RowProblem: Error {
    var code: ComputeError.Code
    /// With the offending values in it.
    var message: String
    /// The values alone.
    var value: String?

    init(_ code: ComputeError.Code, _ message: String, value: String? = nil) {
        self.code = code
        self.message = message
        self.value = value
    }
}
