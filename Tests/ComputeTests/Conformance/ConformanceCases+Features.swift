import Compute

/// Every row-preserving feature group with each of its operations and options.
extension ConformanceCase {
    static let featureCases: [ConformanceCase] =
        aggregateCases + windowCases + partitionWindowCases + orderCases + fillCases + numberCases + encodingCases
        + timeCases + textCases
        + timeWindowCases + placeCases + modelCases
        + formulas.map { features("expression", $0.name, $0.formulas.map { formula($0) }) }

    /// In the columns on which the aggregate is defined.
    private static func columns(of operation: String) -> [String] {
        switch operation {
        case "sum", "avg", "mean": ["n", "f", "m", "b", "x"]
        case "std", "var", "median": ["n", "f", "m"]
        default: ["big", "n", "f", "m", "x", "s", "b", "t", "d"]
        }
    }

    private static let aggregateCases =
        AggregateFunction.names.flatMap { operation in
            [
                features(
                    "aggregated", "\(operation)_aggr",
                    [
                        "@i__\(operation)_aggr", "@i__\(operation)_aggr | partition_by: [@k]",
                        "@y__\(operation)_aggr | partition_by: [@k, @l]",
                    ]),
                features(
                    "aggregated", "\(operation)_aggr, other types",
                    columns(of: operation).map { "@\($0)__\(operation)_aggr | partition_by: [@b]" }),
            ]
        } + [
            features(
                "percentile", "p{N}_percentile",
                [0, 1, 25, 50, 90, 100].map { "@y__p\($0)_percentile" }
                    + [
                        "@i__p75_percentile | partition_by: [@k]", "@m__p10_percentile",
                        "@x__p50_percentile | partition_by: [@x]",
                    ])
        ]

    private static let windowCases = AggregateFunction.names.map { operation in
        // Sums of unlike floats would differ by what is lost in each order of adding.
        let columns = columns(of: operation).filter {
            ($0 != "x" || operation == "min") && ($0 != "m" || operation != "sum")
        }
        let frames = [
            "partition_by: [@k]", "partition_by: [@k], order_by: [@n, @l]", "order_by: [@t, @id], frame: {rows: 3}",
            "partition_by: [@b], order_by: [@t], frame: {range: 3h}", "order_by: [@d], frame: {range: 400d}",
        ]
        return features(
            "window", "\(operation)_window",
            frames.flatMap { frame in ["i", "y"].map { "@\($0)__\(operation)_window | \(frame)" } }
                + columns.map { "@\($0)__\(operation)_window | order_by: [@s, @id], frame: {rows: 4}" })
    }

    private static let partitionWindowCases = AggregateFunction.names.map { operation in
        features(
            "window", "\(operation)_window, whole partitions",
            ["@i__\(operation)_window", "@y__\(operation)_window | partition_by: [@k, @l]"])
    }

    private static let timeWindowCases =
        AggregateFunction.names.map { operation in
            features(
                "time_window", "\(operation)_{n}_{unit}_window",
                [
                    "@i__\(operation)_3_hour_window | reference_time: \"@t\"",
                    "@y__\(operation)_2_week_window | reference_time: \"@d\", partition_by: [@k]",
                    "@n__\(operation)_90_second_window | reference_time: \"@t\", partition_by: [@b, @l]",
                ])
        } + [
            features(
                "sessionize", "sessionize_{n}_{unit}",
                [
                    "@t__sessionize_3_hour", "@t__sessionize_1_second | partition_by: [@k]",
                    "@d__sessionize_2_week | partition_by: [@k, @b]", "@d__sessionize_400_day",
                ])
        ]

    private static let placeCases =
        ["haversine", "euclidean", "manhattan"].map { operation in
            features(
                "geo_distance", "\(operation)_distance",
                [
                    "@y&@p&@n&@f__\(operation)_distance", "@i&@y&@i&@y__\(operation)_distance",
                    "@m&@y&@p&@i__\(operation)_distance",
                ]
                    // Degrees beyond all bounds are no places.
                    + (operation == "haversine"
                        ? [] : ["@x&@y&@p&@x__\(operation)_distance", "@x&@x&@y&@p__\(operation)_distance"]))
        }
        + ["degree", "pagerank"].map { operation in
            features(
                "centrality", "\(operation)_centrality",
                [
                    "@k,@i__\(operation)_centrality", "@k,@n__\(operation)_centrality | directed: true",
                    "@l,@s__\(operation)_centrality", "@x,@y__\(operation)_centrality | directed: true",
                    "@b,@b__\(operation)_centrality",
                ])
        }
        + [
            "normalize", "remove_urls", "remove_punctuation", "remove_special_chars", "remove_stopwords",
            "normalize_whitespace",
            "normalize, remove_urls, remove_punctuation, remove_stopwords, normalize_whitespace",
        ].map { operations in
            features(
                "text_cleaning", operations.contains(",") ? "several" : operations,
                [
                    "@s__cleaned_text | text_cleaning_operations: [\(operations)]",
                    "note | expression: \"concat(@s, ' The  WWW.x.de/', @l, ' a.b\\x40c.d, not HTTPS://é but ', @s, '\u{2003}ﬁﬃ')\"",
                    "note__cleaned_text | text_cleaning_operations: [\(operations)]",
                ])
        }

    /// A day for each row, so that it is known what came a day later.
    private static let day = "day | expression: \"cast(@id as date)\""

    private static let modelCases = [
        features(
            "clustering", "cluster_kmeans_{k}",
            ["@p__cluster_kmeans_1 | seed: 7", "@p,@y__cluster_kmeans_3", "@i,@f,@n__cluster_kmeans_4 | seed: 5"]),
        features(
            "clustering", "cluster_dbscan_{k}",
            [
                "@p,@y__cluster_dbscan_2 | min_samples: 2", "@x__cluster_dbscan_auto",
                "@i,@n,@f__cluster_dbscan_3 | eps: 0.8, min_samples: 4",
            ]),
        features(
            "dimensionality", "pca_{k}d", ["@p,@y,@n__pca_2d", "@i,@f__pca_1d", "@p__pca_1d", "@i,@n,@f__pca_3d"]),
        features(
            "forecast", "linear_forecast_{h}_{unit}",
            [day, "@p__linear_forecast_1_day | order_by: day", "@y__linear_forecast_2_day | order_by: day, lags: 2"]),
        features(
            "forecast", "ridge_forecast_{h}_{unit}",
            [
                day, "@p__ridge_forecast_1_week | order_by: day, lags: 4, alpha: 0.5",
                "@y__ridge_forecast_1_day | order_by: day, lags: 2",
            ]),
        features(
            "forecast", "of partitions",
            [day, "@p__linear_forecast_1_day | order_by: day, partition_by: [@b], lags: 1"]),
    ]

    private static let orderCases =
        ["row_number", "rank", "dense_rank", "percent_rank", "ntile_4"].map { operation in
            features(
                "rank", "\(operation)_ranked",
                ["x", "s", "t", "m", "b"].map { "@\($0)__\(operation)_ranked" } + [
                    "@i__\(operation)_ranked | partition_by: [@k], order_by: [@x, @s]",
                    "@i__\(operation)_ranked | descending: true",
                    "@x__\(operation)_ranked | partition_by: [@l], descending: true",
                ])
        }
        + ["lag_1", "lag_3", "lead_2"].map { operation in
            features(
                "offset", operation,
                ["i", "s", "b", "t", "m"].map { "@\($0)__\(operation) | order_by: [@x, @id]" } + [
                    "@x__\(operation)", "@y__\(operation) | partition_by: [@k]",
                ])
        }
        + ["diff_1", "pct_change_2"].map { operation in
            features(
                "offset", operation,
                ["i", "n", "f", "m"].map { "@\($0)__\(operation) | order_by: [@s, @id]" }
                    + ["@y__\(operation)", "@x__\(operation) | partition_by: [@k]"])
        }
        + [
            features("ema", "ema_1", ["@y__ema_1 | order_by: [@id]"]),
            features(
                "ema", "ema_5", ["@y__ema_5 | order_by: [@t], partition_by: [@k]", "@i__ema_5 | order_by: [@x, @l]"]),
        ]

    private static let fillCases =
        ["mean", "median"].map { operation in
            features(
                "missing_value", "\(operation)_imputed",
                ["i", "y", "m", "n", "big"].map { "@\($0)__\(operation)_imputed" }
                    + ["@y__\(operation)_imputed | group_by_features: [@k, @l]"])
        }
        + [
            features(
                "missing_value", "mode_imputed",
                ["i", "x", "s", "t", "d", "b", "m"].map { "@\($0)__mode_imputed | group_by_features: [@k]" }
                    + ["@s__mode_imputed"]),
            features(
                "missing_value", "constant_imputed",
                [
                    "@i__constant_imputed | constant_value: 7", "@i__constant_imputed | constant_value: 0.5",
                    "@s__constant_imputed | constant_value: none", "@b__constant_imputed | constant_value: true",
                    "@d__constant_imputed | constant_value: '2024-02-29'", "@x__constant_imputed | constant_value: 1",
                ]),
        ]
        + ["ffill", "bfill"].map { operation in
            features(
                "missing_value", "\(operation)_imputed",
                ["i", "x", "s", "t"].map { "@\($0)__\(operation)_imputed" }
                    + ["@y__\(operation)_imputed | group_by_features: [@k], order_by: [@t, @s]"])
        }

    private static let numberCases =
        ["standard", "minmax", "robust"].map { operation in
            features(
                "scaling", "\(operation)_scaled",
                ["i", "y", "x", "f", "m", "big"].map { "@\($0)__\(operation)_scaled" })
        }
        + [
            features(
                "scaling", "normalizer_scaled",
                ["@i,@y,@f__normalizer_scaled", "@x__normalizer_scaled", "@x,@y__normalizer_scaled"]),
            features("binning", "bin_{n}", ["@i__bin_4", "@x__bin_3", "@y__bin_1", "@n__bin_7", "@m__bin_2"]),
            features("binning", "qbin_{n}", ["@i__qbin_4", "@x__qbin_3", "@y__qbin_100", "@n__qbin_1", "@m__qbin_7"]),
        ]
        + ["add", "subtract", "multiply", "divide", "modulo", "power"].map { operation in
            let divides = operation == "divide" || operation == "modulo"
            let pairs = [(divides ? "y" : "i", "n"), ("x", "y"), ("f", "i"), ("y", "f")]
            return features(
                "arithmetic", "\(operation)_point", pairs.map { "@\($0)&@\($1)__\(operation)_point" })
        }
        + ["add", "subtract", "multiply", "divide", "modulo", "power"].map { operation in
            features(
                "arithmetic", "\(operation)_constant",
                [
                    "@i__\(operation)_constant | constant: 3", "@x__\(operation)_constant | constant: 0.5",
                    "@n__\(operation)_constant | constant: -2",
                ])
        }
        + [
            features(
                "arithmetic", "decimals",
                ["@m&@m__add_point", "@m&@i__subtract_point", "@m&@m__multiply_point", "@m&@y__divide_point"])
        ]

    private static let encodingCases = [
        features(
            "encoding", "onehot_encoded",
            ["@l__onehot_encoded", "@b__onehot_encoded", "@n__onehot_encoded", "@x__onehot_encoded"]),
        features(
            "encoding", "onehot_encoded, categories",
            ["@l__onehot_encoded | categories: [q, none, p]", "@n__onehot_encoded | categories: [30, 1, 2]"]),
        features(
            "encoding", "onehot_encoded, one column",
            ["@l__onehot_encoded | categories: [q, p]", "@l__onehot_encoded~q | categories: [q, p]"]),
        features("encoding", "label_encoded", ["s", "x", "b", "d", "t", "m"].map { "@\($0)__label_encoded" }),
        features(
            "encoding", "ordinal_encoded",
            [
                "@s__ordinal_encoded", "@l__ordinal_encoded | categories: [q, é]",
                "@x__ordinal_encoded | categories: [3, 0, 0.5]",
            ]),
        features("encoding", "frequency_encoded", ["s", "x", "n", "b", "m"].map { "@\($0)__frequency_encoded" }),
        features(
            "encoding", "a family as input",
            ["@l__onehot_encoded__sum_aggr | partition_by: [@k]", "@l__onehot_encoded__lag_1"]),
    ]

    private static let timeCases =
        [
            "year", "month", "day", "hour", "minute", "second", "dayofweek", "is_weekend", "quarter", "dayofyear",
            "week",
        ].map { features("datetime", $0, ["@t__\($0)", "@d__\($0)"]) }
        + ["floor", "ceil", "round"].map { mode in
            features(
                "time_bucket", mode,
                ["15_minute", "3_hour", "1_day", "2_week", "1_week", "5_month", "1_year"].map { "@t__\(mode)_\($0)" }
                    + ["2_day", "1_month", "3_year"].map { "@d__\(mode)_\($0)" })
        }

    private static let textCases = ["upper", "lower", "trim", "length", "reverse"].map {
        features("string", $0, ["@s__\($0)", "@l__\($0)"])
    }

    private static func formula(_ text: String) -> String {
        "f\(text.utf8.reduce(5381 as UInt32) { ($0 &* 33) &+ UInt32($1) }) | expression: \"\(text)\""
    }

    private static let formulas: [(name: String, formulas: [String])] = [
        ("+ - *", ["@i + @n * 2 - 1", "@x + @y", "@y * @i", "-@i", "-@x", "@f - @n"]),
        ("/ %", ["@i / 4", "@i / nullif(@n, 0)", "@x / @y", "@y % 3", "@i % 7", "@x % 0.0", "@i / 0.0"]),
        ("decimals", ["@m + @m", "@m * 2", "@m - @n", "-@m", "@m / 3", "@m > 10", "@m = 1.5", "abs(@m)"]),
        (
            "= <> < <= > >=",
            ["@i = @n", "@x <> @y", "@x = @x", "@i < @y", "@s > 'a'", "@t >= '2024-03-31'", "@d < @t", "@b = true"]
        ),
        (
            "beyond 2⁵³",
            ["@big = 9223372036854775807.0", "@big < 9.3e18", "@big > @x", "@big in (1.0, 9223372036854775807)"]
        ),
        (
            "between, in",
            [
                "@i between -3 and @n", "@x between 0 and 3", "@i in (1, 2, @n)", "@x in (0, 0.5, @y)",
                "@s in ('a', null)",
            ]
        ),
        ("is null, and, or, not", ["@i is null", "@b and @i > 0", "@b or @x > 0", "not @b", "not (@i is not null)"]),
        (
            "case, if",
            [
                "case when @i > 0 then @n when @b then 0 else @y end", "case @n when 1 then 'a' when null then 'b' end",
                "if(@b, @i, @y)", "case when @n <> 0 then @i / @n end",
            ]
        ),
        ("coalesce, nullif", ["coalesce(@i, @n, 0)", "coalesce(@s, 'none')", "nullif(@i, @n)", "nullif(@x, 0)"]),
        (
            "least, greatest",
            ["least(@i, @n, 3)", "greatest(@x, @y)", "least(@x, @i)", "greatest(@s, @l)", "least(@d, @t)"]
        ),
        ("abs, floor, ceil", ["abs(@i)", "abs(@x)", "floor(@y)", "ceil(@x)", "floor(@i)", "floor(@m)", "ceil(@m)"]),
        (
            "round",
            [
                "round(@y)", "round(@y, 1)", "round(@x, 2)", "round(@i, -1)", "round(@m, 1)", "round(@m)",
                "round(@y, -1)",
            ]
        ),
        (
            "log, exp, sqrt, power",
            ["log(@p)", "log10(@p)", "log2(@x)", "exp(@y)", "sqrt(@x)", "power(@y, 2)", "power(@x, 0.5)"]
        ),
        ("lower, upper, trim, length", ["lower(@s)", "upper(@s)", "trim(@s)", "length(@s)"]),
        (
            "substr",
            ["substr(@s, 2)", "substr(@s, 1, 2)", "substr(@s, -2)", "substr(@s, 0, 2)", "substr(@s, @n, abs(@n))"]
        ),
        (
            "concat, replace",
            [
                "concat(@s, '-', @l)", "@s || @l", "replace(@s, 'a', 'bb')", "replace(@s, '', 'x')",
                "replace(@s, @l, '')",
            ]
        ),
        ("starts_with, ends_with", ["starts_with(@s, 'a')", "ends_with(@s, @l)", "starts_with(@s, '')"]),
        ("like", ["@s like 'a%'", "@s like '_'", "@s like '%a%b%'", "@s like '%\\\\\\\\%%'", "@s like ''"]),
        (
            "regexp",
            [
                "regexp(@s, 'a')", "regexp(@s, '^[a-z]+$')", "regexp(@s, '(é|東).?')",
                "regexp(@s, '\\\\\\\\bline\\\\\\\\b')", "regexp(@s, '^.{2,3}$')", "regexp(@s, '[^\\\\\\\\w]')",
            ]
        ),
        (
            "cast to numbers",
            [
                "cast(@i as float64)", "cast(@n as int64)", "cast(@b as int64)", "cast(@m as float64)",
                "try_cast(@x as int64)", "try_cast(@s as int64)", "try_cast(@big as int32)", "cast(@y as float32)",
                "cast(@t as int64)",
            ]
        ),
        (
            "cast to texts",
            [
                "cast(@i as string)", "cast(@x as string)", "cast(@b as string)", "cast(@t as string)",
                "cast(@d as string)", "cast(@m as string)", "cast(@f as string)", "cast(@y / 1e9 as string)",
            ]
        ),
        (
            "cast to times",
            [
                "cast(@t as date)", "cast(@d as timestamp)", "cast(@i as date)", "try_cast(@s as date)",
                "cast('2024-02-29T12:00:00+02:00' as timestamp) > @t",
            ]
        ),
        ("cast to truth", ["cast(@i as bool)", "try_cast(@s as bool)"]),
        ("cast to decimals", ["cast(@i as decimal(12,2))"]),
        (
            "date parts",
            ["year(@t) * 100 + month(@t)", "dayofweek(@d)", "is_weekend(@t)", "week(@d)", "hour(@t) * 60 + minute(@t)"]
        ),
    ]
}
