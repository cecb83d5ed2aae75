import Plan

extension RowGroups {
    static let groupBy = GroupDocumentation(
        name: "group_by",
        title: "Group by",
        grammar: "{from: t, group_by: [k], features: [x__{op}, count]}",
        summary: """
            One row for each distinct combination of the keys, in order of first appearance. The group's columns are the keys and \
            the features; `count` is the number of rows.
            """,
        operations: AggregateFunction.documented(suffix: "") + [percentile],
        options: [
            .init("from", type: "source or group", default: nil, "The rows to group."),
            .init("group_by", type: "list of features", default: nil, "The keys; any features of `from`."),
            .init("features", type: "list of x__op and count", default: nil, "What to compute for each group."),
        ],
        nulls: """
            Skipped by aggregates; where all values of a group are null the result is null, and count and nunique are 0. Null \
            keys form a group.
            """,
        example: .init(
            input: """
                origin,delay
                EWR,10
                JFK,4
                EWR,

                """,
            feature: "{from: t, group_by: [origin], features: [delay__avg, delay__count, count]}",
            output: """
                origin,delay__avg,delay__count,count
                EWR,10,1,2
                JFK,4,1,1

                """))
}
