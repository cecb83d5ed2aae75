/// The declarations of a plan file with every name in them resolved to a feature.
struct ResolvedPlan {
    /// One predicate over features.
    struct Predicate {
        var expression: ParsedExpression
        /// One for each of `expression.references`.
        var features: [FeatureID]
    }

    struct Filter {
        var predicate: Predicate
        /// The row space that the filtered feature lives in.
        var home: SpaceSetID
        /// Whether the feature is a column of its space, so that the filter acts before anything is computed there.
        var isOnColumn: Bool
        var position: SourcePosition
    }

    struct Check {
        enum Rule {
            case predicate(Predicate)
            case unique(FeatureID)
            /// Of the rows that have the feature; nil: of the output it stands under.
            case rowCount(min: Int?, max: Int?, of: FeatureID?)
        }
        var rule: Rule
        var description: String
        var severity: CheckDeclaration.Severity
        /// Where it looks, unless it stands under an output.
        var home: SpaceSetID
        var position: SourcePosition
    }

    struct Output {
        var name: String
        var position: SourcePosition
        var features: [FeatureID]
        var columns: [String]
        var target: OutputDeclaration.Target?
        var home: SpaceSetID
        var filters: [Filter]
        var checks: [Check]
    }

    /// What a plan group is made of; features are of the space it comes from.
    enum Group {
        case groupBy(from: SpaceID, keys: [FeatureID], aggregates: [(operation: String, input: FeatureID?)])
        /// `columns`: what the group's columns are in the space it comes from.
        case select(
            from: SpaceID, columns: [FeatureID], predicate: Predicate?, distinct: Bool,
            sortBy: [(feature: FeatureID, descending: Bool)], limit: Int?)
        /// One list of columns for each part, all in the same order.
        case append(parts: [(from: SpaceID, columns: [FeatureID])], distinct: Bool)
        case command(Command)
        case query(Query)
    }

    /// A program; with `CommandWork.keepsRows` it makes no rows, but features of those it gets.
    struct Command {
        var from: SpaceID
        /// Of the space it comes from; never none, for the rows are counted by one.
        var inputs: [FeatureID]
        /// All outputs are wanted.
        var work: CommandWork
        var position: SourcePosition
        var timeout: Duration?
    }

    /// A query in an SQL engine.
    struct Query {
        struct Table {
            var from: SpaceID
            /// Of that space.
            var columns: [FeatureID]
        }
        var tables: [Table]
        var engine: FrameworkName
        /// All outputs are wanted.
        var work: QueryWork
        var position: SourcePosition
    }

    struct Link {
        var left: SpaceID
        var right: SpaceID
        var keys: [(left: FeatureID, right: FeatureID)]
        var time: (left: FeatureID, right: FeatureID)?
    }

    /// By space; nil for sources, and for groups that could not be resolved.
    var groups: [Group?] = []
    /// One for each of `PlanFile.links`; nil for those that could not be resolved.
    var links: [Link?] = []
    var filters: [Filter] = []
    var checks: [Check] = []
    var outputs: [Output] = []
}
