import Plan

extension DemoStory {
    private static let flightRows = 336_776
    private static let flightColumns = [
        Column(name: "time_hour", type: "timestamp", bytes: 2_694_208),
        Column(name: "origin", type: "string", bytes: 2_357_436),
        Column(name: "dest", type: "string", bytes: 2_357_436),
        Column(name: "carrier", type: "string", bytes: 2_020_660),
        Column(name: "tailnum", type: "string", bytes: 3_320_504),
        Column(name: "dep_delay", type: "float64", bytes: 2_736_312),
        Column(name: "distance", type: "int64", bytes: 2_694_208),
        Column(name: "air_time", type: "float64", bytes: 2_736_312),
    ]
    private static let made = [
        Column(name: "dep_delay__mean_imputed", type: "float64", bytes: 2_694_208),
        Column(name: "dep_delay__mean_imputed__standard_scaled", type: "float64", bytes: 2_694_208),
        Column(name: "time_hour__dayofweek", type: "int64", bytes: 2_694_208),
        Column(name: "mph", type: "float64", bytes: 2_736_312),
    ]
    private static let name = Column(name: "name", type: "string", bytes: 9_250_000)
    private static let planeColumns = [
        Column(name: "seats__median_imputed", type: "int64", bytes: 2_736_312),
        Column(name: "manufacturer__upper", type: "string", bytes: 5_640_120),
    ]
    private static let weatherColumns = [
        Column(name: "temp__mean_imputed", type: "float64", bytes: 2_736_312),
        Column(name: "wind_speed__minmax_scaled", type: "float64", bytes: 2_736_312),
    ]

    private static func column(_ name: String, _ type: String, _ bytes: Int) -> Column {
        Column(name: name, type: type, bytes: bytes)
    }

    private static func of(_ dataset: String, _ columns: [Column]) -> [String] {
        columns.map { "\(dataset)/\($0.name)" }
    }
    private static func of(_ dataset: String, _ names: String...) -> [String] { names.map { "\(dataset)/\($0)" } }

    static var works: [Work] { reads + computations + joins }

    private static var reads: [Work] {
        [
            Work(
                label: "read flights", kind: .compute, group: "read", dataset: 0, reads: [], makes: flightColumns,
                rows: flightRows, duration: 1_350, lines: ["read 336776 rows of 8 columns from data/flights.parquet"]),
            Work(
                label: "read airlines", kind: .compute, group: "read", dataset: 1, reads: [],
                makes: [column("carrier", "string", 96), column("name", "string", 381)], rows: 16, duration: 210,
                lines: ["read 16 rows of 2 columns from data/airlines.csv"]),
            Work(
                label: "read planes", kind: .compute, group: "read", dataset: 2, reads: [],
                makes: [
                    column("tailnum", "string", 32_891), column("seats", "int64", 26_992),
                    column("manufacturer", "string", 54_120),
                ], rows: 3_322, duration: 340, lines: ["read 3322 rows of 3 columns from data/planes.csv"]),
            Work(
                label: "read weather", kind: .compute, group: "read", dataset: 3, reads: [],
                makes: [
                    column("origin", "string", 182_805), column("time_hour", "timestamp", 208_920),
                    column("temp", "float64", 212_184), column("wind_speed", "float64", 212_184),
                ], rows: 26_115, duration: 560, lines: ["read 26115 rows of 4 columns from data/weather.csv"]),
        ]
    }

    private static var computations: [Work] {
        [
            compute(made[0], "missing_value", 0, of("flights", "dep_delay"), 410),
            compute(made[1], "scaling", 0, of("flights", "dep_delay__mean_imputed"), 520),
            compute(made[2], "datetime", 0, of("flights", "time_hour"), 380),
            compute(made[3], "expression", 0, of("flights", "distance", "air_time"), 300),
            Work(
                label: "check flights.carrier not_null", kind: .check, group: "check", dataset: 0,
                reads: of("flights", "carrier"), makes: [], rows: flightRows, duration: 60),
            compute(planeColumns[0], "missing_value", 2, of("planes", "seats"), 25),
            compute(planeColumns[1], "text", 2, of("planes", "manufacturer"), 40),
            compute(weatherColumns[0], "missing_value", 3, of("weather", "temp"), 70),
            compute(weatherColumns[1], "scaling", 3, of("weather", "wind_speed"), 80),
            Work(
                label: "group by_carrier", kind: .compute, group: "group_by", dataset: 4,
                reads: of("flights", "carrier", "dep_delay", "distance"),
                makes: [
                    column("carrier", "string", 96), column("count", "int64", 128),
                    column("dep_delay__avg", "float64", 128), column("dep_delay__p90", "float64", 128),
                    column("distance__sum", "int64", 128),
                ], rows: 16, duration: 640),
        ]
    }

    private static func compute(
        _ column: Column, _ group: String, _ dataset: Int, _ reads: [String], _ duration: UInt64
    ) -> Work {
        let rows = [0: flightRows, 2: 3_322, 3: 26_115][dataset] ?? 0
        // Of a small table, so many times smaller than what a join makes of it.
        var column = column
        column.bytes = Int(Double(column.bytes) * Double(rows) / Double(flightRows))
        return Work(
            label: column.name, kind: .compute, group: group, dataset: dataset, reads: reads, makes: [column],
            rows: rows,
            duration: duration)
    }

    private static var joins: [Work] {
        let keys = [flightColumns[0], flightColumns[1]]
        let shown = keys + [flightColumns[2], flightColumns[3]] + made
        let withPlanes = shown + [name] + planeColumns
        let delays = withPlanes + weatherColumns
        return [
            Work(
                label: "join flights⟕airlines", kind: .join, group: "left", dataset: 5,
                reads: of("flights", "carrier") + of("airlines", "carrier")
                    + of("flights", shown + [flightColumns[4]]) + of("airlines", "name"),
                makes: shown + [flightColumns[4], name], rows: flightRows, duration: 740),
            Work(
                label: "join flights⟕airlines⟕planes", kind: .join, group: "left", dataset: 6,
                reads: of(datasets[5], "tailnum") + of("planes", "tailnum") + of(datasets[5], shown + [name])
                    + of("planes", planeColumns),
                makes: withPlanes, rows: flightRows, duration: 930),
            Work(
                label: "join flights⟕airlines⟕planes⟕weather", kind: .join, group: "left", dataset: 7,
                reads: of(datasets[6], keys) + of("weather", "origin", "time_hour") + of(datasets[6], withPlanes)
                    + of("weather", weatherColumns),
                makes: delays, rows: flightRows, duration: 1_120),
            Work(
                label: "join by_carrier⟕airlines", kind: .join, group: "left", dataset: 8,
                reads: of("by_carrier", "carrier") + of("airlines", "carrier")
                    + of("by_carrier", "carrier", "count", "dep_delay__avg", "dep_delay__p90", "distance__sum")
                    + of("airlines", "name"),
                makes: [
                    column("carrier", "string", 96), column("name", "string", 381), column("count", "int64", 128),
                    column("dep_delay__avg", "float64", 128), column("dep_delay__p90", "float64", 128),
                    column("distance__sum", "int64", 128),
                ], rows: 16, duration: 45),
            Work(
                label: "write delays", kind: .write, group: "write", dataset: 7, reads: of(datasets[7], delays),
                makes: [], rows: flightRows, duration: 2_680),
            Work(
                label: "show carriers", kind: .write, group: "write", dataset: 8,
                reads: of(datasets[8], "carrier", "name", "count", "dep_delay__avg", "dep_delay__p90", "distance__sum"),
                makes: [], rows: 16, duration: 30),
        ]
    }
}
