/// A value of a YAML document, as it is written: no scalar has a type yet.
///
/// Aliases are replaced by what they name, which is shared and not copied: a small file can stand for a tree of any size.
enum YAMLNode {
    case scalar(Scalar)
    case sequence(Sequence)
    case mapping(Mapping)

    /// A place in the document; lines and columns count from 1, columns by Unicode scalars.
    struct Mark: Hashable {
        var line: Int
        var column: Int

        static let start = YAMLNode.Mark(line: 1, column: 1)
    }

    struct Scalar {
        enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

        var string: String
        var style: Style
        /// As written, with its handle replaced (`tag:yaml.org,2002:str`, `!own`); nil where there is none.
        var tag: String?
        var mark: Mark
    }

    struct Sequence {
        var nodes: [YAMLNode]
        var mark: Mark
    }

    struct Mapping {
        /// In their order; keys may repeat, and may be of any kind.
        var pairs: [(key: YAMLNode, value: YAMLNode)]
        var mark: Mark
    }

    var mark: Mark {
        switch self {
        case .scalar(let scalar): scalar.mark
        case .sequence(let sequence): sequence.mark
        case .mapping(let mapping): mapping.mark
        }
    }
}
