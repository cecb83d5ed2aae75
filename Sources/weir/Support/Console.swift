import Themes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the program sees of its terminal and its environment.
enum Console {
    /// Cells across; nil where the descriptor is no terminal.
    static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether text may be coloured: a terminal that can, and a user who has not said no (no-color.org).
    static func hasColour(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// How many colours the terminal says it has, by the variables that say so; nil where the descriptor is no terminal.
    static func colorDepth(of descriptor: Int32) -> ColorDepth? {
        guard isTerminal(descriptor) else { return nil }
        let terminal = environment("TERM") ?? ""
        let hasMany = terminal.contains("256color") || terminal.contains("direct") || environment("COLORTERM") != nil
        return .of(
            colorCount: terminal.isEmpty || terminal == "dumb" ? 0 : hasMany ? 256 : 16,
            noColor: !(environment("NO_COLOR") ?? "").isEmpty)
    }

    /// A variable of the environment; nil where it is unset or no UTF-8.
    static func environment(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }

    /// A path from the root, whatever the working folder is; without a slash at its end.
    static func absolutePath(_ path: String) -> String {
        var absolute = path
        if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
            absolute = String(cString: current) + "/" + path
            free(current)
        }
        while absolute.count > 1 && absolute.hasSuffix("/") { absolute.removeLast() }
        return absolute
    }

    static var isGitHubActions: Bool { environment("GITHUB_ACTIONS") == "true" }

    /// Whether a service runs this, where nobody looks at a terminal even if there is one: most set `CI`.
    static var isCI: Bool {
        guard let value = environment("CI") else { return isGitHubActions }
        return !["", "0", "false"].contains(value)
    }

    /// Whether the locale's encoding is UTF-8, by the variables that say so.
    static var isUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return name.contains("UTF-8") || name.contains("UTF8")
    }
}
