import Plan
import Testing

private let schemas = ["t": "carrier string,delay int64,miles int64", "u": "code string,name string"]

/// A plan over `t` with groups and one output's features.
private func yaml(_ groups: String, _ features: String, rest: String = "") -> String {
    """
    sources: {t: {csv: t.csv}, u: {csv: u.csv}}
    groups:
    \(groups.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    \(rest)
    outputs:
      out: {features: [\(features)]}
    """
}

@Suite("Groups that are programs, in plans")
struct CommandPlanningTests {
    @Test("a program makes a row space of its own")
    func ownRows() throws {
        let text = try explained(
            yaml("g: {from: t, command: [./make, -n, two words], inputs: [delay, carrier], outputs: [a, b]}", "b"),
            schemas)
        #expect(
            text == """
                s0 compute arrow d0 t read t csv t.csv; 2 columns: carrier, delay
                s1 compute arrow d1 g run g ./make -n 'two words': delay, carrier → b ← s0
                s2 write arrow - collect out preview: b ← s1
                """)
    }

    @Test("with 'rows: same' it adds columns to the rows that it gets, and runs once for all of them")
    func sameRows() throws {
        let text = try explained(
            yaml(
                "risks: {from: t, command: [risk], inputs: [delay], outputs: {risk: float64, why: string}, rows: same}",
                "t.carrier, risk, risks.why, risk__max_aggr, t.risk__avg_aggr"), schemas)
        #expect(
            text == """
                s0 compute arrow d0 t read t csv t.csv; 2 columns: carrier, delay
                s1 compute arrow d0 t run risks risk: delay → risk, why, same rows ← s0
                s2 compute arrow d0 t risk__max_aggr aggregated(risk) ← s1
                s3 compute arrow d0 t risk__avg_aggr aggregated(risk) ← s1
                s4 write arrow - collect out preview: carrier, risk, why, risk__max_aggr, risk__avg_aggr ← s0 s1 s2 s3
                """)
    }

    @Test("a program without inputs still gets the number of rows")
    func noInputs() throws {
        let plan = try plan(yaml("g: {from: t, command: [x], inputs: [], outputs: [a]}", "a"), schemas)
        #expect(plan.steps[1].inputs.map { plan[$0].name } == ["carrier"])
        guard case .command(let work) = plan.steps[1].work else {
            Issue.record("no program")
            return
        }
        #expect(work.inputs == [])
        #expect(work.folder == "/data")
    }

    @Test("a filter on what a program adds has all that it adds come before it, so that it runs once")
    func filtered() throws {
        let text = try explained(
            yaml(
                "risks: {from: t, command: [risk], inputs: [delay], outputs: [risk, why], rows: same}", "why, miles",
                rest: "filters: [{feature: risk, min: 0.5}]"), schemas)
        #expect(
            text == """
                s0 compute arrow d0 t read t csv t.csv; 2 columns: delay, miles
                s1 compute arrow d0 t run risks risk: delay → risk, why, same rows ← s0
                s2 compute arrow d1 t′ filter t′: risk >= 0.5 where risk >= 0.5; 2 columns ← s0 s1
                s3 write arrow - collect out preview: why, miles ← s2
                """)
    }

    @Test("groups and programs may use what a program adds, in whatever order the file has them")
    func order() throws {
        let plan = try plan(
            yaml(
                """
                by_why: {from: t, group_by: [why], features: [twice__max, count]}
                second: {from: t, command: [b], inputs: [risk, miles__mean_imputed], outputs: {twice: int64}, rows: same}
                first: {from: t, command: [a], inputs: [delay], outputs: [risk, why], rows: same}
                """, "by_why.why, twice__max"), schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read t", "run first", "miles__mean_imputed", "run second", "group by_why", "collect out",
            ])
    }

    @Test("a timeout is the step's")
    func timeout() throws {
        let plan = try plan(
            yaml("g: {from: t, command: [x], inputs: [delay], outputs: [a], timeout: 90s}", "a"), schemas)
        #expect(plan.steps[1].timeout == .seconds(90))
        #expect(plan.steps[1].position == SourcePosition(file: "plan.yaml", line: 3, column: 3))
    }

    @Test("what a program adds can be joined onward like any other column of its rows")
    func joined() throws {
        let plan = try plan(
            yaml(
                "risks: {from: u, command: [risk], inputs: [name], outputs: [risk], rows: same}", "delay, risk",
                rest: "links: [{join: left, left: t, right: u, on: {carrier: code}}]"), schemas)
        #expect(plan.steps.map(\.label) == ["read t", "read u", "run risks", "join t⟕u", "collect out"])
    }

    @Test(
        "mistakes are errors with a place",
        arguments: [
            (
                "g: {from: t, command: [x], inputs: [dely], outputs: [a]}", "a",
                "plan.yaml:3:39: error: 't' has no column 'dely'; did you mean 'delay'?"
            ),
            (
                "g: {from: t, command: [x], inputs: [u.name], outputs: [a]}", "a",
                "plan.yaml:3:39: error: 'u.name' lives in 'u', but is needed in 't'"
            ),
            (
                "g: {from: t, command: [x], inputs: [delay, t.delay], outputs: [a]}", "a",
                "plan.yaml:3:46: error: the program would get two columns 'delay'"
            ),
            (
                "g: {from: t, command: [x], inputs: [delay], outputs: [a], rows: same}\nh: {from: g, limit: 3}", "h.a",
                "plan.yaml:4:13: error: 'g' has no rows of its own, for with 'rows: same' it adds columns to those of 't'; name 't'"
            ),
            (
                "g: {from: t, command: [x], inputs: [delay], outputs: [a], rows: same}\n"
                    + "h: {from: t, command: [x], inputs: [delay], outputs: [a], rows: same}", "a",
                "plan.yaml:7:20: error: 'a' is a column of g, h; say which: g.a or h.a"
            ),
            (
                "g: {from: t, command: [x], inputs: [b], outputs: [a], rows: same}\n"
                    + "h: {from: t, command: [x], inputs: [a], outputs: [b], rows: same}", "a",
                "plan.yaml:3:3: error: 'h' and 'g' are made from each other (a cyclic definition)"
            ),
            (
                "g: {from: t, command: [x], inputs: [delay], outputs: [a], rows: same}", "b",
                "plan.yaml:6:20: error: no source or group has a column 'b'; it has a, carrier, code, delay, miles, name"
            ),
        ])
    func mistakes(groups: String, features: String, expected: String) {
        #expect(errors(yaml(groups, features), schemas) == expected)
    }

    @Test("where programs are not allowed, each is an error with its place")
    func refused() throws {
        let text = yaml(
            """
            g: {from: t, command: [python3, g.py], inputs: [delay], outputs: [a]}
            h: {from: t, command: [./h], inputs: [delay], outputs: [b], rows: same}
            """, "carrier")
        let file = try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: "/data")
        var options = Planner.Options()
        options.allowsCommands = false
        let error = #expect(throws: PlanError.self) {
            try Planner.plan(file, sources: FixedSources(schemas: schemas), features: SmallCatalog(), options: options)
        }
        #expect(
            error.map { "\($0)" } == """
                plan.yaml:3:3: error: the group 'g' runs a program (python3), which --no-commands forbids
                plan.yaml:4:3: error: the group 'h' runs a program (./h), which --no-commands forbids
                """)
    }
}
