import Compute

/// Filters, links and the groups that make rows.
extension ConformanceCase {
    static let all = featureCases + filterCases + linkCases + groupCases + failureCases

    private static let filterCases = [
        filter("min", "g.i, min: -10"), filter("min of floats", "g.x, min: 0"),
        filter("min of times", "g.t, min: '2024-03-31T01:00:00Z'"),
        filter("max", "g.i, max: 10"), filter("max of dates", "g.d, max: '2001-01-01'"),
        filter("max_exclusive", "g.x, max: 3, max_exclusive: true"), filter("range", "g.i, min: -20, max: 20"),
        filter("range of times", "g.t, min: '1970-01-01', max: '2024-10-27T01:00:00Z', max_exclusive: true"),
        filter("equal", "g.i, equal: 3"), filter("equal of floats", "g.x, equal: 0"),
        filter("equal of texts", "g.s, equal: é"),
        filter("equal of truth", "g.b, equal: true"), filter("regex", "g.s, regex: '^[aB]|é$'"),
        filter("categorical_inclusion", "g.s, categorical_inclusion: [a, B, 東京, '']"),
        filter("categorical_inclusion of numbers", "g.x, categorical_inclusion: [0, 0.5, 7]"),
        ConformanceCase(
            "filter", "of an output",
            plan: """
                groups: {g: {from: t, sort_by: [k, -id]}}
                outputs: {o: {features: [g.id, g.x], filters: [{feature: g.i, min: 0}]}}

                """),
        ConformanceCase(
            "filter", "in the source",
            plan:
                "filters: [{feature: i, min: 0}, {feature: s, categorical_inclusion: [a, B, é]}]\noutputs: {o: {features: [id, x]}}\n"
        ),
        ConformanceCase(
            "filter", "of a feature",
            plan: "filters: [{feature: i&n__add_point, min: 0}]\noutputs: {o: {features: [id, x]}}\n"),
        ConformanceCase(
            "filter", "of a feature of other rows",
            plan: "filters: [{feature: y__lag_1, max: 4}]\noutputs: {o: {features: [id, y__sum_aggr]}}\n"),
    ]

    private static let linkCases =
        ["inner", "left", "right", "outer", "semi", "anti"].flatMap { join in
            let isHalf = join == "semi" || join == "anti"
            return [
                link(join, "join: \(join), on: k", isHalf: isHalf),
                link("\(join), two keys", "join: \(join), on: {k: k, l: ul}", isHalf: isHalf),
                link("\(join), floats", "join: \(join), on: {x: ux}", isHalf: isHalf),
                link("\(join), texts", "join: \(join), on: {s: w}", isHalf: isHalf),
            ]
        }
        + ["right", "outer"].map { join in
            linked(
                "\(join), the key",
                "links: [{join: \(join), left: t, right: u, on: k}]\noutputs: {o: {features: [k, t.id, u.v]}}\n")
        }
        + ["backward", "forward", "nearest"].flatMap { direction in
            let asOf = "join: asof, on: k, time: {t: ut}, direction: \(direction)"
            return [
                link("asof \(direction)", asOf), link("asof \(direction), tolerance", asOf + ", tolerance: 1h"),
                link("asof \(direction), no exact matches", asOf + ", allow_exact_matches: false"),
                link(
                    "asof \(direction), date and timestamp",
                    "join: asof, on: {l: ul}, time: {d: ut}, direction: \(direction)"),
            ]
        }

    private static let aggregates = AggregateFunction.names + ["p25", "p90"]

    private static let groupCases =
        aggregates.map { operation in
            group(
                "group_by", operation,
                "from: t, group_by: [k, l], features: [i__\(operation), y__\(operation), count]",
                ["k", "l", "i__\(operation)", "y__\(operation)", "count"])
        }
        + ["x", "s", "b", "t", "d", "m", "f", "big"].map { key in
            group(
                "group_by", "by \(key)", "from: t, group_by: [\(key)], features: [id__max, id__first, count]",
                [key, "id__max", "id__first", "count"])
        }
        + [
            group(
                "group_by", "other types",
                "from: t, group_by: [k], features: [s__min, s__mode, t__max, d__last, b__sum, m__sum, m__avg, x__max, f__sum, n__var]",
                [
                    "k", "s__min", "s__mode", "t__max", "d__last", "b__sum", "m__sum", "m__avg", "x__max", "f__sum",
                    "n__var",
                ]),
            group(
                "resample", "hours", "from: t, time: t, every: 3h, features: [y__avg, count]", ["t", "y__avg", "count"]),
            group(
                "resample", "days, partition_by",
                "from: t, time: d, every: 7d, partition_by: [b], features: [i__sum, s__max]",
                ["d", "b", "i__sum", "s__max"]),
            group("filter", "where", "from: t, where: \"i > 3 and (x <= 3 or s like 'a%')\"", ["id", "x", "s"]),
            group("sort", "one key", "from: t, sort_by: [x]", ["id", "x"]),
            group("sort", "several keys", "from: t, sort_by: [-s, k, -t]", ["id", "s", "k", "t"]),
            group("sort", "other types", "from: t, sort_by: [-b, m, -f, d, -big]", ["id", "b", "m", "f", "d", "big"]),
            group("limit", "limit", "from: t, limit: 5", ["id", "s"]),
            ConformanceCase(
                "limit", "windows over what is left",
                plan: """
                    groups: {g: {from: t, limit: 9}}
                    outputs: {o: {features: [g.id, {name: g.i__sum_aggr, options: {partition_by: [g.k]}}]}}

                    """),
            group("limit", "where, sort, limit", "from: t, where: 'i > 0', sort_by: [-x, id], limit: 7", ["id", "x"]),
            ConformanceCase(
                "distinct", "distinct",
                plan: """
                    groups: {h: {from: t, group_by: [k, l, id], features: [x__max]}, g: {from: h, distinct: true}}
                    outputs: {o: {features: [g.k, g.l]}}

                    """),
            chosen(
                "distinct", "of floats and texts", columns: "x, s",
                plan: "groups: {g: {from: t, distinct: true}}\noutputs: {o: {features: [g.x, g.s]}}\n"),
            group("alias", "alias", "from: t", ["id", "x"]),
            ConformanceCase(
                "append", "append",
                plan: """
                    groups: {a: {from: t, where: 'i > 0'}, b: {from: t, limit: 6}, g: {from: [a, b], append: true}}
                    outputs: {o: {features: [g.id, g.s, g.x, g.m]}}

                    """),
            ConformanceCase(
                "append", "union",
                plan: """
                    groups: {a: {from: t, where: 'i > 0'}, b: {from: t, limit: 6}, g: {from: [a, b], union: true}}
                    outputs: {o: {features: [g.id, g.s, g.x, g.m]}}

                    """),
            ConformanceCase(
                "sql", "sql",
                plan: """
                    groups: {g: {sql: 'select k, count(*) as c from t group by k order by k nulls last', framework: duckdb}}
                    outputs: {o: {features: [g.k, g.c]}}

                    """),
            ConformanceCase(
                "command", "command",
                plan: """
                    groups: {g: {command: [cat], from: t, inputs: [id, s], outputs: {id: int64, s: string}}}
                    outputs: {o: {features: [g.id, g.s]}}

                    """),
        ]

    static let failures = "error"

    /// What no framework has an answer for.
    private static let failureCases = [
        features(failures, "overflow", ["y_1 | expression: \"@big + @big\""]),
        features(failures, "overflow of a sum", ["@big__sum_aggr", "y_2 | expression: \"@big * 3\""]),
        features(failures, "zero divisor", ["y_3 | expression: \"@id / (@id - 3)\""]),
        features(failures, "zero modulus", ["y_4 | expression: \"@id % (@id - 3)\""]),
        features(failures, "bad cast", ["y_5 | expression: \"cast(@s as int64)\""]),
        features(failures, "a negative length", ["y_6 | expression: \"substr(@s, 1, @n)\""]),
    ]
}
