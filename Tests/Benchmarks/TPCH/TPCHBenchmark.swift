#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Queries of TPC-H at scale 1 as plans, in DuckDB and in Arrow, whole processes beside the same queries in DuckDB's own module, lazy
/// polars and mloda. Each writes its result as CSV, and all results are the same.
enum TPCHBenchmark: Section {
    static let name = "tpch"
    private static let queries = ["q1", "q3", "q4", "q6", "q11", "q13", "q15", "q18"]
    private static let folder = "Tests/Benchmarks/TPCH"

    private struct Contender {
        var name: String
        var command: (_ query: String, _ output: String) -> [String]
        var wall: [Double] = []
        var note = ""
    }

    static func run(_ settings: Settings) throws {
        guard let python = settings.python else {
            print("(TPC-H left out: there is no Python environment; make bench-peers makes it)\n")
            return
        }
        let data = settings.folder + "/tpch"
        if !FileManager.default.fileExists(atPath: data + "/lineitem.parquet") {
            let generator = python.replacing("/python", with: "/tpchgen-cli")
            let made = try ChildProcess.run([generator, "parquet", "-s", "1", "-o", data], capturing: true)
            guard made.status == 0 else { throw BenchmarkError("tpchgen-cli: status \(made.status)") }
        }
        var table = ReportTable(
            "TPC-H, scale 1: wall s of the whole process",
            ["", "weir, duckdb", "weir, arrow", "DuckDB", "× DuckDB", "polars, lazy", "× polars", "mloda", "× mloda"])
        var ratios: [Double] = []
        for query in queries {
            let measured = try measure(query, data: data, python: python, settings)
            func ratio(_ index: Int) -> Double { median(measured[0].wall) / median(measured[index].wall) }
            func seconds(_ index: Int) -> String {
                measured[index].note.isEmpty ? median(measured[index].wall).seconds : measured[index].note
            }
            ratios.append(ratio(2))
            table.add([
                query, seconds(0), seconds(1), seconds(2), ratio(2).fixed(2), seconds(3), ratio(3).fixed(2), seconds(4),
                ratio(4).fixed(2),
            ])
        }
        table.add(["median", "", "", "", median(ratios).fixed(2), "", "", "", ""])
        table.add(["goal", "", "", "", "≤ 1.30", "", "", "", "≤ 0.33"])
        table.print()
    }

    private static func measure(
        _ query: String, data: String, python: String, _ settings: Settings
    ) throws -> [Contender] {
        func weir(_ framework: String) -> (String, String) -> [String] {
            { _, output in
                [
                    settings.weir, "run", output.replacing(".csv", with: ".yaml"), "--ui", "none", "--only", "result",
                    "--set", "data=\(data)",
                ]
            }
        }
        func peer(_ name: String) -> (String, String) -> [String] {
            { query, output in [python, "\(folder)/Peers/tpch_\(name).py", data, query, output] }
        }
        var contenders = [
            Contender(name: "weir-duckdb", command: weir("duckdb")),
            Contender(name: "weir-arrow", command: weir("arrow")),
            Contender(name: "duckdb", command: peer("duckdb")), Contender(name: "polars", command: peer("polars")),
            Contender(name: "mloda", command: peer("mloda")),
        ]
        let plan = try String(contentsOfFile: "\(folder)/Plans/\(query).yaml", encoding: .utf8)
        for framework in ["duckdb", "arrow"] {
            let output = output(query, "weir-\(framework)", settings)
            let text = plan.replacing("to: \(query).csv", with: "to: \(output)")
            try writeFile(
                text + "run: {frameworks: [\(framework)]}\n", to: output.replacing(".csv", with: ".yaml"))
        }
        // mloda's plans are those of one large table.
        if !["q1", "q6"].contains(query) { contenders[4].note = "–" }
        for repetition in 0..<settings.repetitions + 1 {
            for index in contenders.indices where contenders[index].note.isEmpty {
                let output = output(query, contenders[index].name, settings)
                let child = try ChildProcess.run(contenders[index].command(query, output))
                guard child.status == 0 else {
                    contenders[index].note = "status \(child.status)"
                    continue
                }
                // The first round warms the file cache.
                if repetition > 0 { contenders[index].wall.append(child.cost.wall) }
            }
        }
        let expected = try numbers(output(query, "duckdb", settings))
        for index in contenders.indices where contenders[index].note.isEmpty {
            let found = try numbers(output(query, contenders[index].name, settings))
            guard found.count == expected.count, zip(found, expected).allSatisfy(isNear) else {
                contenders[index].note = "another result"
                continue
            }
        }
        return contenders
    }

    private static func output(_ query: String, _ name: String, _ settings: Settings) -> String {
        "\(settings.folder)/tpch-\(query)-\(name).csv"
    }

    /// All numbers of a CSV file but its header's, in order of size: rows that are alike in what they are sorted by come in any order.
    private static func numbers(_ path: String) throws -> [Double] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").dropFirst()
        return lines.flatMap { $0.split(separator: ",") }.compactMap { Double($0) }.sorted()
    }

    private static func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b)) }
}
