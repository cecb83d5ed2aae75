package import Plan

/// A theme that cannot be used: every error found in its files, in their order. Warnings may be among them.
package struct ThemeError: Error, Sendable, CustomStringConvertible {
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    package init(_ message: String, at position: SourcePosition? = nil) {
        diagnostics = [.error(message, at: position)]
    }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
