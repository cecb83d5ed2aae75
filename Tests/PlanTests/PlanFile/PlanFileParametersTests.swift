import Testing

@testable import Plan

@Suite("Parameters of a plan file")
struct PlanFileParametersTests {
    private static let plan = """
        params: {DIR: data, N: 5, DISTINCT: true, FILE: "${DIR}/f${N}.csv"}
        sources:
          a: {csv: "${FILE}"}
          b: {csv: "${DIR}/${DIR}-${N}.csv", null_values: ["$${N}", "$N", "$$"]}
        groups:
          g: {from: a, limit: "${N}", distinct: "${DISTINCT}"}
        filters:
          - {feature: "x${N}", min: "${N}", max: "${N}0"}
        """

    @Test("A parameter stands anywhere in a value; alone it brings its type")
    func expansion() throws {
        let plan = try PlanFileFixture.plan(Self.plan)
        #expect(plan.sources[0].origin.value == .file(.csv, path: "/plans/data/f5.csv", written: "data/f5.csv"))
        #expect(plan.sources[1].origin.value == .file(.csv, path: "/plans/data/data-5.csv", written: "data/data-5.csv"))
        #expect(plan.sources[1].csv.nullValues == ["${N}", "$N", "$$"])
        guard case .select(_, _, let isDistinct, _, let limit) = plan.groups[0].definition else {
            Issue.record("\(plan.groups[0].definition)")
            return
        }
        #expect(isDistinct)
        #expect(limit?.value == 5)
        #expect(plan.filters[0].feature.name == "x5")
        #expect(plan.filters[0].rule.min?.value == .int(5))
        #expect(plan.filters[0].rule.max?.value == .string("50"))
    }

    @Test("The command line overrides defaults, also where another default names them")
    func overrides() throws {
        let plan = try PlanFileFixture.plan(Self.plan, parameters: ["DIR": "/in", "N": "7", "DISTINCT": "false"])
        #expect(plan.sources[0].origin.value == .file(.csv, path: "/in/f7.csv", written: "/in/f7.csv"))
        #expect(plan.filters[0].rule.min?.value == .int(7))
    }

    @Test("What a parameter holds is not expanded again, nor are keys")
    func once() throws {
        let plan = try PlanFileFixture.plan(
            "params: {A: x}\nsources: {a: {csv: '${A}', types: {'${A}': string}}}", parameters: ["A": "${A}$${"])
        #expect(plan.sources[0].origin.value == .file(.csv, path: "/plans/${A}$${", written: "${A}$${"))
        #expect(plan.sources[0].types.keys.sorted() == ["${A}"])
    }

    @Test("Quoted defaults are text; overrides are typed as plain scalars are")
    func types() throws {
        let text = "params: {A: '5'}\nfilters: [{feature: x, equal: '${A}'}]"
        #expect(try PlanFileFixture.plan(text).filters[0].rule.equal?.value == .string("5"))
        #expect(try PlanFileFixture.plan(text, parameters: ["A": "5"]).filters[0].rule.equal?.value == .int(5))
    }

    @Test(
        "A parameter that cannot be is explained",
        arguments: [
            BadPlan("name: ${DIRR}", "2:7: unknown parameter 'DIRR'; did you mean 'DIR'?"),
            BadPlan(
                "name: ${HOME}/x",
                "2:7: unknown parameter 'HOME'; add it under 'params', or write '$${' for the characters themselves"),
            BadPlan("name: a${}", "2:7: '${}' names no parameter; write '$${' for the characters themselves"),
            BadPlan("name: a${DIR", "2:7: '${' is not closed with '}'; write '$${' for the characters themselves"),
            BadPlan(
                "run: {workers: '${DIR}'}",
                "2:16: 'workers': expected a whole number of at least 1, found 'data' from '${DIR}'"),
            BadPlan(
                "sources: {a: {csv: ${DIR}}}",
                "2:21: expected ',' or '}' here: the mapping that starts at 2:14 is not closed; inside [ ] and { } a "
                    + "value with '${' in it "
                    + "must be quoted"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors("params: {DIR: data}\n\(plan.text)") == [plan.message])
    }

    @Test("A default may name parameters above it only")
    func order() {
        #expect(
            PlanFileFixture.errors("params: {A: '${B}', B: 1}") == [
                "1:13: unknown parameter 'B'; add it under 'params', or write '$${' for the characters themselves"
            ])
        #expect(PlanFileFixture.errors("params: {A: [1]}") == ["1:13: 'A': expected one value, found a list"])
    }

    @Test("Setting what the plan does not have is an error")
    func unknownOverride() {
        #expect(
            PlanFileFixture.errors("params: {DIR: data}", parameters: ["DIRR": "x", "ZZZZZ": "y"]) == [
                "--set DIRR: the plan has no such parameter; did you mean 'DIR'?",
                "--set ZZZZZ: the plan has no such parameter; it has 'DIR'",
            ])
        #expect(
            PlanFileFixture.errors("name: x", parameters: ["A": "1"]) == [
                "--set A: the plan has no such parameter; it has none"
            ])
    }
}
