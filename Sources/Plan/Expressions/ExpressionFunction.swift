extension Expression {
    /// The functions an expression can call; the raw value is the name.
    package enum Function: String, Sendable, Hashable, CaseIterable, Codable {
        // Numbers
        case abs
        /// Half away from zero; `round(x, n)` keeps n decimal places (negative: tens, hundreds, …), n a literal.
        case round
        case floor, ceil
        /// Natural.
        case log
        case log10, log2, exp, sqrt
        case power
        // Text: positions and lengths count Unicode code points
        case lower, upper, length, trim, concat, replace
        /// `substr(text, start[, length])`: 1-based; a negative start counts from the end. Positions before the first
        /// code point count and hold nothing: `substr('hello', 0, 2)` is `h`. A negative length is an error.
        case substr
        case startsWith = "starts_with"
        case endsWith = "ends_with"
        /// Whether the RE2 pattern, a literal, matches anywhere in the text.
        case regexp
        // Choice
        /// Null where any argument is; NaN counts as the greatest number, as in sorting.
        case least, greatest
        case coalesce, nullif
        case `if`
        // Dates and timestamps (UTC)
        case year, month, day, hour, minute, second
        /// Monday is 0.
        case dayOfWeek = "dayofweek"
        case isWeekend = "is_weekend"
        case quarter
        case dayOfYear = "dayofyear"
        /// ISO 8601.
        case week

        /// Reads a name, in any case; also a few that other SQL dialects use.
        package init?(name: String) {
            let name = name.lowercased()
            guard let function = Function(rawValue: Function.aliases[name] ?? name) else { return nil }
            self = function
        }

        static let aliases = ["substring": "substr", "ceiling": "ceil", "pow": "power"]

        /// The names that `init(name:)` reads, for messages.
        static let names = allCases.map(\.rawValue) + aliases.keys.sorted()

        /// How many arguments it takes.
        var arity: ClosedRange<Int> {
            switch self {
            case .round: 1...2
            case .power, .startsWith, .endsWith, .regexp, .nullif: 2...2
            case .substr: 2...3
            case .replace, .if: 3...3
            case .concat, .least, .greatest, .coalesce: 1...Int.max
            default: 1...1
            }
        }

        /// `substr(text, start[, length])`, for messages.
        var usage: String {
            let arguments =
                switch self {
                case .abs, .floor, .ceil, .log, .log10, .log2, .exp, .sqrt: "number"
                case .round: "number[, digits]"
                case .power: "base, exponent"
                case .lower, .upper, .length, .trim: "text"
                case .substr: "text, start[, length]"
                case .replace: "text, from, to"
                case .startsWith: "text, prefix"
                case .endsWith: "text, suffix"
                case .regexp: "text, pattern"
                case .concat: "text, …"
                case .least, .greatest, .coalesce: "value, …"
                case .nullif: "value, other"
                case .if: "condition, then, else"
                case .year, .month, .day, .hour, .minute, .second, .dayOfWeek, .isWeekend, .quarter, .dayOfYear, .week:
                    "time"
                }
            return "\(rawValue)(\(arguments))"
        }
    }
}
