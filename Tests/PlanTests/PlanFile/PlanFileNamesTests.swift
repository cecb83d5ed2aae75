import Testing

@testable import Plan

@Suite("Names in a plan file")
struct PlanFileNamesTests {
    @Test("Sources and groups share one namespace; outputs have their own")
    func namespace() {
        let text = """
            sources:
              a: {csv: a.csv}
            groups:
              b: {from: a}
              a: {from: b}
            outputs:
              a: {features: [x]}
              b: {features: [x]}
            """
        #expect(
            PlanFileFixture.errors(text) == [
                "5:3: the name 'a' is taken by the source at line 2; sources and groups share one namespace"
            ])
    }

    @Test("An unknown source or group is named with its nearest, wherever it stands")
    func unknownInputs() {
        let text = """
            sources: {flights: {csv: f.csv}, planes: {csv: p.csv}}
            groups:
              a: {from: flihgts}
              b: {sql: select 1, inputs: [a, plane]}
              c: {from: [planes, zzzzzz], append: true}
            links:
              - {join: left, left: flight, right: b, on: x}
            """
        #expect(
            PlanFileFixture.errors(text) == [
                "3:13: there is no source or group 'flihgts'; did you mean 'flights'?",
                "4:34: there is no source or group 'plane'; did you mean 'planes'?",
                "5:22: there is no source or group 'zzzzzz'; there are 'flights', 'planes', 'a', 'b' and 'c'",
                "7:24: there is no source or group 'flight'; did you mean 'flights'?",
            ])
    }

    @Test(
        "A name that cannot be used is refused",
        arguments: [
            BadPlan(#"sources: {"": {csv: a}}"#, "the name '' of a source is empty"),
            BadPlan(
                #"sources: {a.b: {csv: a}}"#,
                "the name 'a.b' of a source has '.' in it, which means something in the names of features"),
            BadPlan(
                #"groups: {"a&b": {sql: x}}"#,
                "the name 'a&b' of a group has '&' in it, which means something in the names of features"),
            BadPlan(#"outputs: {" a": {features: x}}"#, "the name ' a' of an output begins or ends with a space"),
            BadPlan(
                #"outputs: {"a\e[2J": {features: x}}"#,
                "the name 'a\\u{1B}[2J' of an output has a control character in it"),
            BadPlan(
                #"outputs: {"a\nb": {features: x}}"#, "the name 'a\\nb' of an output has a control character in it"),
        ])
    func names(plan: BadPlan) throws {
        let errors = PlanFileFixture.errors(plan.text)
        try #require(errors.count == 1)
        #expect(errors[0].hasSuffix(": " + plan.message + "; choose another, such as letters, digits and '_'"))
    }

    @Test("Groups that need each other are named in a circle, where the first of them is written")
    func cycles() {
        let text = """
            sources: {a: {csv: a.csv}}
            groups:
              before: {from: first}
              first: {from: second}
              second: {from: [a, third], union: true}
              third: {from: first}
              own: {from: own}
              fine: {from: a}
              after: {from: fine}
            """
        #expect(
            PlanFileFixture.errors(text) == [
                "4:17: the groups are cyclic: first → second → third → first; no group can take its own rows",
                "7:15: the groups are cyclic: own → own; no group can take its own rows",
            ])
    }

    @Test("A long chain of groups is walked without recursion")
    func longChain() throws {
        let links = (1..<5_000).map { "  g\($0): {from: g\($0 - 1)}" }.joined(separator: "\n")
        let chain = try PlanFileFixture.plan("sources: {a: {csv: a.csv}}\ngroups:\n  g0: {from: a}\n\(links)")
        #expect(chain.groups.count == 5_000)
        #expect(
            PlanFileFixture.errors("groups:\n  g0: {from: g4999}\n\(links)") == [
                "2:14: the groups are cyclic: g0 → g4999 → g4998 → g4997 → g4996 → g4995 → g4994 → g4993 → g4992 "
                    + "→ g4991 → … → g0; no group can take its own rows"
            ])
    }
}
