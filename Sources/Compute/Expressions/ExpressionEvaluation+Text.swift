import Columnar
import Plan

// Functions of texts, in Arrow's kernels where what the kernels want constant is. No operand here is the constant null.
extension ExpressionEvaluation {
    /// `match_like` or `match_substring_regex`; the pattern is a constant.
    func match(_ kernel: String, _ operands: [ExpressionValue]) throws -> ExpressionValue {
        guard let pattern = operands[1].kernelText else {
            throw ComputeError(.unsupported, "a pattern cannot hold the character U+0000")
        }
        do {
            return try call(kernel, [operands[0]], .bool, .matchSubstring(pattern))
        } catch let error as ColumnarError where error.code == .invalid {
            throw ValueError(
                code: .mismatch, message: "'\(pattern)' is no regular expression that RE2 takes: \(error.message)",
                value: pattern, row: nil)
        }
    }

    /// `starts_with` or `ends_with`.
    func endTest(_ values: [ExpressionValue], atStart: Bool) throws -> ExpressionValue {
        if let part = values[1].kernelText {
            return try call(atStart ? "starts_with" : "ends_with", [values[0]], .bool, .matchSubstring(part))
        }
        return try textTest(values) { row in
            let (text, part) = (row.texts[0], row.texts[1])
            let end = atStart ? text.prefix(part.count) : text.suffix(part.count)
            return end.count == part.count && end.elementsEqual(part)
        }
    }

    /// Every `from` in the text becomes `to`, from the left, without overlap; an empty `from` changes nothing.
    func replace(_ values: [ExpressionValue]) throws -> ExpressionValue {
        if let from = values[1].kernelText, let to = values[2].kernelText, !from.isEmpty {
            return try call("replace_substring", [values[0]], .string, .replaceSubstring(from, with: to))
        }
        return try replaceByRow(values)
    }

    private func replaceByRow(_ values: [ExpressionValue]) throws -> ExpressionValue {
        try texts(values) { row, writer in
            let (text, from, to) = (row.texts[0], row.texts[1], row.texts[2])
            guard !from.isEmpty, from.count <= text.count else { return try writer.append(bytes: text) }
            var result: [UInt8] = []
            var place = 0
            while place <= text.count - from.count {
                if text[place..<(place + from.count)].elementsEqual(from) {
                    result.append(contentsOf: to)
                    place += from.count
                } else {
                    result.append(text[place])
                    place += 1
                }
            }
            result.append(contentsOf: text[place...])
            try writer.append(bytes: result)
        }
    }

    /// See `Expression.Function.substr`.
    func substring(_ values: [ExpressionValue]) throws -> ExpressionValue {
        if case .int64(let start) = values[1].scalar, start > 0, start <= Int32.max {
            if values.count == 2 {
                return try call("utf8_slice_codeunits", [values[0]], .string, .slice(start: Int(start) - 1, stop: nil))
            }
            if case .int64(let length) = values[2].scalar, (0...Int64(Int32.max)).contains(length) {
                let stop = Int(start - 1 + length)
                return try call("utf8_slice_codeunits", [values[0]], .string, .slice(start: Int(start) - 1, stop: stop))
            }
        }
        return try substringByRow(values)
    }

    private func substringByRow(_ values: [ExpressionValue]) throws -> ExpressionValue {
        try texts([values[0]], Array(values.dropFirst())) { row, writer in
            let text = row.texts[0]
            let start = row.integers[0]
            let length = row.integers.count == 2 ? row.integers[1] : nil
            if let length, length < 0 {
                throw ValueError(
                    code: .data, message: "substr with the negative length \(length)", value: String(length),
                    row: row.number)
            }
            var count: Int64 = 0
            for byte in text where byte & 0xC0 != 0x80 { count += 1 }
            // 0-based; negative before the first code point.
            let first = start >= 0 ? start - 1 : start.addingReportingOverflow(count).partialValue
            let (sum, overflow) = first.addingReportingOverflow(length ?? count)
            let end = length == nil || overflow ? count : min(count, sum)
            try writer.append(bytes: text.codePoints(from: max(0, first), to: end))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of the code points `first` up to `end`, both within the text; empty where `end` is not behind `first`.
    fileprivate func codePoints(from first: Int64, to end: Int64) -> UnsafeRawBufferPointer {
        guard first < end else { return UnsafeRawBufferPointer(rebasing: self[0..<0]) }
        var seen: Int64 = -1
        var start = count
        for place in indices where self[place] & 0xC0 != 0x80 {
            seen += 1
            if seen == first { start = place }
            if seen == end { return UnsafeRawBufferPointer(rebasing: self[start..<place]) }
        }
        return UnsafeRawBufferPointer(rebasing: self[start...])
    }
}

extension ExpressionValue {
    /// The text that it is in every row, as an argument of a kernel; those end at a zero byte.
    fileprivate var kernelText: String? {
        guard case .string(let text) = scalar, !text.utf8.contains(0) else { return nil }
        return text
    }
}
