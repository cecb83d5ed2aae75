package struct ParsedExpression: Sendable, Hashable { package let text: String; package let references: [String] }
