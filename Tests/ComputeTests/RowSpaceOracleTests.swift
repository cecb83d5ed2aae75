import SeededRandomness
import Testing

/// Random tables, links, filters and features; the plan's answer beside that of nested loops.
@Suite("Row spaces against nested loops")
struct RowSpaceOracleTests {
    @Test("outputs have the same rows in the same order", arguments: 1...40, ["arrow", "duckdb", "rows"])
    func agrees(seed: Int, framework: String) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let oracle = randomCase(&random)
        let features = (0..<Int.random(in: 1...3, using: &random)).map { _ in randomFeature(oracle, &random) }
        var names: Set<String> = []
        let wanted = features.filter { names.insert($0.name).inserted }

        let folder = try TestFolder()
        for table in oracle.tables {
            var text = "v\(table.name),p\(table.name),q\(table.name)\n"
            for row in 0..<table.count {
                text +=
                    [table.value[row], table.keys[0][row], table.keys[1][row]].map { $0.map(String.init) ?? "" }
                    .joined(separator: ",") + "\n"
            }
            try folder.write(text, to: "t\(table.name).csv")
        }
        let yaml = plan(oracle, wanted) + "run: {frameworks: [\(framework)]}\n"
        var runner = try PlanRunner(yaml, in: folder.path)
        try runner.run()
        let lines = try folder.read("out.csv").split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .dropLast()
        let found = lines.map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        }
        #expect(found == oracle.output(wanted), "seed \(seed)\n\(yaml)")
    }

    private func randomCase(_ random: inout SeededGenerator) -> RowSpaceOracle {
        func cells(_ count: Int, _ range: ClosedRange<Int>) -> [Int?] {
            (0..<count).map { _ in
                Int.random(in: 0..<6, using: &random) == 0 ? nil : Int.random(in: range, using: &random)
            }
        }
        let tables = (0..<4).map { index in
            let count = Int.random(in: 1...5, using: &random)
            return RowSpaceOracle.Table(
                name: String(index), value: cells(count, -9...9), keys: [cells(count, 0...3), cells(count, 0...3)])
        }
        // Each table but one is on the right of one link from a table before it in a random order.
        let order = Array(0..<4).shuffled(using: &random)
        let links = (1..<4).map { place in
            RowSpaceOracle.Link(
                join: ["inner", "left", "left", "right", "outer"].randomElement(using: &random) ?? "left",
                left: order[Int.random(in: 0..<place, using: &random)], right: order[place],
                leftKey: Int.random(in: 0...1, using: &random), rightKey: Int.random(in: 0...1, using: &random))
        }.shuffled(using: &random)
        let oracle = RowSpaceOracle(tables: tables, links: links)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let feature = randomFeature(oracle, &random)
            oracle.filters.append(RowSpaceOracle.Filter(feature: feature, min: Int.random(in: -12...2, using: &random)))
        }
        return oracle
    }

    private func randomFeature(_ oracle: RowSpaceOracle, _ random: inout SeededGenerator) -> RowSpaceOracle.Feature {
        let first = Int.random(in: 0..<4, using: &random)
        let second = Int.random(in: 0..<4, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return .value(first)
        case 2 where first != second: return .total(.sum(.value(first), .value(second)))
        case 3: return .total(.value(first))
        default: return first == second ? .value(first) : .sum(.value(first), .value(second))
        }
    }

    private func plan(_ oracle: RowSpaceOracle, _ features: [RowSpaceOracle.Feature]) -> String {
        let key = ["p", "q"]
        var lines = ["sources:"]
        for table in oracle.tables {
            let columns = ["v", "p", "q"].map { "\($0)\(table.name): int64" }.joined(separator: ", ")
            lines.append("  t\(table.name): {csv: t\(table.name).csv, types: {\(columns)}}")
        }
        lines.append("links:")
        for link in oracle.links {
            lines.append(
                "  - {join: \(link.join), left: t\(link.left), right: t\(link.right), on: {\(key[link.leftKey])\(link.left): \(key[link.rightKey])\(link.right)}}"
            )
        }
        if !oracle.filters.isEmpty { lines.append("filters:") }
        for filter in oracle.filters { lines.append("  - {feature: '\(filter.feature.name)', min: \(filter.min)}") }
        lines.append("outputs:")
        lines.append("  out: {features: [\(features.map { "'\($0.name)'" }.joined(separator: ", "))], to: out.csv}")
        return lines.joined(separator: "\n") + "\n"
    }
}
