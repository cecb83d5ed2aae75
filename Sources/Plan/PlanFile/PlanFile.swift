/// A plan file, decoded and checked for everything that can be checked without looking at data. A value; no thread.
package struct PlanFile: Sendable {
    /// The path as given; messages name it.
    package var path: String
    /// The folder that relative paths in the plan start from.
    package var folder: String
    package var name: String
    package var sources: [SourceDeclaration] = []
    package var groups: [GroupDeclaration] = []
    package var links: [LinkDeclaration] = []
    package var filters: [FilterDeclaration] = []
    package var checks: [CheckDeclaration] = []
    package var outputs: [OutputDeclaration] = []
    package var run = RunOptions()

    package init(path: String, folder: String, name: String) {
        self.path = path
        self.folder = folder
        self.name = name
    }
}

/// A feature as a plan asks for it.
package struct FeatureRequest: Sendable {
    /// As written; the grammar of FeatureName reads it.
    package var name: String
    package var position: SourcePosition
    /// What only the long form has; nil for the common case of a bare name, which keeps large plans small.
    package var details: Details?

    package final class Details: Sendable {
        package let inFeatures: [FeatureRequest]?
        package let options: FeatureOptions
        /// Apart, as few features have any of it and a plan may have many features.
        private let demands: Demands?

        private final class Demands: Sendable {
            let featureGroup: Located<String>?
            let framework: Located<String>?
            let alias: Located<String>?
            let timeout: Duration?
            let retries: RetryPolicy?

            init(
                featureGroup: Located<String>?, framework: Located<String>?, alias: Located<String>?,
                timeout: Duration?,
                retries: RetryPolicy?
            ) {
                self.featureGroup = featureGroup
                self.framework = framework
                self.alias = alias
                self.timeout = timeout
                self.retries = retries
            }
        }

        package var featureGroup: Located<String>? { demands?.featureGroup }
        package var framework: Located<String>? { demands?.framework }
        /// The output's column name.
        package var alias: Located<String>? { demands?.alias }
        package var timeout: Duration? { demands?.timeout }
        package var retries: RetryPolicy? { demands?.retries }

        package init(
            inFeatures: [FeatureRequest]? = nil, options: FeatureOptions = FeatureOptions(),
            featureGroup: Located<String>? = nil, framework: Located<String>? = nil, alias: Located<String>? = nil,
            timeout: Duration? = nil, retries: RetryPolicy? = nil
        ) {
            self.inFeatures = inFeatures
            self.options = options
            let hasDemands =
                featureGroup != nil || framework != nil || alias != nil || timeout != nil || retries != nil
            demands =
                hasDemands
                ? Demands(
                    featureGroup: featureGroup, framework: framework, alias: alias, timeout: timeout, retries: retries)
                : nil
        }

        func pinned(to framework: Located<String>) -> Details {
            Details(
                inFeatures: inFeatures, options: options, featureGroup: featureGroup, framework: framework,
                alias: alias, timeout: timeout, retries: retries)
        }
    }

    package init(_ name: String, at position: SourcePosition, details: Details? = nil) {
        self.name = name
        self.position = position
        self.details = details
    }
}

/// How often a failed step is tried again, and how long to wait before the first retry (each further one waits twice
/// as long).
package struct RetryPolicy: Sendable, Hashable {
    package var times: Int
    package var backoff: Duration

    package static let defaultBackoff = Duration.seconds(1)

    package init(times: Int, backoff: Duration = defaultBackoff) {
        self.times = times
        self.backoff = backoff
    }
}

package struct LinkDeclaration: Sendable {
    package enum Join: String, Sendable, Hashable, CaseIterable, Codable {
        case inner, left, right, outer, semi, anti, asof
    }
    package enum Direction: String, Sendable, Hashable, CaseIterable, Codable { case backward, forward, nearest }

    /// One pair of columns that must be equal.
    package struct Key: Sendable, Hashable, Codable {
        package var left: String
        package var right: String
        package init(left: String, right: String) {
            self.left = left
            self.right = right
        }
    }

    package struct AsOf: Sendable, Hashable, Codable {
        package var time: Key
        package var direction: Direction
        /// Inclusive; nil: any distance.
        package var tolerance: Duration?
        package var allowExactMatches: Bool
        package init(time: Key, direction: Direction, tolerance: Duration?, allowExactMatches: Bool) {
            self.time = time
            self.direction = direction
            self.tolerance = tolerance
            self.allowExactMatches = allowExactMatches
        }
    }

    package var join: Join
    package var left: Located<String>
    package var right: Located<String>
    package var keys: [Located<Key>]
    /// Set exactly when `join` is `asof`.
    package var asOf: AsOf?
    package var position: SourcePosition

    package init(
        join: Join, left: Located<String>, right: Located<String>, keys: [Located<Key>], asOf: AsOf? = nil,
        position: SourcePosition
    ) {
        self.join = join
        self.left = left
        self.right = right
        self.keys = keys
        self.asOf = asOf
        self.position = position
    }
}

/// Bounds that a filter or a check states; those that are set all hold.
package struct ValueRule: Sendable {
    package var min: Located<OptionValue>?
    package var max: Located<OptionValue>?
    package var maxExclusive = false
    package var equal: Located<OptionValue>?
    package var regex: Located<String>?
    /// `categorical_inclusion` of a filter, `in` of a check.
    package var oneOf: [Located<OptionValue>]?
    package init() {}
}

package struct FilterDeclaration: Sendable {
    package var feature: FeatureRequest
    package var rule: ValueRule
    package var position: SourcePosition
    package init(feature: FeatureRequest, rule: ValueRule, position: SourcePosition) {
        self.feature = feature
        self.rule = rule
        self.position = position
    }
}

package struct CheckDeclaration: Sendable {
    package enum Severity: String, Sendable, CaseIterable, Codable { case error, warn }

    /// Nil only for a check of `row_count` or `expression` under an output.
    package var feature: FeatureRequest?
    package var rule: ValueRule
    package var notNull: Bool
    package var unique: Bool
    /// A predicate over features; every row must satisfy it.
    package var expression: Located<String>?
    package var minRows: Int?
    package var maxRows: Int?
    package var severity: Severity
    package var position: SourcePosition

    package init(feature: FeatureRequest?, position: SourcePosition) {
        self.feature = feature
        self.rule = ValueRule()
        self.notNull = false
        self.unique = false
        self.severity = .error
        self.position = position
    }
}

package struct OutputDeclaration: Sendable {
    package enum Format: String, Sendable, Hashable, CaseIterable, Codable { case parquet, csv, arrow, jsonl }
    package enum TableMode: String, Sendable, Hashable, CaseIterable, Codable { case create, append, replace }

    package enum Target: Sendable, Hashable, Codable {
        /// `path` is absolute; `written` is what the plan says.
        case file(path: String, written: String, format: Format)
        case table(TableTarget)
    }

    /// A table of a database.
    package struct TableTarget: Sendable, Hashable, Codable {
        package enum Database: Sendable, Hashable, Codable {
            /// A file; `path` is absolute, `written` is what the plan says.
            case sqlite(path: String, written: String)
            case duckdb(path: String, written: String)
            case postgresql(uri: String)
        }

        package var database: Database
        package var table: String
        package var mode: TableMode
        package init(_ database: Database, table: String, mode: TableMode) {
            self.database = database
            self.table = table
            self.mode = mode
        }
    }

    package var name: Located<String>
    package var features: [FeatureRequest]
    /// Nil: kept in memory and previewed.
    package var target: Located<Target>?
    package var filters: [FilterDeclaration]
    package var checks: [CheckDeclaration]

    package init(
        name: Located<String>, features: [FeatureRequest], target: Located<Target>? = nil,
        filters: [FilterDeclaration] = [], checks: [CheckDeclaration] = []
    ) {
        self.name = name
        self.features = features
        self.target = target
        self.filters = filters
        self.checks = checks
    }
}
