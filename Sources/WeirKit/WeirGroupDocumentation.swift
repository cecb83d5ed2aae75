import Compute
package import Plan

/// What users are told of a feature group, by `weir groups` for one, and by messages that refuse a plan.
public struct WeirGroupDocumentation: Sendable {
    package let value: GroupDocumentation

    /// An option that features of the group can have.
    public struct Option: Sendable {
        /// What its value is; others are refused.
        public enum Kind: Sendable, Hashable {
            /// The name of a feature, which comes among the inputs after the input features.
            case feature
            /// The same of several features.
            case features
            case number, text, flag
            /// A number, a text, true or false.
            case value
            case values
        }

        package let value: GroupDocumentation.Option

        /// - Parameter defaultValue: what it is where it is not given, in words for the user; nil: it has to be given.
        public init(_ name: String, _ kind: Kind, default defaultValue: String?, _ summary: String) {
            let kind: GroupDocumentation.Option.Kind =
                switch kind {
                case .feature: .feature
                case .features: .features
                case .number: .number
                case .text: .string
                case .flag: .flag
                case .value: .value
                case .values: .values
                }
            value = GroupDocumentation.Option(name, kind, default: defaultValue, summary)
        }
    }

    /// - Parameters:
    ///   - name: as plans and messages have it, `clipping`; that of no other group.
    ///   - grammar: how names are built: `x__clipped`.
    ///   - operations: names of the operations and what they do.
    ///   - nulls: what they do.
    ///   - example: a CSV text of inputs with its header, a feature as a plan asks for it, and the CSV text of the result.
    public init(
        name: String, title: String, grammar: String, summary: String,
        operations: [(name: String, summary: String)] = [], options: [Option] = [], nulls: String,
        example: (input: String, feature: String, output: String)
    ) {
        value = GroupDocumentation(
            name: name, title: title, grammar: grammar, summary: summary, operations: operations,
            options: options.map(\.value), nulls: nulls,
            example: .init(input: example.input, feature: example.feature, output: example.output))
    }

    public var name: String { value.name }
    public var grammar: String { value.grammar }
    public var summary: String { value.summary }
}
