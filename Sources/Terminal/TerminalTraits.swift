import CNCurses
import Monitor
package import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the terminal of this process can show.
package struct TerminalTraits: Sendable, Hashable {
    package var colors: ColorDepth
    /// The locale's encoding is UTF-8; else ASCII alone is shown.
    package var isUnicode: Bool
    /// As TERM names it.
    package var name: String
    /// It passes over the sequences that it does not know, so it may be sent those of the clipboard, of progress and of
    /// notifications.
    var takesSequences: Bool

    /// Whether there can be a screen, without touching the terminal: standard input and output are one, and terminfo knows it.
    ///
    /// Takes the locale's character type from the environment; to be called before other threads use the locale.
    package static func detect() throws(TerminalError) -> TerminalTraits {
        guard isatty(STDIN_FILENO) == 1 else {
            throw TerminalError(.notATerminal, "standard input is not a terminal")
        }
        guard isatty(STDOUT_FILENO) == 1 else {
            throw TerminalError(.notATerminal, "standard output is not a terminal")
        }
        let name = environment("TERM") ?? ""
        var found = weir_terminal_traits()
        let status = weir_terminal_look_up(name, STDOUT_FILENO, &found)
        if let error = TerminalError(status, name: name) { throw error }
        return TerminalTraits(
            colors: depth(colors: Int(found.colors), noColor: environment("NO_COLOR")), isUnicode: found.is_utf8,
            name: name, takesSequences: found.is_ansi && !["linux", "cons25", "vt"].contains(where: name.hasPrefix))
    }

    /// - Parameters:
    ///   - colors: of the palette, as terminfo has them.
    ///   - noColor: NO_COLOR (no-color.org): set and not empty, it asks for none.
    static func depth(colors: Int, noColor: String?) -> ColorDepth {
        guard (noColor ?? "").isEmpty else { return .mono }
        return colors >= 256 ? .indexed256 : colors >= 8 ? .ansi16 : .mono
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }
}

extension TerminalError {
    /// Nil: usable.
    init?(_ status: weir_terminal_status, name: String) {
        let name = name.singleLine
        switch status {
        case WEIR_TERMINAL_USABLE: return nil
        case WEIR_TERMINAL_UNNAMED:
            self.init(.unnamed, "TERM is not set: it names the kind of terminal, as in TERM=xterm-256color")
        case WEIR_TERMINAL_UNKNOWN:
            self.init(.unknown, "terminfo has no entry for TERM=\(name); try TERM=xterm-256color")
        case WEIR_TERMINAL_NO_DATABASE:
            self.init(.noDatabase, "there is no terminfo database to look TERM=\(name) up in; install ncurses-base")
        case WEIR_TERMINAL_NOT_ADDRESSED:
            self.init(.notAddressable, "a terminal of the kind TERM=\(name) cannot place its cursor or clear it all")
        default:
            self.init(.noScreen, "ncurses cannot open a screen for TERM=\(name)")
        }
    }
}
