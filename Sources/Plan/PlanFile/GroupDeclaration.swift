/// One entry of `groups:`: a row space of its own, or a program that adds columns to one.
package struct GroupDeclaration: Sendable {
    /// A feature of a group-by or resample: `arr_delay__avg`, `air_time__p90`, `count`.
    package struct Aggregate: Sendable {
        /// As written; also the name of the group's output column.
        package var name: Located<String>
        /// Nil for `count` (rows).
        package var column: String?
        /// `avg`, `p90`, `count`, …
        package var operation: String
        package init(name: Located<String>, column: String?, operation: String) {
            self.name = name
            self.column = column
            self.operation = operation
        }
    }

    package enum Definition: Sendable {
        case groupBy(from: Located<String>, keys: [Located<String>], aggregates: [Aggregate])
        case resample(
            from: Located<String>, time: Located<String>, every: Located<Duration>, partitionBy: [Located<String>],
            aggregates: [Aggregate])
        /// Acts in the order where, distinct, sort, limit; with none of them it is an alias.
        case select(
            from: Located<String>, where: Located<String>?, distinct: Bool, sortBy: [SortKey], limit: Located<Int>?)
        /// Rows of all of `from`, one after another, columns by name; `distinct` makes it a union.
        case append(from: [Located<String>], distinct: Bool)
        case sql(SQLDeclaration)
        case command(CommandDeclaration)
    }

    package var name: Located<String>
    package var definition: Definition
    package var framework: Located<String>?

    package var isQuery: Bool { if case .sql = definition { true } else { false } }

    package init(name: Located<String>, definition: Definition, framework: Located<String>? = nil) {
        self.name = name
        self.definition = definition
        self.framework = framework
    }
}
