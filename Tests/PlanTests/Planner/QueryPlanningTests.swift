import Plan
import Testing

private let schemas = ["f": "origin string,dest string,delay int64,miles int64", "p": "code string,city string"]

/// Answers as it is told, and remembers what it was asked.
private final class ScriptedEngine: QueryCatalog, @unchecked Sendable {
    // Sendable: one planning, one thread.
    var engines: [FrameworkName] = [.duckdb, .sqlite]
    var missing: Set<FrameworkName> = []
    var answers: [String: [SourceSchema.Column]] = [:]
    var problem: QueryProblem?
    private(set) var asked: [QuerySketch] = []

    init(_ columns: String = "n int64,origin string") {
        answers[""] = columns.split(separator: ",").map { part in
            let words = part.split(separator: " ")
            return SourceSchema.Column(name: String(words[0]), type: words.count > 1 ? DataType(String(words[1])) : nil)
        }
    }

    func find(_ engine: FrameworkName) throws(PlanError) {
        if missing.contains(engine) { throw PlanError("no driver of \(engine)") }
    }

    func columns(of query: QuerySketch) throws(QueryProblem) -> [SourceSchema.Column] {
        asked.append(query)
        if let problem { throw problem }
        return answers[""] ?? []
    }
}

private func yaml(_ groups: String, _ features: String, rest: String = "") -> String {
    """
    sources: {f: {csv: f.csv}, p: {csv: p.csv}}
    groups:
    \(groups.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    outputs:
      out: {features: [\(features)]}
    \(rest)
    """
}

private func plan(_ text: String, _ engine: ScriptedEngine) throws -> ExecutionPlan {
    let file = try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: "/data")
    return try Planner.plan(
        file, sources: FixedSources(schemas: schemas), features: SmallCatalog(), queries: engine)
}

private func errors(_ text: String, _ engine: ScriptedEngine) -> String {
    do {
        _ = try plan(text, engine)
        return "no error"
    } catch {
        return "\(error)"
    }
}

@Suite("Groups in SQL, in plans")
struct QueryPlanningTests {
    @Test("a query reads the columns that it may use of the row spaces that it names, and is shown in its engine")
    func plain() throws {
        let engine = ScriptedEngine()
        let plan = try plan(
            yaml("q: {sql: 'select origin, count(*) as n from F join P on dest = code group by origin'}", "q.n"), engine
        )
        let lines = try plan.explained(as: .text).split(separator: "\n").dropFirst().map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(
            lines == [
                "s0 compute arrow d0 f read f csv f.csv; 2 columns: origin, dest",
                "s1 compute arrow d1 p read p csv p.csv; 1 column: code",
                "s2 compute duckdb d2 q query q select origin, count(*) as n from F join P on dest = code group by origin; "
                    + "over f (origin, dest), p (code) → n ← s0 s1",
                "s3 write arrow - collect out preview: n ← s2",
            ])
        #expect(
            engine.asked == [
                QuerySketch(
                    engine: .duckdb,
                    text: "select origin, count(*) as n from F join P on dest = code group by origin",
                    tables: [
                        .init(
                            name: "f",
                            columns: [.init(name: "origin", type: .string), .init(name: "dest", type: .string)]),
                        .init(name: "p", columns: [.init(name: "code", type: .string)]),
                    ])
            ])
        #expect(plan[plan.steps[2].outputs[0]].type == .int64)
    }

    @Test("a query over a query comes after it, and filters act before both")
    func nested() throws {
        let plan = try plan(
            yaml(
                """
                second: {sql: 'select n, origin from first', framework: sqlite}
                first: {sql: 'select origin, count(*) as n from f group by origin'}
                """, "second.n", rest: "filters: [{feature: f.delay, min: 5}]"), ScriptedEngine())
        #expect(plan.steps.map(\.label) == ["read f", "query first", "query second", "collect out"])
        #expect(plan.steps.map(\.framework) == [.arrow, .duckdb, .sqlite, .arrow])
        guard case .read(let read) = plan.steps[0].work else { return }
        #expect(read.predicate?.text == "delay >= 5")
    }

    @Test("the star takes all columns, and no mention at all takes one, to count rows by")
    func columns() throws {
        func read(_ sql: String) throws -> [String] {
            let plan = try plan(yaml("q: {sql: '\(sql)'}", "q.n"), ScriptedEngine())
            guard case .query(let work) = plan.steps[1].work else { return [] }
            return work.tables[0].columns
        }
        #expect(try read("select * from f") == ["origin", "dest", "delay", "miles"])
        #expect(try read("select count(*) as n from f") == ["origin"])
        #expect(try read("select \"MILES\" from f") == ["miles"])
    }

    @Test("columns that a program adds are there for a query that names them")
    func added() throws {
        let plan = try plan(
            yaml(
                """
                q: {sql: 'select max(risk) as n from f'}
                risks: {from: f, command: [x], inputs: [delay], outputs: {risk: float64}, rows: same}
                """, "q.n"), ScriptedEngine())
        #expect(plan.steps.map(\.label) == ["read f", "run risks", "query q", "collect out"])
    }

    @Test("'inputs' says what a query reads, whatever the text names")
    func inputs() throws {
        let plan = try plan(yaml("q: {sql: 'select n from whatever', inputs: [p]}", "q.n"), ScriptedEngine())
        #expect(plan.steps.map(\.label) == ["read p", "query q", "collect out"])
        let none = try PlanTests.plan(yaml("q: {sql: 'select 1 as n', inputs: []}", "q.n"), ScriptedEngine())
        #expect(none.steps.map(\.label) == ["query q", "collect out"])
    }

    @Test("the engine is the group's, else the run's, else the first that can be used")
    func engines() throws {
        let group = "q: {sql: 'select 1 as n from f'}"
        func used(_ groups: String, rest: String = "", missing: Set<FrameworkName> = []) throws -> FrameworkName {
            let engine = ScriptedEngine()
            engine.missing = missing
            return try plan(yaml(groups, "q.n", rest: rest), engine).steps[1].framework
        }
        #expect(try used(group) == .duckdb)
        #expect(try used(group, missing: [.duckdb]) == .sqlite)
        #expect(try used(group, rest: "run: {frameworks: [arrow, sqlite, duckdb]}") == .sqlite)
        #expect(
            try used("q: {sql: 'select 1 as n from f', framework: duckdb}", rest: "run: {frameworks: [sqlite]}")
                == .duckdb)
    }

    @Test("types that only the run knows are guessed to find the columns, whose types are then not known either")
    func unknownTypes() throws {
        let engine = ScriptedEngine("n float64")
        let plan = try plan(
            yaml(
                """
                c: {from: f, command: [x], inputs: [delay], outputs: [risk]}
                q: {sql: 'select max(risk) as n from c'}
                """, "q.n"), engine)
        #expect(engine.asked.map { $0.tables[0].columns[0].type } == [.float64])
        #expect(plan[plan.steps[2].outputs[0]].type == nil)
    }

    @Test(
        "mistakes are errors with a place",
        arguments: [
            (
                "q: {sql: 'select n from flihts, f'}",
                "plan.yaml:3:27: error: there is no source or group 'flihts'"
            ),
            (
                "q: {sql: 'select n from ff'}",
                "plan.yaml:3:27: error: there is no source or group 'ff'; did you mean 'f'?"
            ),
            (
                "q: {sql: 'select 1 as n'}",
                "plan.yaml:3:12: error: the SQL names no source or group after 'from' or 'join'; 'inputs: []' says that it reads none"
            ),
            (
                "q: {sql: 'delete from f'}",
                "plan.yaml:3:13: error: the SQL is a query, which begins with 'select' or 'with'; found 'delete'"
            ),
            ("q: {sql: \"select 'n from f\"}", "plan.yaml:3:20: error: the text that begins here has no end (')"),
            (
                "q: {sql: 'select n from f', framework: arrow}",
                "plan.yaml:3:42: error: an SQL group does not run in 'arrow'; it runs in duckdb or sqlite"
            ),
            (
                "q: {sql: 'select n from f', framework: duckdbb}",
                "plan.yaml:3:42: error: an SQL group does not run in 'duckdbb'; did you mean 'duckdb'?"
            ),
            (
                "q: {sql: 'select n from q'}",
                "plan.yaml:3:3: error: 'q' and 'q' are made from each other (a cyclic definition)"
            ),
            (
                "q: {sql: 'select n from r'}\nr: {sql: 'select n from q'}",
                "plan.yaml:4:3: error: 'r' and 'q' are made from each other (a cyclic definition)"
            ),
        ])
    func mistakes(groups: String, expected: String) {
        #expect(errors(yaml(groups, "q.n"), ScriptedEngine()) == expected)
    }

    @Test("a driver that is missing is an error of the groups that need it")
    func missingDriver() {
        let engine = ScriptedEngine()
        engine.missing = [.duckdb, .sqlite]
        #expect(
            errors(yaml("q: {sql: 'select 1 as n from f', framework: sqlite}", "q.n"), engine)
                == "plan.yaml:3:47: error: no driver of sqlite")
        #expect(
            errors(yaml("q: {sql: 'select 1 as n from f'}", "q.n"), engine)
                == "plan.yaml:3:3: error: no driver of duckdb")
    }

    @Test("what an engine complains about is told at its place in the file")
    func complaints() {
        let engine = ScriptedEngine()
        engine.problem = QueryProblem("no such function: summ", at: 8)
        let text = yaml("q:\n  sql: >\n    select\n    summ(delay) as n\n    from f", "q.n")
        #expect(errors(text, engine) == "plan.yaml:6:6: error: no such function: summ")
        engine.problem = QueryProblem("something is wrong")
        #expect(errors(text, engine) == "plan.yaml:4:10: error: something is wrong")
        #expect(
            errors(
                yaml(
                    "c: {from: f, command: [x], inputs: [delay], outputs: [risk]}\nq: {sql: 'select risk as n from c'}",
                    "q.n"),
                engine)
                == "plan.yaml:4:12: error: something is wrong; the type of risk is known by the run only: declare it (under 'types' of a "
                + "source, or 'outputs' of a command)")
    }

    @Test("two columns of one name are an error")
    func repeated() {
        #expect(
            errors(yaml("q: {sql: 'select n, n from f'}", "q.n"), ScriptedEngine("n int64,n int64"))
                == "plan.yaml:3:12: error: the query gives two columns 'n'; give one another name with 'as'")
    }
}
