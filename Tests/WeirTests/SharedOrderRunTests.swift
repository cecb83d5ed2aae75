import Foundation
import TestFolders
import Testing

/// A sort that features share, in every mode, with a cache, and with so little memory that it lies on a disk meanwhile.
@Suite struct SharedOrderRunTests {
    private static let plan = """
        sources: {d: {csv: d.csv}}
        outputs:
          o:
            features:
              - {name: x__sum_window, options: {partition_by: k, order_by: t}}
              - {name: x__lag_1, options: {partition_by: k, order_by: t}}
              - {name: x__row_number_ranked, options: {partition_by: k, order_by: t}}
              - {name: x__ffill_imputed, options: {group_by_features: k, order_by: t}}
            to: o.csv

        """

    private static func data(rows: Int) -> String {
        "k,t,x\n" + (0..<rows).map { "\($0 % 3),\($0 * 7_919 % rows),\($0 % 5 == 0 ? "" : String($0))\n" }.joined()
    }

    /// By the definitions, in Swift.
    private static func expected(rows: Int) -> String {
        var lines = [String](repeating: "", count: rows)
        for key in 0..<3 {
            let order = (0..<rows).filter { $0 % 3 == key }.sorted { $0 * 7_919 % rows < $1 * 7_919 % rows }
            var (sum, last, previous): (Int?, Int?, Int?) = (nil, nil, nil)
            for (place, row) in order.enumerated() {
                let value = row % 5 == 0 ? nil : row
                let lag = previous
                if let value { (sum, last) = ((sum ?? 0) + value, value) }
                lines[row] = [sum, lag, place + 1, last].map { $0.map(String.init) ?? "" }.joined(separator: ",")
                previous = value
            }
        }
        return "x__sum_window,x__lag_1,x__row_number_ranked,x__ffill_imputed\n"
            + lines.map { $0 + "\n" }.joined()
    }

    @Test(arguments: [
        ["--mode", "sync"], ["--mode", "threads"], ["--mode", "processes"], ["--mode", "threads", "--cache"],
        ["--mode", "threads", "--memory", "256MiB"], ["--mode", "processes", "--workers", "3"],
    ])
    func theValuesAreThoseOfTheDefinition(arguments: [String]) async throws {
        let rows = 2_003
        let folder = try TestFolder(["d.csv": Self.data(rows: rows), "p.yaml": Self.plan])
        for _ in 0..<(arguments.contains("--cache") ? 2 : 1) {
            let ended = try await WeirProcess.run(
                ["run", "p.yaml"] + arguments, in: folder.path, environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(try folder.text(of: "o.csv") == Self.expected(rows: rows))
        }
        let planned = try await WeirProcess.run(["plan", "p.yaml"], in: folder.path)
        #expect(planned.lines.filter { $0.contains(" order of t within k ") }.count == 1)
    }

    @Test func itIsDroppedAfterItsLastReader() async throws {
        let folder = try TestFolder(["d.csv": Self.data(rows: 100), "p.yaml": Self.plan])
        let ended = try await WeirProcess.run(
            ["run", "p.yaml", "--ui", "json", "--mode", "sync"], in: folder.path)
        #expect(ended.status == 0)
        let events = try ended.lines.compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        let slots = try #require(events.first { $0["event"] as? String == "run_started" }?["slots"] as? [[String: Any]])
        let order = try #require(slots.firstIndex { $0["name"] as? String == "order of t within k" })
        let drop = try #require(
            events.first {
                $0["event"] as? String == "data_dropped" && ($0["slots"] as? [Int])?.contains(order) == true
            })
        #expect(drop["reason"] as? String == "consumed")
        let ends = events.firstIndex { $0["event"] as? String == "run_finished" }
        #expect(events.firstIndex { ($0["seq"] as? Int) == (drop["seq"] as? Int) } ?? .max < ends ?? 0)
    }
}
