/// Amounts with a unit, as plan files write them.
package enum Quantity {
    static let sizeExample = "a size such as 512MiB or 2GB"
    static let durationExample = "a duration such as 90s, 15m, 2h or 1d"

    /// Bytes of `512MiB`, `2GB`, `1.5 GiB` or `1000`; case of the unit does not matter. Nil for anything else and
    /// beyond 64 bits.
    package static func bytes(_ text: String) -> Int64? {
        guard let (part, rest) = leadingAmount(text[...]) else { return nil }
        let unit = rest.drop { $0 == " " }.lowercased()
        guard let factor = sizeUnits[unit] else { return nil }
        return part.times(factor)
    }

    /// The length of `90s`, `15m`, `2h`, `1d`, `500ms` or `1h30m`. Nil for anything else and beyond 292 years.
    package static func duration(_ text: String) -> Duration? {
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let (part, tail) = leadingAmount(rest) else { return nil }
            let unit = tail.prefix { $0.isLetter }
            guard let factor = durationUnits[String(unit)], let nanoseconds = part.times(factor) else { return nil }
            let (sum, overflows) = total.addingReportingOverflow(nanoseconds)
            if overflows { return nil }
            total = sum
            rest = tail.dropFirst(unit.count)
        }
        return .nanoseconds(total)
    }

    /// A decimal number, exact: `digits` / 10^`decimals`.
    private struct Amount {
        var digits: Int64
        var decimals: Int

        /// Rounded down; nil on overflow.
        func times(_ factor: Int64) -> Int64? {
            let (high, low) = digits.multipliedFullWidth(by: factor)
            var divisor: Int64 = 1
            for _ in 0..<decimals { divisor *= 10 }
            guard high < divisor else { return nil }
            let quotient = UInt64(divisor).dividingFullWidth((UInt64(high), low)).quotient
            return Int64(exactly: quotient)
        }
    }

    private static func leadingAmount(_ text: Substring) -> (Amount, rest: Substring)? {
        var amount = Amount(digits: 0, decimals: 0)
        var index = text.startIndex
        var isFraction = false
        var hasDigits = false
        while index < text.endIndex {
            let character = text[index]
            if character == "." && !isFraction && hasDigits {
                isFraction = true
                hasDigits = false
            } else if character.isASCII, let digit = character.wholeNumberValue {
                let (product, high) = amount.digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(Int64(digit))
                if high || carry { return nil }
                amount.digits = sum
                if isFraction { amount.decimals += 1 }
                hasDigits = true
            } else {
                break
            }
            index = text.index(after: index)
        }
        return hasDigits && amount.decimals <= 18 ? (amount, text[index...]) : nil
    }

    private static let sizeUnits: [String: Int64] = [
        "": 1, "b": 1,
        "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000,
        "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
    ]

    private static let durationUnits: [String: Int64] = [
        "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000, "d": 86_400_000_000_000,
    ]
}
