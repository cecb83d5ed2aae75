#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Each feature group over five million rows, beside polars and pandas: the same Parquet file in, the same Arrow file out, which are
/// compared. What counts is what comes after the start: of the peers from when their modules are loaded, of weir the whole process less the
/// time of one that only says its version.
enum GroupsBenchmark: Section {
    static let name = "groups"
    private static let scripts = "Tests/Benchmarks/Groups/Peers"

    private struct Contender {
        let name: String
        let command: [String]
        let output: String
        /// Seconds; of a peer as it prints them.
        var seconds: [Double] = []
        var note = ""
    }

    static func run(_ settings: Settings) throws {
        guard let python = settings.python else {
            print("(groups left out: there is no Python environment; make bench-peers makes it)\n")
            return
        }
        let rows = settings.isQuick ? 500_000 : 5_000_000
        let data = settings.folder + "/groups-\(rows)"
        if !FileManager.default.fileExists(atPath: data + "/prices.parquet") {
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            let made = try ChildProcess.run([python, "\(scripts)/generate.py", data, "\(rows)"])
            guard made.status == 0 else {
                throw BenchmarkError("the data could not be generated (status \(made.status))")
            }
        }
        let wanted = settings.chosen("BENCH_GROUPS")
        let start = try median(
            (0..<21).map { _ in try ChildProcess.run([settings.weir, "--version"], capturing: true).cost.wall })
        var table = ReportTable(
            "Feature groups, \(rows) rows: wall s",
            ["", "weir", "polars", "× polars", "goal", "pandas", "× pandas", "goal"])
        var (common, others): ([Double], [Double]) = ([], [])
        for line in Line.all where wanted.isEmpty || wanted.contains(line.name) {
            let measured = try measure(line, data, python, settings)
            var seconds = measured.map { median($0.seconds) }
            seconds[0] -= start
            func cell(_ index: Int) -> String {
                measured[index].note.isEmpty ? seconds[index].seconds : measured[index].note
            }
            func ratio(_ index: Int) -> String {
                measured[0].note.isEmpty && measured[index].note.isEmpty ? (seconds[0] / seconds[index]).fixed(2) : "–"
            }
            if line.isCommon { common.append(seconds[0] / seconds[1]) } else { others.append(seconds[0] / seconds[1]) }
            table.add([
                line.name, cell(0), cell(1), ratio(1), line.isCommon ? "≤ 1.50" : "", cell(2), ratio(2), "≤ 1.00",
            ])
        }
        table.add(["median of the common ones", "", "", median(common).fixed(2), "≤ 1.50", "", "", ""])
        table.add(["median of the others", "", "", median(others).fixed(2), "", "", "", ""])
        table.print()
        print("weir: less \(start.milliseconds) ms, its start; without a peer: \(Line.withoutPeer)\n")
    }

    private static func measure(
        _ line: Line, _ data: String, _ python: String, _ settings: Settings
    ) throws -> [Contender] {
        let stem = settings.folder + "/groups-" + line.name.filter { $0.isLetter }
        let plan = stem + ".yaml"
        try writeFile(line.plan(data: data, output: stem + "-weir.arrow"), to: plan)
        var contenders = [
            Contender(
                name: "weir", command: [settings.weir, "run", plan, "--ui", "none"], output: stem + "-weir.arrow")
        ]
        for peer in ["polars", "pandas"] {
            let output = "\(stem)-\(peer).arrow"
            contenders.append(
                Contender(
                    name: peer, command: [python, "\(scripts)/groups_\(peer).py", line.name, data, output],
                    output: output))
        }
        for repetition in 0...settings.repetitions {
            for index in contenders.indices where contenders[index].note.isEmpty {
                let child = try ChildProcess.run(contenders[index].command, capturing: index > 0)
                guard child.status == 0 else {
                    contenders[index].note = "status \(child.status)"
                    continue
                }
                // The first round warms the file cache.
                guard repetition > 0 else { continue }
                let printed = child.output.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
                contenders[index].seconds.append(printed ?? child.cost.wall)
            }
        }
        for index in contenders.indices.dropFirst() where contenders[index].note.isEmpty {
            let command = [python, "\(scripts)/compare.py", contenders[0].output, contenders[index].output]
            let compared = try ChildProcess.run(command)
            if compared.status != 0 { contenders[index].note = "another result" }
        }
        for contender in contenders { try? FileManager.default.removeItem(atPath: contender.output) }
        return contenders
    }
}

extension GroupsBenchmark {
    /// A feature group, as a plan.
    struct Line {
        let name: String
        /// Of those that plans are mostly made of.
        let isCommon: Bool
        private let body: String

        /// Features of `events`.
        private init(_ name: String, common: Bool = false, _ features: String...) {
            self.init(
                name, common: common, plan: "outputs: {o: {features: [\(features.joined(separator: ", "))], to: OUT}}")
        }

        private init(_ name: String, common: Bool = false, plan: String) {
            self.name = name
            isCommon = common
            body = plan
        }

        func plan(data: String, output: String) -> String {
            let sources = """
                sources:
                  events: {parquet: DATA/events.parquet}
                  pairs: {parquet: DATA/events.parquet, columns: [town, kind]}
                  prices: {parquet: DATA/prices.parquet}

                """
            return (sources + body + "\n").replacing("DATA", with: data).replacing("OUT", with: output)
        }

        private static let along = "partition_by: events.user, order_by: events.at"

        static let all = [
            Line("aggregated", common: true, "{name: x__avg_aggr, options: {partition_by: events.town}}"),
            Line("percentile", "{name: x__p90_percentile, options: {partition_by: events.town}}"),
            Line("imputed", common: true, "{name: x__mean_imputed, options: {group_by_features: events.town}}"),
            Line(
                "imputed, ffill", common: true,
                "{name: x__ffill_imputed, options: {group_by_features: user, order_by: events.at}}"),
            Line("scaled", common: true, "x__standard_scaled"),
            Line("scaled, robust", common: true, "x__robust_scaled"),
            Line("encoded, label", "events.town__label_encoded"),
            Line("encoded, onehot", "events.kind__onehot_encoded"),
            Line("binned, equal count", "y__qbin_10"),
            Line("window, rows", common: true, "{name: y__sum_window, options: {\(along), frame: {rows: 10}}}"),
            Line(
                "window, cumulative", common: true,
                "{name: m__sum_window, options: {\(along)}}"),
            Line("window, whole partition", common: true, "{name: y__max_window, options: {partition_by: user}}"),
            Line(
                "time_window", common: true,
                "{name: y__avg_6_hour_window, options: {reference_time: events.at, partition_by: user}}"),
            Line(
                "five of one order", common: true,
                "{name: y__avg_window, options: {\(along), frame: {rows: 10}}, as: a}",
                "{name: m__sum_window, options: {\(along)}, as: b}",
                "{name: y__lag_1, options: {\(along)}, as: c}",
                "{name: id__row_number_ranked, options: {\(along)}, as: d}",
                "{name: y__ema_10, options: {partition_by: user, order_by: events.at}, as: e}"),
            Line("rank", common: true, "{name: y__rank_ranked, options: {partition_by: events.town}}"),
            Line("rank, row_number", common: true, "{name: id__row_number_ranked, options: {\(along)}}"),
            Line("offset", common: true, "{name: y__lag_1, options: {\(along)}}"),
            Line("ema", "{name: y__ema_10, options: {\(along)}}"),
            Line("arithmetic", "{name: z, options: {expression: 'y * lat + lon'}}"),
            Line("case", "{name: z, options: {expression: 'case when x > 100 then n else 0 end'}}"),
            Line("datetime", "events.at__hour"),
            Line("time_bucket", "events.at__floor_1_hour"),
            Line("sessionize", "{name: events.at__sessionize_6_hour, options: {partition_by: user}}"),
            Line("string", "events.town__upper"),
            Line("geo_distance", "lat&lon&lat2&lon2__haversine_distance"),
            Line(
                "group_by", common: true,
                plan: """
                    groups: {g: {from: events, group_by: [user], features: [x__avg, m__sum, y__max, count]}}
                    outputs: {o: {features: [g.user, x__avg, m__sum, y__max, count], to: OUT}}
                    """),
            Line(
                "resample",
                plan: """
                    groups: {g: {from: events, time: at, every: 1h, features: [y__avg]}}
                    outputs: {o: {features: [g.at, y__avg], to: OUT}}
                    """),
            Line(
                "sort",
                plan: """
                    groups: {g: {from: events, sort_by: [town, -y]}}
                    outputs: {o: {features: [g.id], to: OUT}}
                    """),
            Line(
                "distinct",
                plan: """
                    groups: {g: {from: pairs, distinct: true}}
                    outputs: {o: {features: [g.town, g.kind], to: OUT}}
                    """),
            Line(
                "as-of", common: true,
                plan: """
                    links: [{join: asof, left: events, right: prices, on: town, time: at, tolerance: 6h}]
                    outputs: {o: {features: [events.id, price], to: OUT}}
                    """),
            Line(
                "join",
                plan: """
                    groups: {first: {from: prices, group_by: [town], features: [price__first]}}
                    links: [{join: left, left: events, right: first, on: town}]
                    outputs: {o: {features: [events.id, price__first], to: OUT}}
                    """),
        ]

        /// Groups that neither peer has.
        static let withoutPeer =
            "text cleaning, clustering, pca, forecast, centrality (polars and pandas have none; they are held against scikit-learn and "
            + "networkx by their values)"
    }
}
