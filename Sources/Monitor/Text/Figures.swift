/// Numbers as the log and the monitor show them.
package enum Figures {
    /// Bytes in binary units with at most three digits that matter: `512B`, `24.1MiB`, `812MiB`.
    package static func bytes(_ count: Int) -> String {
        guard count.magnitude >= 1024 else { return "\(count)B" }
        var value = Double(count)
        for unit in ["KiB", "MiB", "GiB", "TiB"] {
            value /= 1024
            if value.magnitude < 1023.5 || unit == "TiB" { return decimal(value) + unit }
        }
        return ""
    }

    /// A duration in nanoseconds: `85µs`, `12ms`, `4.2s`, `2m05s`, `1h02m`.
    package static func duration(_ nanoseconds: UInt64) -> String {
        let microseconds = (nanoseconds + 500) / 1_000
        if microseconds < 1_000 { return "\(microseconds)µs" }
        let milliseconds = (nanoseconds + 500_000) / 1_000_000
        if milliseconds < 1_000 { return "\(milliseconds)ms" }
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        if tenths < 600 { return "\(tenths / 10).\(tenths % 10)s" }
        let seconds = (nanoseconds + 500_000_000) / 1_000_000_000
        if seconds < 3_600 { return "\(seconds / 60)m\(twoDigits(Int(seconds % 60)))s" }
        return "\(seconds / 3_600)h\(twoDigits(Int(seconds % 3_600 / 60)))m"
    }

    /// An instant as RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`.
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    package static func timestamp(milliseconds: Int64) -> String {
        let (days, ofDay) = milliseconds.quotientAndFloorRemainder(dividingBy: 86_400_000)
        let date = civil(daysSinceEpoch: days)
        let time = Int(ofDay)
        return "\(digits(date.year, 4))-\(twoDigits(date.month))-\(twoDigits(date.day))"
            + "T\(twoDigits(time / 3_600_000)):\(twoDigits(time / 60_000 % 60)):\(twoDigits(time / 1_000 % 60))"
            + ".\(digits(time % 1_000, 3))Z"
    }

    /// A whole number in at most six characters where it can be: `336776`, `1.2M`, `34.5G`.
    package static func count(_ number: Int) -> String {
        guard number.magnitude >= 1_000_000 else { return String(number) }
        var value = Double(number)
        for unit in ["k", "M", "G", "T"] {
            value /= 1_000
            if value.magnitude < 999.5 || unit == "T" { return decimal(value) + unit }
        }
        return ""
    }

    /// `3.1×`, `1×`, `120×`, `0.07×`.
    package static func factor(_ value: Double) -> String {
        guard value < 0.95 else { return decimal(min(value, 1e15)) + "×" }
        return "0.\(twoDigits(Int((max(value, 0) * 100).rounded())))×"
    }

    /// `1 step`, `3 steps`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// One decimal below 100, none above; no `.0`.
    private static func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        if tenths.magnitude >= 1_000 || tenths % 10 == 0 { return String(Int(value.rounded())) }
        return "\(tenths / 10).\(tenths.magnitude % 10)"
    }

    private static func twoDigits(_ number: Int) -> String { digits(number, 2) }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// The proleptic Gregorian date of a day number (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).quotientAndFloorRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), Int(month),
            Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        )
    }
}

extension Int64 {
    /// Quotient rounded down, and a remainder that is never negative.
    fileprivate func quotientAndFloorRemainder(dividingBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
