import Columnar
import Compute
import Plan
import SeededRandomness
import Testing

/// Random plans, each in every framework.
@Suite("Random plans in every framework")
struct ConformancePropertyTests {
    private static let first = UInt64.random(in: 0..<1_000_000)

    @Test("the answers are the same", arguments: 0..<30)
    func agree(index: Int) throws {
        let seed = Self.first &+ UInt64(index)
        var random = SeededGenerator(seed: seed)
        let folder = try TestFolder()
        let rows = [0, 1, 2, 17, 30, 60].randomElement(using: &random) ?? 1
        // SQLite holds no NaN.
        let hasNaN = seed % 2 == 0
        try ConformanceData.write(to: folder, rows: rows, seed: seed, hasNaN: hasNaN)
        let plan = RandomPlan.text(&random)
        try compare(plan, in: [.arrow, .duckdb] + (hasNaN ? [] : [.sqlite]), folder, "seed \(seed), \(rows) rows")
    }

    @Test("the answers over tables of a database are the same", arguments: 0..<10)
    func database(index: Int) throws {
        let seed = Self.first &+ UInt64(index)
        var random = SeededGenerator(seed: seed)
        let folder = try TestFolder()
        let rows = [0, 2, 17, 60].randomElement(using: &random) ?? 2
        try ConformanceData.write(to: folder, rows: rows, seed: seed)
        var plan = RandomPlan.text(&random)
        let database = try DatabaseFixture("duckdb", in: folder, [])
        for name in ["t", "u"] {
            let table = try FileReader(.parquet, pattern: folder.file("\(name).parquet")).read()
            try database.ingest(table, into: name)
            plan.replace("{parquet: \(name).parquet", with: "{duckdb: \(database.name), table: \(name)")
        }
        try compare(plan, in: [.arrow, .duckdb], folder, "seed \(seed), \(rows) rows")
    }

    @Test("a server's answers are the same")
    func server() throws {
        let sizes = [0, 2, 17, 60]
        let folders = try sizes.map { rows in
            let folder = try TestFolder()
            try ConformanceData.write(to: folder, rows: rows, seed: Self.first &+ UInt64(rows))
            return (rows: rows, folder: folder)
        }
        guard let server = try ConformanceServer(folders) else { return }
        for index in 0..<10 {
            let seed = Self.first &+ UInt64(index)
            var random = SeededGenerator(seed: seed)
            guard let (rows, folder) = folders.randomElement(using: &random) else { return }
            let plan = server.plan(RandomPlan.text(&random), rows: rows)
            try compare(plan, in: [.postgresql], folder, "seed \(seed) of \(Self.first), \(rows) rows")
        }
    }

    /// Expects of each framework what `rows` gives; `context` says in a failure how to have the plan and its tables again.
    private func compare(
        _ plan: String, in frameworks: [FrameworkName], _ folder: TestFolder, _ context: String
    ) throws {
        let expected = try ConformancePlan(plan, in: .rows, folder).answer()
        for framework in frameworks {
            let difference = try TableComparison.difference(
                ConformancePlan(plan, in: framework, folder).answer(), from: expected)
            #expect(difference == nil, "\(context), \(framework): \(difference ?? "")\n\(plan)")
        }
    }
}
