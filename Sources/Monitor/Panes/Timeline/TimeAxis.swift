/// The ticks of an axis of time.
package struct TimeAxis: Sendable {
    /// Nanoseconds between two ticks: 1, 2 or 5 times a power of ten of nanoseconds, seconds, minutes or hours.
    package let step: UInt64
    private let unit: Unit

    private enum Unit { case microseconds, milliseconds, seconds, minutes }

    /// - Parameters:
    ///   - atLeast: nanoseconds that ticks are to be apart at least.
    ///   - end: the last instant of the axis, by which the unit of its labels goes.
    package init(atLeast: UInt64, upTo end: UInt64) {
        step = Self.niceStep(atLeast: atLeast)
        unit =
            switch end {
            case ..<1_000_000: .microseconds
            case ..<1_000_000_000: .milliseconds
            case ..<60_000_000_000: .seconds
            default: .minutes
            }
    }

    /// The ticks within a range, ascending.
    package func ticks(from start: UInt64, to end: UInt64) -> StrideTo<UInt64> {
        let first = start / step * step
        return stride(from: first < start ? first &+ step : first, to: max(end, start), by: Int(clamping: step))
    }

    /// `350ms`, `1.25s`, `2m05s`: all of one axis in one unit, as precise as ticks need it.
    package func label(_ time: UInt64) -> String {
        switch unit {
        case .microseconds: return decimal(time, 1_000) + "µs"
        case .milliseconds: return decimal(time, 1_000_000) + "ms"
        case .seconds: return decimal(time, 1_000_000_000) + "s"
        case .minutes:
            let minutes = time / 60_000_000_000
            let hours = minutes / 60
            let head = hours > 0 ? "\(hours)h" + Self.padded(minutes % 60) + "m" : "\(minutes)m"
            guard step % 60_000_000_000 != 0 else { return head }
            let seconds = time % 60_000_000_000
            return head + (seconds < 10_000_000_000 ? "0" : "") + decimal(seconds, 1_000_000_000) + "s"
        }
    }

    private func decimal(_ time: UInt64, _ unit: UInt64) -> String {
        var rest = time % unit
        var text = "\(time / unit)"
        var place = unit / 10
        var precision = step % unit
        guard precision > 0 else { return text }
        text += "."
        while precision > 0, place > 0 {
            text += "\(rest / place)"
            rest %= place
            precision %= place
            place /= 10
        }
        return text
    }

    private static func padded(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func niceStep(atLeast: UInt64) -> UInt64 {
        let second: UInt64 = 1_000_000_000
        for (unit, limit) in [(1, second * 60), (second * 60, second * 3_600), (second * 3_600, UInt64(1) << 62)] {
            var power = unit
            while power < limit {
                for factor in [1, 2, 5] as [UInt64] where power * factor >= atLeast && power * factor < limit {
                    return power * factor
                }
                guard power < UInt64(1) << 58 else { break }
                power *= 10
            }
        }
        return UInt64(1) << 62
    }
}
