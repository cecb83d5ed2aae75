import Plan

extension RowGroups {
    static let append = GroupDocumentation(
        name: "append",
        title: "Append, union",
        grammar: "{from: [a, b], append: true}, {from: [a, b], union: true}",
        summary: """
            The rows of several tables, one table after another. Columns go together by name, and all parts must have the same. A \
            union keeps only the first of equal rows.
            """,
        operations: [],
        options: [
            .init("from", type: "list of sources and groups", default: nil, "The parts, in order; one may come twice."),
            .init("append", type: "true or false", default: "false", "All rows."),
            .init("union", type: "true or false", default: "false", "Distinct rows."),
        ],
        nulls: "Kept; null equals null for a union.",
        example: .init(
            input: """
                id,label
                1,pear
                2,plum
                1,pear

                """,
            feature: "{from: [t, t], union: true}",
            output: """
                id,label
                1,pear
                2,plum

                """))
}
