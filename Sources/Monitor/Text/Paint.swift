/// Colours of log text: the sixteen that every terminal's own palette defines, or none.
package struct Paint: Sendable {
    package enum Tint: String, Sendable {
        case red = "31;1"
        case green = "32"
        case yellow = "33"
        case magenta = "35"
        case cyan = "36"
        case dim = "2"
    }

    package var isOn: Bool

    /// Off gives text alone: a colour never says what the words do not.
    package init(isOn: Bool) { self.isOn = isOn }

    package func callAsFunction(_ text: String, _ tint: Tint?) -> String {
        guard isOn, let tint else { return text }
        return "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m"
    }
}
