/// Why there can be no screen.
package struct TerminalError: Error, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// Standard input or standard output is something else.
        case notATerminal
        /// TERM names none.
        case unnamed
        /// terminfo has no entry for what TERM names.
        case unknown
        /// There is no terminfo.
        case noDatabase
        /// It cannot place its cursor or clear its screen.
        case notAddressable
        /// ncurses would not open it, or a screen is open already.
        case noScreen
        /// The system has no thread or no descriptors left.
        case noResources
    }

    package let code: Code
    /// What, where, and what to do.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static let noResources = TerminalError(.noResources, "the system has no thread or descriptor left for a screen")
}
