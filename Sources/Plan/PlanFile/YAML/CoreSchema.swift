/// Types of plain scalars by the core schema of YAML 1.2.2 (section 10.3.2): `~ null true false 12 -3 0x1F 0o17 .5
/// 1e3 .inf .nan` in the letter cases it lists; everything else, so also `yes`, `on` and `1_000`, is text.
enum CoreSchema {
    /// The value of a plain scalar; nil for an integer beyond 64 bits.
    static func value(of text: String) -> OptionValue? {
        var text = text
        let kind = text.withUTF8(kind(of:))
        switch kind {
        case .text: return .string(text)
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .integer(let number): return .int(number)
        case .float: return Double(text).map(OptionValue.double) ?? .string(text)
        case .special(let number): return .double(number)
        case .tooLarge: return nil
        }
    }

    static func isNull(_ text: String) -> Bool {
        switch text {
        case "", "~", "null", "Null", "NULL": true
        default: false
        }
    }

    private enum Kind {
        case text, null, float, tooLarge
        case bool(Bool)
        case integer(Int64)
        case special(Double)
    }

    private static func kind(of bytes: UnsafeBufferPointer<UInt8>) -> Kind {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "~"): return bytes.count == 1 ? .null : .text
        case UInt8(ascii: "n"), UInt8(ascii: "N"): return isWord(bytes, "null") ? .null : .text
        case UInt8(ascii: "t"), UInt8(ascii: "T"): return isWord(bytes, "true") ? .bool(true) : .text
        case UInt8(ascii: "f"), UInt8(ascii: "F"): return isWord(bytes, "false") ? .bool(false) : .text
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(bytes)
        default: return .text
        }
    }

    /// Whether the bytes are `word` in lower case, capitalised, or in upper case.
    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        let allUpper = bytes[1] & 0x20 == 0
        for index in bytes.indices {
            let letter = word.utf8Start[index]
            let isUpper = bytes[index] & 0x20 == 0
            if bytes[index] | 0x20 != letter || (index > 0 && isUpper != allUpper) { return false }
        }
        return !allUpper || bytes[0] & 0x20 == 0
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Kind {
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), bytes[1] == UInt8(ascii: "x") {
            return integer(bytes, from: 2, radix: 16)
        }
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), bytes[1] == UInt8(ascii: "o") {
            return integer(bytes, from: 2, radix: 8)
        }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let start = isNegative || bytes[0] == UInt8(ascii: "+") ? 1 : 0
        let body = UnsafeBufferPointer(rebasing: bytes[start...])
        if body.count == 4, body[0] == UInt8(ascii: ".") {
            let word = UnsafeBufferPointer(rebasing: body[1...])
            if isWord(word, "inf") { return .special(isNegative ? -.infinity : .infinity) }
            if start == 0, String(decoding: word, as: UTF8.self).lowercased() == "nan" { return .special(.nan) }
        }
        return decimal(bytes, from: start, isNegative: isNegative)
    }

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, radix: Int64) -> Kind {
        var number: Int64 = 0
        var overflows = false
        for byte in bytes[start...] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return .text }
            let (product, high) = number.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit))
            overflows = overflows || high || carry
            number = sum
        }
        return overflows ? .tooLarge : .integer(number)
    }

    /// `[0-9]+`, or `(\.[0-9]+ | [0-9]+(\.[0-9]*)?) ([eE][-+]?[0-9]+)?`, after the sign.
    private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isNegative: Bool) -> Kind {
        var index = start
        var number: Int64 = 0
        var overflows = false
        func digits() -> Int {
            let first = index
            while index < bytes.count, case let digit = Int64(bytes[index]) - 48, (0...9).contains(digit) {
                let (product, high) = number.multipliedReportingOverflow(by: 10)
                let (sum, carry) =
                    isNegative
                    ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
                overflows = overflows || high || carry
                number = sum
                index += 1
            }
            return index - first
        }
        let whole = digits()
        if index == bytes.count { return whole == 0 ? .text : overflows ? .tooLarge : .integer(number) }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            if digits() == 0 && whole == 0 { return .text }
        } else if whole == 0 {
            return .text
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if digits() == 0 { return .text }
        }
        return index == bytes.count ? .float : .text
    }
}
