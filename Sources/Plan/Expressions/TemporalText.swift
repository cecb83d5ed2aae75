/// Dates and timestamps as text: RFC 3339 in, RFC 3339 out. The calendar is the proleptic Gregorian one, the zone UTC.
package enum TemporalText {
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Days since the epoch of `YYYY-MM-DD`; nil for anything else, such as a 30th of February.
    package static func date(_ text: some StringProtocol) -> Int32? {
        var reader = Reader(text)
        guard let days = reader.date(), reader.isAtEnd else { return nil }
        return Int32(days)
    }

    /// Microseconds since the epoch of an RFC 3339 timestamp (`2013-01-01T05:00:00.25+01:00`), or of `YYYY-MM-DD`,
    /// which is midnight. More lenient than the RFC: a space may stand for the `T`, seconds may be left out, and a
    /// timestamp without a zone is UTC. Nil for anything else, a leap second and a fraction finer than a microsecond
    /// among it.
    package static func timestamp(_ text: some StringProtocol) -> Int64? {
        var reader = Reader(text)
        guard let days = reader.date() else { return nil }
        let midnight = days * microsecondsPerDay
        if reader.isAtEnd { return midnight }
        guard reader.take("T") || reader.take("t") || reader.take(" "), let time = reader.time(),
            let zone = reader.zone(), reader.isAtEnd
        else { return nil }
        return midnight + time - zone
    }

    /// `YYYY-MM-DD`; years beyond four digits or below 0 carry a sign, as ISO 8601 has it.
    package static func text(days: Int64) -> String {
        let (year, month, day) = civil(days: days)
        return "\(yearText(year))-\(padded(Int64(month), 2))-\(padded(Int64(day), 2))"
    }

    /// `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`; a fraction only where there is one.
    package static func text(microseconds: Int64) -> String {
        let (days, rest) = floorDivided(microseconds, by: microsecondsPerDay)
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
        let clock = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(text(days: days))T\(clock)\(fraction == 0 ? "" : ".\(padded(fraction, 6))")Z"
    }

    /// Days since the epoch of a civil date. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// days_from_civil: years start in March, so that the leap day is the last of its year, and 400 years have 146 097
    /// days.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivided(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `days` (the same source, civil_from_days).
    package static func civil(days: Int64) -> (year: Int64, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivided(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), Int(month), Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func yearText(_ year: Int64) -> String {
        switch year {
        case 0...9999: padded(year, 4)
        case ..<0: "-" + padded(-year, 4)
        default: "+\(year)"
        }
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }

    private static func daysInMonth(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Reads ASCII from the front of a text.
    private struct Reader {
        private var bytes: Substring.UTF8View

        init(_ text: some StringProtocol) { bytes = Substring(text).utf8 }

        var isAtEnd: Bool { bytes.isEmpty }

        mutating func take(_ character: Character) -> Bool {
            guard let first = bytes.first, first == character.asciiValue else { return false }
            bytes.removeFirst()
            return true
        }

        /// Exactly `count` digits.
        mutating func number(_ count: Int) -> Int64? {
            var value: Int64 = 0
            for _ in 0..<count {
                guard let byte = bytes.first, (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
                bytes.removeFirst()
            }
            return value
        }

        mutating func date() -> Int64? {
            guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
                (1...12).contains(month), (1...TemporalText.daysInMonth(year: year, month: month)).contains(day)
            else { return nil }
            return TemporalText.days(year: year, month: month, day: day)
        }

        /// Microseconds since midnight.
        mutating func time() -> Int64? {
            guard let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
            var microseconds = (hour * 60 + minute) * 60_000_000
            guard take(":") else { return microseconds }
            guard let second = number(2), second < 60 else { return nil }
            microseconds += second * 1_000_000
            guard take(".") else { return microseconds }
            var unit: Int64 = 100_000
            guard let first = number(1) else { return nil }
            microseconds += first * unit
            while let digit = number(1) {
                unit /= 10
                if unit == 0 && digit != 0 { return nil }
                microseconds += digit * unit
            }
            return microseconds
        }

        /// Microseconds east of UTC; 0 where no zone is written.
        mutating func zone() -> Int64? {
            if isAtEnd || take("Z") || take("z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24,
                minutes < 60
            else { return nil }
            let offset = (hours * 60 + minutes) * 60_000_000
            return isWest ? -offset : offset
        }
    }
}
