import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The user's editor, as VISUAL or EDITOR name it, and how it is told the line to open a file at.
struct Editor: Sendable, Hashable {
    /// As the shell understands it: a program, perhaps with options.
    let command: String
    /// What follows the command.
    let arguments: [String]

    /// - Parameter variable: the value of an environment variable; nil: it is not set.
    init(for place: SourcePosition, variable: (String) -> String?) {
        let named = ["VISUAL", "EDITOR"].lazy.compactMap(variable).first { !$0.allSatisfy(\.isWhitespace) }
        command = named ?? "vi"
        let spot = "\(place.line):\(place.column)"
        let path = place.file.hasPrefix("/") ? place.file : "./" + place.file
        switch Self.program(command) {
        case "code", "code-insiders", "codium", "cursor": arguments = ["--wait", "--goto", "\(path):\(spot)"]
        case "subl", "zed": arguments = ["--wait", "\(path):\(spot)"]
        case "hx", "helix": arguments = ["\(path):\(spot)"]
        case "vim", "nvim", "gvim", "view": arguments = ["+call cursor(\(place.line),\(place.column))", path]
        case "emacs", "emacsclient", "kak", "micro": arguments = ["+\(spot)", path]
        case "nano": arguments = ["+\(place.line),\(place.column)", path]
        // POSIX has it for vi, and others understand it.
        default: arguments = ["+\(place.line)", path]
        }
    }

    /// The last part of the command's first word.
    private static func program(_ command: String) -> String {
        let first = command.split(whereSeparator: \.isWhitespace).first ?? ""
        return String(first.split(separator: "/").last ?? "")
    }
}
