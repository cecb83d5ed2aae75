import Plan

extension DemoStory {
    /// With a null, a name in Japanese and one with emoji.
    static let carriers = TablePreview(
        columns: [
            TablePreview.Column(
                name: "carrier", type: "string", nullCount: 0,
                statistics: words(
                    16, distinct: 16, "9E", "YV", [("UA", 1), ("AA", 1), ("B6", 1), ("DL", 1), ("EV", 1)])),
            TablePreview.Column(
                name: "name", type: "string", nullCount: 1,
                statistics: words(
                    15, distinct: 15, "AirTran Airways", "日本航空",
                    [
                        ("United Air Lines Inc.", 1), ("American Airlines Inc.", 1), ("JetBlue 💙 Airways", 1),
                        ("Delta Air Lines Inc.", 1), ("日本航空", 1),
                    ])),
            TablePreview.Column(
                name: "count", type: "int64", nullCount: 0,
                statistics: numbers(
                    16, distinct: 16, "32", "58665", mean: 21_048.5, deviation: 22_151.2,
                    [5, 1, 0, 0, 1, 1, 0, 1, 2, 0, 0, 0, 1, 1, 2, 1])),
            TablePreview.Column(
                name: "dep_delay__avg", type: "float64", nullCount: 0,
                statistics: numbers(
                    16, distinct: 16, "3.782418274602021", "20.215542521994134", mean: 12.104_8, deviation: 5.281_3,
                    [2, 0, 1, 1, 1, 2, 1, 1, 2, 0, 1, 0, 1, 0, 1, 2])),
            TablePreview.Column(
                name: "dep_delay__p90", type: "float64", nullCount: 0,
                statistics: numbers(
                    16, distinct: 14, "26.5", "81", mean: 45.7, deviation: 15.9,
                    [2, 3, 1, 2, 1, 0, 2, 1, 0, 1, 1, 0, 0, 0, 1, 1])),
            TablePreview.Column(
                name: "distance__sum", type: "int64", nullCount: 0,
                statistics: numbers(
                    16, distinct: 16, "16026", "89705524", mean: 21_901_012.4, deviation: 27_105_331,
                    [8, 1, 1, 0, 0, 1, 0, 1, 1, 0, 2, 0, 0, 0, 0, 1])),
        ],
        rows: [
            ["UA", "United Air Lines Inc.", "58665", "12.106072888459614", "41", "89705524"],
            ["AA", "American Airlines Inc.", "32729", "8.586015642040321", "35", "43864584"],
            ["B6", "JetBlue 💙 Airways", "54635", "13.022522106740018", "51", "58384137"],
            ["DL", "Delta Air Lines Inc.", "48110", "9.26450451204958", "32", "59507317"],
            ["EV", "ExpressJet Airlines Inc.", "54173", "19.955389827868213", "77", "30498951"],
            ["MQ", "Envoy Air", "26397", "10.552040845914986", "40", "15033955"],
            ["US", nil, "20536", "3.782418274602021", "26.5", "11365778"],
            ["9E", "Endeavor Air Inc.", "18460", "16.725769407441357", "62", "9788152"],
            ["WN", "Southwest Airlines Co.", "12275", "17.71174377224199", "60", "12229203"],
            ["VX", "Virgin America", "5162", "12.869421165464821", "38", "12902327"],
            ["JL", "日本航空", "714", "5.804775280898876", "31", "1715028"],
            ["OO", "SkyWest Airlines Inc.", "32", "12.586206896551724", "81", "16026"],
        ], rowCount: 16)

    static let delays = TablePreview(
        columns: [
            TablePreview.Column(
                name: "time_hour", type: "timestamp", nullCount: 0,
                statistics: ColumnStatistics(
                    count: 336_776, distinct: 6_936, min: "2013-01-01T10:00:00Z", max: "2014-01-01T04:00:00Z",
                    histogram: [
                        19_961, 20_208, 21_027, 21_341, 21_144, 21_353, 21_009, 21_318, 21_527, 21_376, 21_062, 21_209,
                        21_127, 20_944, 20_905, 21_265,
                    ])),
            TablePreview.Column(
                name: "origin", type: "string", nullCount: 0,
                statistics: words(
                    336_776, distinct: 3, "EWR", "LGA", [("EWR", 120_835), ("JFK", 111_279), ("LGA", 104_662)])),
            TablePreview.Column(
                name: "dest", type: "string", nullCount: 0,
                statistics: words(
                    336_776, distinct: 105, "ABQ", "XNA",
                    [("ORD", 17_283), ("ATL", 17_215), ("LAX", 16_174), ("BOS", 15_508), ("MCO", 14_082)])),
            TablePreview.Column(
                name: "carrier", type: "string", nullCount: 0,
                statistics: words(
                    336_776, distinct: 16, "9E", "YV",
                    [("UA", 58_665), ("B6", 54_635), ("EV", 54_173), ("DL", 48_110), ("AA", 32_729)])),
            TablePreview.Column(
                name: "mph", type: "float64", nullCount: 9_430,
                statistics: numbers(
                    327_346, distinct: 54_309, "76.8", "703.3846153846154", mean: 394.274, deviation: 60.0,
                    [8, 61, 402, 2_910, 9_860, 21_544, 41_230, 89_702, 96_330, 50_114, 13_902, 1_190, 85, 5, 2, 1])),
        ],
        rows: [
            ["2013-01-01T10:00:00Z", "EWR", "IAH", "UA", "370.04405286343615"],
            ["2013-01-01T10:00:00Z", "LGA", "IAH", "UA", "374.27312775330395"],
            ["2013-01-01T10:00:00Z", "JFK", "MIA", "AA", "408.375"],
            ["2013-01-01T10:00:00Z", "JFK", "BQN", "B6", nil],
        ], rowCount: 336_776)

    private static func words(
        _ count: Int, distinct: Int, _ min: String, _ max: String, _ frequencies: [(String, Int)]
    ) -> ColumnStatistics {
        ColumnStatistics(
            count: count, distinct: distinct, min: min, max: max,
            frequencies: frequencies.map { ColumnStatistics.Frequency(value: $0.0, count: $0.1) })
    }

    private static func numbers(
        _ count: Int, distinct: Int, _ min: String, _ max: String, mean: Double, deviation: Double, _ histogram: [Int]
    ) -> ColumnStatistics {
        ColumnStatistics(
            count: count, distinct: distinct, min: min, max: max, mean: mean, deviation: deviation, histogram: histogram
        )
    }
}
