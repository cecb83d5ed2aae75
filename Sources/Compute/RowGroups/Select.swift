import Plan

extension RowGroups {
    static let select = GroupDocumentation(
        name: "select",
        title: "Filter, distinct, sort, limit",
        grammar: "{from: t, where: PREDICATE, distinct: true, sort_by: [a, -b], limit: N}",
        summary: """
            Some of the rows of another table, perhaps in another order. The keys act in the order where, distinct, sort_by, limit, \
            however they are written. With none of them, it is the same table under a second name.
            """,
        operations: [],
        options: [
            .init("from", type: "source or group", default: nil, "The rows to choose from."),
            .init("where", type: "expression", default: "all rows", "Rows for which it is true are kept."),
            .init("distinct", type: "true or false", default: "false", "Of equal rows only the first is kept."),
            .init(
                "sort_by", type: "list of features", default: "as they come",
                "A minus before a name, or {column:, descending:}, turns it round; ties stay in order."),
            .init("limit", type: "number", default: "all rows", "How many rows to keep."),
        ],
        nulls:
            "Null is not true, so where drops it. It sorts last, also when descending, and equals null for distinct.",
        example: .init(
            input: """
                dest,delay
                ORD,5
                LAX,31
                BOS,
                MIA,12

                """,
            feature: "{from: t, where: \"delay > 10\", sort_by: [-delay], limit: 2}",
            output: """
                dest,delay
                LAX,31
                MIA,12

                """))
}
