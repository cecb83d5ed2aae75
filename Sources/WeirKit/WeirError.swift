package import Plan

/// Why a plan or an engine cannot be used.
public struct WeirError: Error, Sendable, CustomStringConvertible {
    /// One text for each thing wrong, as `file:line:column: error: what, and what to do`; in the order of the file.
    public let messages: [String]

    public var description: String { messages.joined(separator: "\n") }

    init(messages: [String]) { self.messages = messages }

    package init(_ error: PlanError) { messages = error.diagnostics.map(\.description) }
}
