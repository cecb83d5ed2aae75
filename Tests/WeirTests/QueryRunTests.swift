import Foundation
import TestFolders
import Testing

/// Runs of plans whose groups are queries.
@Suite struct QueryRunTests {
    private static let plan = """
        sources: {trips: {csv: trips.csv}}
        groups:
          towns:
            sql: select town, count(*) as n, sum(miles) as miles from trips group by town order by town
            framework: duckdb
          shares:
            sql: |
              select t.town, t.day, t.miles * 1.0 / s.miles as share
              from trips t join towns s on s.town = t.town
              order by t.day, t.town
            framework: sqlite
        filters: [{feature: trips.miles, min: 1}]
        outputs:
          shares: {features: [shares.town, shares.day, shares.share], to: shares.csv}
          towns: {features: [towns.town, n, towns.miles, towns.miles__max_aggr], to: towns.csv}
        """
    /// Where this process would find drivers.
    private static let drivers = ProcessInfo.processInfo.environment.filter {
        $0.key == "WEIR_DEPS" || $0.key == "ADBC_DRIVER_PATH" || $0.key.hasPrefix("WEIR_DRIVER_")
    }
    private static let trips = """
        town,miles,day
        Bern,2,2024-05-01T00:00:00Z
        Basel,0,2024-05-01T00:00:00Z
        Bern,6,2024-05-02T00:00:00Z
        Chur,7,2024-05-02T00:00:00Z

        """

    @Test(arguments: ["sync", "threads", "processes"]) func queriesRunInTheirEnginesInEveryMode(mode: String)
        async throws
    {
        let folder = try TestFolder(["plan.yaml": Self.plan, "trips.csv": Self.trips])
        let ended = try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "plain", "--mode", mode], in: folder.path, environment: Self.drivers)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            try folder.text(of: "shares.csv") == """
                town,day,share
                Bern,2024-05-01T00:00:00Z,0.25
                Bern,2024-05-02T00:00:00Z,0.75
                Chur,2024-05-02T00:00:00Z,1.0

                """)
        #expect(
            try folder.text(of: "towns.csv") == """
                town,n,miles,miles__max_aggr
                Bern,2,8,8
                Chur,1,7,8

                """)
    }

    @Test func thePlanShowsTheEngines() async throws {
        let folder = try TestFolder(["plan.yaml": Self.plan, "trips.csv": Self.trips])
        let ended = try await WeirProcess.run(["plan", "plan.yaml"], in: folder.path, environment: Self.drivers)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.lines.contains { $0.contains("duckdb") && $0.contains("query towns") })
        #expect(ended.lines.contains { $0.contains("sqlite") && $0.contains("query shares") })
    }

    @Test func aMistakeIsToldAtItsPlaceBeforeTheRun() async throws {
        let folder = try TestFolder([
            "plan.yaml": Self.plan.replacing("sum(miles)", with: "sum(mles)"), "trips.csv": Self.trips,
        ])
        let ended = try await WeirProcess.run(["check", "plan.yaml"], in: folder.path, environment: Self.drivers)
        #expect(ended.status == 2)
        #expect(
            ended.errors.hasPrefix("plan.yaml:4:42: error: Binder Error: Referenced column \"mles\" not found"),
            "\(ended.errors)")
    }

    @Test func aDriverThatIsMissingIsAnErrorOfTheGroupThatNeedsIt() async throws {
        let folder = try TestFolder([
            "plan.yaml": Self.plan + "\nrun: {drivers: {duckdb: none.so}}", "trips.csv": Self.trips,
        ])
        let ended = try await WeirProcess.run(["check", "plan.yaml"], in: folder.path, environment: Self.drivers)
        #expect(ended.status == 2)
        #expect(ended.errors.hasPrefix("plan.yaml:5:16: error: the ADBC driver of 'duckdb'"), "\(ended.errors)")
        #expect(ended.errors.contains("`make deps` lays it out"))
        let without = Self.plan.replacing("    framework: duckdb\n", with: "")
        try folder.write(without + "\nrun: {drivers: {duckdb: none.so}}", to: "plan.yaml")
        #expect(
            try await WeirProcess.run(["run", "plan.yaml", "--ui", "none"], in: folder.path, environment: Self.drivers)
                .status == 0)
    }
}
