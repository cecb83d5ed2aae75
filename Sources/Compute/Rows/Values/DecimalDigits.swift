/// Decimals as whole numbers with a scale, and as text.
enum DecimalDigits {
    /// 10^`exponent`, for 0 to 38.
    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    private static let powers: [Int128] = (0...38).reduce(into: []) { powers, _ in
        powers.append(powers.last.map { $0 * 10 } ?? 1)
    }

    /// Nil where digits would be lost or there are too many.
    static func rescaled(_ unscaled: Int128, from scale: Int, to newScale: Int) -> Int128? {
        if newScale >= scale {
            guard newScale - scale <= 38 else { return unscaled == 0 ? 0 : nil }
            let (result, overflow) = unscaled.multipliedReportingOverflow(by: power(newScale - scale))
            return overflow ? nil : result
        }
        let (quotient, remainder) = unscaled.quotientAndRemainder(dividingBy: power(scale - newScale))
        return remainder == 0 ? quotient : nil
    }

    /// All `scale` decimal places.
    static func text(_ unscaled: Int128, scale: Int) -> String {
        var digits = String(unscaled.magnitude)
        if scale > 0 {
            digits = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return unscaled < 0 ? "-" + digits : digits
    }

    /// Reads digits with an optional sign, decimal point and exponent; nil for anything else, and for what `scale` decimal places
    /// do not hold.
    static func unscaled(_ text: String, scale: Int) -> Int128? {
        let parts = text.split(separator: "E", omittingEmptySubsequences: false)
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = number.count > 1 ? number[1] : ""
        guard parts.count <= 2, number.count <= 2, let digits = Int128(String(number[0] + fraction)),
            let exponent = parts.count == 2 ? Int(parts[1]) : 0
        else { return nil }
        return rescaled(digits, from: fraction.count - exponent, to: scale)
    }
}
