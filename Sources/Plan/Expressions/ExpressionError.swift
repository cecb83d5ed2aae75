/// What is wrong with an expression, and where.
package struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence: what was found, what was expected, what to write instead.
    package let message: String
    /// Where, in Unicode scalars from the start of the expression's text.
    package let offset: Int
    /// Where the plan file says it, for what comes from a filter's or a check's bounds and not from a text.
    package let position: SourcePosition?

    package init(_ message: String, at offset: Int, position: SourcePosition? = nil) {
        self.message = message
        self.offset = offset
        self.position = position
    }

    package var description: String {
        (position.map { "\($0): \(message)" } ?? "\(message) (at character \(offset + 1))").printable
    }
}
