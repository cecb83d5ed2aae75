import Columnar
import Plan

/// One value as text: for previews, and for the suffixes of families.
enum CellText {
    /// Nil: null. Numbers in the fewest digits that give the same number back, timestamps by RFC 3339, binary in hexadecimal.
    static func of(_ value: Scalar) -> String? {
        switch value {
        case .null: nil
        case .bool(let flag): flag ? "true" : "false"
        case .int64(let number): String(number)
        case .double(let number): text(number)
        case .string(let text): text
        case .timestamp(let microseconds): TemporalText.text(microseconds: microseconds)
        case .date(let days): TemporalText.text(days: Int64(days))
        case .decimal(let digits, _, _): digits
        case .binary(let bytes): "0x" + bytes.map { hexadecimal($0) }.joined()
        }
    }

    static func text(_ number: Double) -> String {
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : number.isNaN ? "NaN" : text
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
