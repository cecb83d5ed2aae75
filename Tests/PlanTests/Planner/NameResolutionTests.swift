import Plan
import Testing

private let schemas = ["t": "a int64,b int64,name string,a.b int64,x__y int64", "u": "a int64,c int64"]

private func labels(_ features: String, extra: String = "") throws -> [String] {
    try plan(
        "sources: {t: {csv: t.csv}, u: {csv: u.csv}}\n\(extra)outputs:\n  out:\n    features: \(features)\n", schemas
    )
    .steps.map(\.label)
}

private func error(_ features: String) -> String {
    errors("sources: {t: {csv: t.csv}, u: {csv: u.csv}}\noutputs:\n  out:\n    features: \(features)\n", schemas)
}

@Suite("Names of features")
struct NameResolutionTests {
    @Test("names read left to right")
    func chains() throws {
        #expect(
            try labels("[b__mean_imputed__standard_scaled]") == [
                "read t", "b__mean_imputed", "b__mean_imputed__standard_scaled", "collect out",
            ])
    }

    @Test("the last operation's arity decides how the name splits")
    func splitting() throws {
        #expect(try labels("[t.a__mean_imputed&b__add_point]").contains("a__mean_imputed&b__add_point"))
        #expect(try labels("[t.a&b__add_point__standard_scaled]").dropLast().last == "a&b__add_point__standard_scaled")
        #expect(
            try labels("[t.a&b__add_point&b__multiply_point]").dropLast() == [
                "read t", "a&b__add_point", "a&b__add_point&b__multiply_point",
            ])
    }

    @Test("the same feature asked for twice is one step")
    func interned() throws {
        let plan = try plan(
            """
            sources: {t: {csv: t.csv}}
            outputs:
              one: {features: [b__mean_imputed]}
              two: {features: [b__mean_imputed, {name: z, in_features: [b__mean_imputed], options: {expression: b + 1}}]}
            """, schemas)
        #expect(plan.steps.filter { $0.label == "b__mean_imputed" }.count == 1)
    }

    @Test("backticks take a column's name as it is")
    func backticks() throws {
        let plan = try plan(
            "sources: {t: {csv: t.csv}}\noutputs:\n  out: {features: ['`a.b`', 't.`x__y`', '`x__y`__mean_imputed']}\n",
            schemas)
        #expect(plan.outputs[0].columns == ["a.b", "x__y", "x__y__mean_imputed"])
        #expect(error("[x__y]").contains("write `x__y` in backticks"))
    }

    @Test("one column of a family")
    func member() throws {
        #expect(
            try labels("[name__onehot_encoded~red]") == [
                "read t", "name__onehot_encoded", "name__onehot_encoded~red", "collect out",
            ])
        #expect(error("[b__mean_imputed~red]").contains("is one column, so it has no '~red'"))
    }

    @Test("features that the plan defines can be built on")
    func definitions() throws {
        #expect(
            try labels("[{name: speed, options: {expression: b * 2}}, speed__mean_imputed]") == [
                "read t", "speed", "speed__mean_imputed", "collect out",
            ])
        #expect(
            error("[{name: p, options: {expression: q + 1}}, {name: q, options: {expression: p + 1}}]").contains(
                "cycle"))
        #expect(error("[{name: p, options: {expression: p + 1}}]").contains("'p' is defined by itself"))
    }

    @Test("definitions may chain deeply")
    func deepDefinitions() throws {
        let list = (1...3000).reversed().map {
            "{name: f\($0), options: {expression: \($0 == 1 ? "b" : "f\($0 - 1)") + 1}}"
        }
        #expect(try labels("[\(list.joined(separator: ", "))]").count == 3002)
    }

    @Test("what is no feature is an error with the nearest name")
    func errorsNameTheNearest() {
        #expect(
            error("[nmae]") == "plan.yaml:4:16: error: no source or group has a column 'nmae'; did you mean 'name'?")
        #expect(
            error("[b__averge_aggr]")
                == "plan.yaml:4:16: error: no feature group has an operation 'averge_aggr'; did you mean 'b__avg_aggr'?"
        )
        #expect(error("[a]") == "plan.yaml:4:16: error: 'a' is a column of t, u; say which: t.a or u.a")
        #expect(error("[v.a]").contains("there is no source or group 'v' for 'v.a'"))
        #expect(error("[t.nam]").contains("'t' has no column 'nam'; did you mean 'name'?"))
        #expect(error("[name__mean_imputed]").contains("mean_imputed needs numbers, but this is a string"))
    }

    @Test("all errors are reported at once, in the order of the file")
    func allErrors() {
        let lines = error("[zzz, b, nmae]").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("plan.yaml:4:16: error: no source or group has a column 'zzz'"))
        #expect(lines[1].hasPrefix("plan.yaml:4:24: error:"))
    }

    @Test("what only follows from a source that cannot be read is not reported beside it")
    func consequences() {
        let text = errors(
            """
            sources: {t: {csv: t.csv}, gone: {csv: gone.csv}}
            groups:
              g: {from: gone, group_by: [k], features: [v__sum]}
            outputs:
              out: {features: [b, gone.x, y, v__sum, g.k]}
            """, schemas)
        #expect(text == "plan.yaml:1:40: error: there is no file for 'gone'")
    }
}
