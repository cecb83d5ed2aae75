import Plan

extension RowGroups {
    static let resample = GroupDocumentation(
        name: "resample",
        title: "Resample",
        grammar: "{from: t, time: t, every: 1h, partition_by: [k], features: [x__{op}, count]}",
        summary: """
            One row for each stretch of time that has rows (and for each partition), in order of first appearance. The time column \
            keeps its name and holds the start of the stretch, in UTC.
            """,
        operations: AggregateFunction.documented(suffix: "") + [percentile],
        options: [
            .init("from", type: "source or group", default: nil, "The rows to group."),
            .init("time", type: "feature", default: nil, "A timestamp or date of `from`."),
            .init("every", type: "duration", default: nil, "Length of a stretch: whole minutes, hours or days."),
            .init("partition_by", type: "list of features", default: "none", "More keys."),
            .init("features", type: "list of x__op and count", default: nil, "What to compute for each stretch."),
        ],
        nulls: "As in group_by; rows without a time form a group of their own.",
        example: .init(
            input: """
                at,temp
                2013-06-12T10:20:00Z,20
                2013-06-12T11:05:00Z,21
                2013-06-12T10:50:00Z,22

                """,
            feature: "{from: t, time: at, every: 1h, features: [temp__avg]}",
            output: """
                at,temp__avg
                2013-06-12T10:00:00Z,21
                2013-06-12T11:00:00Z,21

                """))
}
