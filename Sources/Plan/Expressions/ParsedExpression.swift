/// An expression as a plan writes it, read: the names it uses, and the tree over them.
package struct ParsedExpression: Sendable, Hashable, Codable {
    package let text: String
    /// The feature names as written (backticks kept), distinct, in order of first use; the tree refers to them by
    /// index.
    package let references: [String]
    package let root: Expression

    /// Reads `text`; linear in its length. Names are not looked up.
    package init(_ text: String) throws(ExpressionError) {
        let (root, references) = try ExpressionParser.parse(text)
        self.text = text
        self.references = references
        self.root = root
    }

    /// An expression that comes from no text, such as a filter's; the text is the canonical one.
    package init(_ root: Expression, references: [String]) {
        self.text = root.text(references: references)
        self.references = references
        self.root = root
    }

    /// The type of the result, given the types of `references`; nil: unknown. Throws where an operation does not take
    /// its operands' types, or a text that stands for a time or number is none.
    package func resultType(_ inputs: [DataType?]) throws(ExpressionError) -> DataType? {
        try root.typed(inputs).type
    }

    /// Throws unless the expression can be a predicate: its type is bool, or not known.
    package func checkPredicate(_ inputs: [DataType?]) throws(ExpressionError) {
        guard let type = try resultType(inputs), type != .bool else { return }
        throw ExpressionError(
            "this must be true or false for a row, but it is \(type); write a comparison", at: root.offset)
    }
}

extension ParsedExpression: CustomStringConvertible {
    /// Canonical text: lower case, single spaces, no needless parentheses. Reading it gives the same tree.
    package var description: String { root.text(references: references) }
}
