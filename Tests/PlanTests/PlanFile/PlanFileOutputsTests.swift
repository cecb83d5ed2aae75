import Testing

@testable import Plan

@Suite("Outputs of a plan file")
struct PlanFileOutputsTests {
    @Test("An output goes to a file by its extension, to a table, or nowhere")
    func targets() throws {
        let plan = try PlanFileFixture.plan(
            """
            outputs:
              a: {features: [x], to: out/a.parquet}
              b: {features: [x], to: /abs/b.CSV}
              c: {features: [x], to: c.d.arrow}
              d: {features: [x], to: ./d.jsonl}
              e: {features: [x], to: {postgresql: "postgresql://h/db", table: t, mode: replace}}
              f: {features: [x], to: {postgresql: "postgresql://h/db", table: u}}
              g: {features: [x], to: {sqlite: out/g.db, table: v}}
              h: {features: [x], to: {duckdb: /abs/h.db, table: w, mode: append}}
              i: {features: x}
            """)
        #expect(
            plan.outputs.map { $0.target?.value } == [
                .file(path: "/plans/out/a.parquet", written: "out/a.parquet", format: .parquet),
                .file(path: "/abs/b.CSV", written: "/abs/b.CSV", format: .csv),
                .file(path: "/plans/c.d.arrow", written: "c.d.arrow", format: .arrow),
                .file(path: "/plans/d.jsonl", written: "./d.jsonl", format: .jsonl),
                .table(.init(.postgresql(uri: "postgresql://h/db"), table: "t", mode: .replace)),
                .table(.init(.postgresql(uri: "postgresql://h/db"), table: "u", mode: .create)),
                .table(.init(.sqlite(path: "/plans/out/g.db", written: "out/g.db"), table: "v", mode: .create)),
                .table(.init(.duckdb(path: "/abs/h.db", written: "/abs/h.db"), table: "w", mode: .append)),
                nil,
            ])
        #expect(plan.outputs.map(\.name.value) == ["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    }

    @Test("An output may have filters and checks, or leave their sections empty")
    func rules() throws {
        let plan = try PlanFileFixture.plan(
            """
            outputs:
              a:
                features: [x]
                filters:
                  - {feature: x, min: 45}
                checks:
                # - {feature: x, unique: true}
            """)
        #expect(plan.outputs[0].filters.map(\.feature.name) == ["x"])
        #expect(plan.outputs[0].checks.isEmpty)
    }

    @Test("A plan without outputs decodes; what runs it decides")
    func none() throws {
        #expect(try PlanFileFixture.plan("sources: {a: {csv: a.csv}}").outputs.isEmpty)
    }

    @Test(
        "An output that cannot be is explained",
        arguments: [
            BadPlan("a: {to: a.csv}", "2:6: output 'a' lacks 'features': the features, in the order of the columns"),
            BadPlan("a: {features: []}", "2:7: 'features' is empty; name a feature"),
            BadPlan(
                "a: {features: [x], to: a.prquet}", "2:26: 'to': unknown extension '.prquet'; did you mean '.parquet'?"),
            BadPlan(
                "a: {features: [x], to: a.xlsx}",
                "2:26: 'to': unknown extension '.xlsx'; known are .parquet, .csv, .arrow, .jsonl"),
            BadPlan(
                "a: {features: [x], to: out.d/a}",
                "2:26: 'to': expected a path that ends in .parquet, .csv, .arrow or .jsonl, or {postgresql: …, table: "
                    + "…}, "
                    + "found 'out.d/a'"),
            BadPlan(
                "a: {features: [x], to: out/.csv}",
                "2:26: 'to': expected a path that ends in .parquet, .csv, .arrow or .jsonl, or {postgresql: …, table: "
                    + "…}, "
                    + "found 'out/.csv'"),
            BadPlan(
                "a: {features: [x], to: {postgresql: u}}", "2:26: a target table lacks 'table': the table to write"),
            BadPlan(
                "a: {features: [x], to: {postgresql: u, table: t, mode: overwrite}}",
                "2:58: 'mode': expected 'create', 'append' or 'replace', found 'overwrite'"),
            BadPlan(
                "a: {features: [x], to: out/a.csv}\n  b: {features: [x], to: ./out//a.csv}",
                "3:26: output 'a' at line 2 goes to the same place; give each output its own"),
            BadPlan("a: {features: [x], too: a.csv}", "2:22: unknown key 'too' in output 'a'; did you mean 'to'?"),
            BadPlan("a: [x]", "2:6: 'a': expected an output (a mapping), found a list"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors("outputs:\n  \(plan.text)") == [plan.message])
    }
}
