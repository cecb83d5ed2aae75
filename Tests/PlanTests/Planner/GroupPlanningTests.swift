import Plan
import Testing

private let schemas = ["f": "origin string,dest string,delay int64,miles int64"]

@Suite("Groups in plans")
struct GroupPlanningTests {
    @Test("a group-by reads its keys and only the aggregates that are wanted")
    func groupBy() throws {
        let text = try explained(
            """
            sources: {f: {csv: f.csv}}
            groups:
              by_route: {from: f, group_by: [origin, dest], features: [delay__avg, miles__max, count]}
            outputs:
              routes: {features: [by_route.origin, delay__avg, count], to: out/routes.csv}
            """, schemas)
        #expect(
            text == """
                s0 compute arrow d0 f read f csv f.csv; 3 columns: origin, dest, delay
                s1 compute arrow d1 by_route group by_route by origin, dest: delay__avg, count ← s0
                s2 write arrow - write routes out/routes.csv: origin, delay__avg, count ← s1
                """)
    }

    @Test("where, distinct, sort and limit are one step")
    func select() throws {
        let text = try explained(
            """
            sources: {f: {csv: f.csv}}
            groups:
              top: {from: f, where: "delay > 10 and origin <> 'EWR'", sort_by: [-delay, dest], limit: 3}
            outputs:
              top: {features: [top.dest]}
            """, schemas)
        #expect(
            text == """
                s0 compute arrow d0 f read f csv f.csv; 3 columns: origin, dest, delay
                s1 compute arrow d1 top select top where delay > 10 and origin <> 'EWR', sort by -delay, dest, limit 3; 1 column ← s0
                s2 write arrow - collect top preview: dest ← s1
                """)
    }

    @Test("distinct and union read every column, append only what is wanted")
    func append() throws {
        let two = ["x": "a int64,b string", "y": "b string,a int64"]
        func plan(_ key: String) throws -> ExecutionPlan {
            try PlanTests.plan(
                """
                sources: {x: {csv: x.csv}, y: {csv: y.csv}}
                groups:
                  both: {from: [x, y], \(key): true}
                outputs:
                  out: {features: [both.a]}
                """, two)
        }
        let appended = try plan("append")
        #expect(appended.steps.map(\.inputs.count) == [0, 0, 2, 1])
        let union = try plan("union")
        #expect(union.steps.map(\.inputs.count) == [0, 0, 4, 1])
        #expect(union.steps[2].inputs.map { union[$0].name } == ["a", "b", "a", "b"])
    }

    @Test("an alias is a row space under a second name, so a table can be joined twice")
    func alias() throws {
        let plan = try plan(
            """
            sources: {f: {csv: f.csv}, p: {csv: p.csv}}
            groups:
              q: {from: p}
            links:
              - {join: left, left: f, right: p, on: {origin: code}}
              - {join: left, left: f, right: q, on: {dest: code}}
            outputs:
              out: {features: [p.city, q.city]}
            """, ["f": schemas["f"]!, "p": "code string,city string"])
        #expect(plan.outputs[0].columns == ["p.city", "q.city"])
        #expect(plan.steps.filter { $0.label == "read p" }.count == 1)
    }

    @Test("aggregates that do not exist or do not fit are errors")
    func badAggregates() {
        let yaml = """
            sources: {f: {csv: f.csv}}
            groups:
              g: {from: f, group_by: [origin], features: [delay__agv]}
            outputs:
              out: {features: [g.origin]}
            """
        #expect(errors(yaml, schemas).contains("did you mean 'avg'?"))
        #expect(errors(yaml.replacing("delay__agv", with: "dest__avg"), schemas).contains("avg needs numbers"))
    }

    @Test("only one output's steps are planned when asked")
    func only() throws {
        let yaml = """
            sources: {f: {csv: f.csv}, p: {csv: p.csv}}
            outputs:
              one: {features: [delay]}
              two: {features: [city]}
            """
        let both = ["f": schemas["f"]!, "p": "code string,city string"]
        #expect(try plan(yaml, both, only: "two").steps.map(\.label) == ["read p", "collect two"])
        #expect(throws: PlanError.self) { try plan(yaml, both, only: "three") }
    }

    @Test("ids are the same every time")
    func deterministic() throws {
        let yaml = """
            sources: {f: {csv: f.csv}}
            groups:
              g: {from: f, group_by: [origin], features: [delay__avg, miles__sum]}
            outputs:
              out: {features: [g.origin, delay__avg__standard_scaled, miles__sum__mean_imputed]}
              raw: {features: [delay__mean_imputed, miles__mean_imputed, f.origin]}
            """
        let first = try plan(yaml, schemas).explained(as: .json)
        for _ in 0..<20 { #expect(try plan(yaml, schemas).explained(as: .json) == first) }
    }

    @Test("what this version cannot do is refused before anything runs")
    func unavailable() {
        let text = errors(
            """
            sources: {f: {csv: f.csv}}
            groups:
              q: {sql: select * from f}
            outputs:
              out: {features: [delay], to: {postgresql: "postgres://u:secret@h/db", table: t, mode: append}}
            run: {frameworks: [spark, arow]}
            """, schemas)
        #expect(
            text == """
                plan.yaml:3:3: error: a group in SQL is not available in this version of weir, which has the framework 'arrow'
                plan.yaml:6:20: warning: the framework 'spark' is not available in this version of weir; using arrow
                plan.yaml:6:27: error: there is no framework 'arow'; did you mean 'arrow'?
                """)
    }
}
