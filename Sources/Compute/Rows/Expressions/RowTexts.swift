import Plan

/// The functions of texts. Lengths and positions count code points.
enum RowTexts {
    static func apply(_ function: Expression.Function, _ values: [RowValue]) throws(RowProblem) -> RowValue {
        let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        let numbers = values.compactMap { if case .int(let number) = $0 { number } else { nil } }
        switch function {
        case .lower: return .string(mapped(texts[0], lower))
        case .upper: return .string(mapped(texts[0], upper))
        case .length: return .int(Int64(texts[0].unicodeScalars.count))
        case .trim: return .string(trimmed(texts[0]))
        case .concat: return .string(texts.joined())
        case .replace: return .string(replaced(texts[0], texts[1], by: texts[2]))
        case .substr: return .string(try part(of: texts[0], start: numbers[0], length: numbers.dropFirst().first))
        case .startsWith: return .bool(texts[0].utf8.starts(with: texts[1].utf8))
        case .endsWith: return .bool(texts[0].utf8.reversed().starts(with: texts[1].utf8.reversed()))
        default: throw RowProblem(.internal, "'\(function.rawValue)' is no function of texts")
        }
    }

    static func reversed(_ text: String) -> String { string(of: text.unicodeScalars.reversed()) }

    private static func string(of scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    // MARK: Case

    /// Code point by code point.
    private static func mapped(_ text: String, _ mapping: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        string(of: text.unicodeScalars.map(mapping))
    }

    /// Unicode's simple mapping: the full one where that is one code point; else the title case, which then is the upper case of
    /// the letter as a whole, where there is one. `ß`, which has neither, has the letter whose lower case it is.
    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "ß" { return "ẞ" }
        return single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping) ?? scalar
    }

    /// `İ` is the only one whose full mapping has two code points; the first is its simple one.
    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }

    // MARK: Parts

    private static func trimmed(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return string(of: scalars[first...last])
    }

    /// Unicode's white space, and the separators of ASCII.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// From the left, without overlap.
    private static func replaced(_ text: String, _ part: String, by other: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let part = Array(part.unicodeScalars)
        if part.isEmpty { return text }
        var result = String.UnicodeScalarView()
        var place = 0
        while place < scalars.count {
            if scalars[place...].starts(with: part) {
                result.append(contentsOf: other.unicodeScalars)
                place += part.count
            } else {
                result.append(scalars[place])
                place += 1
            }
        }
        return String(result)
    }

    /// From the `start`th code point, or with a negative one from the end. Places before the first count and hold nothing.
    private static func part(of text: String, start: Int64, length: Int64?) throws(RowProblem) -> String {
        if let length, length < 0 {
            throw RowProblem(.data, "substr with the negative length \(length)", value: String(length))
        }
        let scalars = Array(text.unicodeScalars)
        let count = Int128(scalars.count)
        let first = start >= 0 ? Int128(start) - 1 : Int128(start) + count
        let end = min(count, length.map { first + Int128($0) } ?? count)
        let from = max(0, first)
        return from < end ? string(of: scalars[Int(from)..<Int(end)]) : ""
    }
}
