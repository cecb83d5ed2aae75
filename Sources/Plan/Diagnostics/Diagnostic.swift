/// One thing wrong with (or worth saying about) a plan: what, where, and what to do.
package struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    package enum Severity: String, Sendable, Hashable { case error, warning }

    package var severity: Severity
    /// Nil for what has no single place, such as a plan that comes from a program and not a file.
    package var position: SourcePosition?
    package var message: String

    package init(_ severity: Severity, at position: SourcePosition?, _ message: String) {
        self.severity = severity
        self.position = position
        self.message = message
    }

    package static func error(_ message: String, at position: SourcePosition?) -> Diagnostic {
        Diagnostic(.error, at: position, message)
    }

    package static func warning(_ message: String, at position: SourcePosition?) -> Diagnostic {
        Diagnostic(.warning, at: position, message)
    }

    /// `file:line:column: error: message` in one line, free of control characters (names in a plan are the user's
    /// text).
    package var description: String {
        let place = position.map { "\($0): " } ?? ""
        let text = (place + "\(severity.rawValue): \(message)").printable
        return text.contains("\n")
            ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n") : text
    }
}

/// A plan that cannot be used: every error found in it, in the order of the file. Warnings may be among them.
package struct PlanError: Error, Sendable, CustomStringConvertible {
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    package init(_ message: String, at position: SourcePosition? = nil) {
        self.diagnostics = [.error(message, at: position)]
    }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }

    /// The same, with a place for what has none.
    package func located(at position: SourcePosition) -> PlanError {
        PlanError(diagnostics.map { Diagnostic($0.severity, at: $0.position ?? position, $0.message) })
    }
}

extension String {
    /// The text with every control character (C0 but tab and line feed, DEL, C1) replaced by its `\u{…}` escape, so
    /// that it can be printed to a terminal without being executed by it.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isControl {
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        (value < 0x20 && value != 0x0A && value != 0x09) || (0x7F...0x9F).contains(value)
            || value == 0x2028 || value == 0x2029 || (0x202A...0x202E).contains(value)
            || (0x2066...0x2069).contains(value)
    }
}
