extension KeyTable {
    static let feature = KeyTable(
        id: "feature", noun: "a feature", summary: "A feature in its long form.",
        keys: [
            Key("name", .name, "The feature's name; with the option 'expression', any name.", isRequired: true),
            Key(
                "in_features", .oneOrMore(.either([.name, .table("feature")])),
                "The features it is computed from, where its name does not say them."),
            Key("options", .dictionary(.anything), "Options of its feature group; besides, 'timeout' and 'retries'."),
            Key("feature_group", .text, "The feature group that computes it, where several could."),
            Key("framework", .text, "The compute framework that computes it."),
            Key("as", .name, "The name of the output's column."),
        ])

    /// What the mapping under a feature's `options` has besides its group's options.
    static let featureExecution = ["timeout", "retries"]

    static let filter = KeyTable(
        id: "filter", noun: "a filter",
        summary: "Which rows count: those whose value fulfils every rule given. Null never does.",
        keys: [
            Key(
                "feature", .either([.name, .table("feature")]), "The feature whose values are compared.",
                isRequired: true),
            Key("min", .scalar, "The least value."),
            Key("max", .scalar, "The greatest value."),
            Key("max_exclusive", .boolean, "Whether 'max' itself is shut out."),
            Key("equal", .scalar, "The only value."),
            Key("regex", .text, "The regular expression (RE2) that matches somewhere in the value."),
            Key("categorical_inclusion", .list(.scalar), "The only values."),
        ])

    static let check = KeyTable(
        id: "check", noun: "a check", summary: "What must hold of a feature or of an output.",
        keys: [
            Key("feature", .either([.name, .table("feature")]), "The feature that is checked."),
            Key("not_null", .boolean, "Whether no value may be null."),
            Key("unique", .boolean, "Whether no value may occur twice."),
            Key("min", .scalar, "The least value allowed."),
            Key("max", .scalar, "The greatest value allowed."),
            Key("in", .list(.scalar), "The only values allowed."),
            Key("regex", .text, "The regular expression (RE2) that must match somewhere in the value."),
            Key("expression", .text, "The expression that every row must fulfil."),
            Key("row_count", .table("row_count"), "How many rows there may be."),
            Key(
                "severity", .choice(CheckDeclaration.Severity.allCases.map(\.rawValue)),
                "Whether a failed check ends the run; error if it is left out."),
        ])

    static let rowCount = KeyTable(
        id: "row_count", noun: "'row_count'", summary: "How many rows there may be.",
        keys: [
            Key("min", .integer(minimum: 0), "The least number of rows."),
            Key("max", .integer(minimum: 0), "The greatest number of rows."),
        ])
}
