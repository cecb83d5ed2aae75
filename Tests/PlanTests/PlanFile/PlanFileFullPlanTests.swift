import Testing

@testable import Plan

@Suite("A plan file with everything in it")
struct PlanFileFullPlanTests {
    static let text = """
        name: delays
        params: {DATA: data}
        sources:
          flights:  {csv: "${DATA}/flights.csv", null_values: [NA, ""], types: {time_hour: timestamp}}
          weather:  {parquet: "data/weather/*.parquet"}
          planes:   {sqlite: data/reference.db, table: planes}
          airlines: {json: data/airlines.jsonl}
        groups:
          by_route:
            from: flights
            group_by: [origin, dest]
            features: [arr_delay__avg, distance__max, count]
          busiest:
            sql: select origin, count(*) as departures from flights group by origin
            framework: duckdb
          risk:
            from: flights
            rows: same
            command: [python3, risk.py]
            inputs: [dep_delay, distance]
            outputs: [risk]
          days: {from: weather, time: time_hour, every: 24h, partition_by: [origin], features: [temp__avg, count]}
          late: {from: flights, where: "dep_delay > 120 and origin <> 'LGA'", sort_by: [-dep_delay, flight], limit: 4}
          both: {from: [late, flights], union: true}
        links:
          - {join: left, left: flights, right: airlines, on: carrier}
          - {join: left, left: flights, right: planes, on: {tailnum: tailnum}}
          - {join: asof, left: flights, right: weather, on: origin, time: time_hour, direction: backward, tolerance: 2h}
        filters:
          - {feature: distance, min: 500}
          - {feature: airlines.name, regex: "^(American|Delta|Envoy|US) .*$"}
        checks:
          - {feature: carrier, not_null: true}
        outputs:
          delays:
            features:
              - carrier
              - airlines.name
              - dep_delay__mean_imputed__standard_scaled
              - {name: arr_delay__sum_window, options: {partition_by: [origin], order_by: time_hour, frame: {rows: 3}}}
              - {name: tag, options: {expression: "case when distance > 20 then 'big' else lower(dest) end"}}
              - "air_time&distance__multiply_point"
            to: out/delays.parquet
            filters:
              - {feature: dep_delay, min: 45}
          routes: {features: [by_route.origin, arr_delay__avg, count], to: out/routes.csv}
        run:
          frameworks: [arrow, duckdb, sqlite]
          mode: [sync, threads, processes]
          workers: 4
          memory: 2GiB
        """

    @Test("It decodes, every section in the order of the file")
    func decodes() throws {
        let plan = try PlanFileFixture.plan(Self.text)
        #expect(plan.name == "delays")
        #expect(plan.sources.map(\.name.value) == ["flights", "weather", "planes", "airlines"])
        #expect(plan.groups.map(\.name.value) == ["by_route", "busiest", "risk", "days", "late", "both"])
        #expect(plan.links.map(\.right.value) == ["airlines", "planes", "weather"])
        #expect(plan.filters.count == 2)
        #expect(plan.checks.count == 1)
        #expect(plan.outputs.map(\.features.count) == [6, 3])
        #expect(
            plan.outputs[0].features[3].details?.options["frame"] == .map([.init(key: "rows", value: .int(3))]))
        #expect(plan.run.memory == 2 << 30)
    }

    @Test(
        "A key misspelt anywhere in it is found",
        arguments: ["null_values", "group_by", "tolerance", "not_null", "partition_by: [origin], f"])
    func misspelt(key: String) {
        let text = Self.text.replacing(key, with: key.dropFirst())
        let errors = PlanFileFixture.errors(text)
        #expect(
            errors.contains { $0.contains("unknown key") && $0.contains("did you mean '\(key.prefix { $0 != ":" })'?") }
        )
    }
}
