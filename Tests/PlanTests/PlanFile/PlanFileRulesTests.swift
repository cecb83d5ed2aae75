import Testing

@testable import Plan

@Suite("Filters and checks of a plan file")
struct PlanFileRulesTests {
    @Test("A filter keeps every rule it gives, typed as written")
    func filters() throws {
        let plan = try PlanFileFixture.plan(
            """
            filters:
              - {feature: distance, min: 500, max: 2475.5, max_exclusive: true}
              - {feature: a.b, equal: "012", regex: "^x$"}
              - {feature: {name: x, options: {n: 1}}, categorical_inclusion: [EWR, 5, true, 2013-01-01]}
            """)
        let filters = plan.filters
        #expect(filters.map(\.feature.name) == ["distance", "a.b", "x"])
        #expect(filters[0].rule.min?.value == .int(500))
        #expect(filters[0].rule.max?.value == .double(2475.5))
        #expect(filters[0].rule.maxExclusive)
        #expect(filters[0].rule.max?.position == PlanFileFixture.at(2, 40))
        #expect(filters[1].rule.equal?.value == .string("012"))
        #expect(filters[1].rule.regex?.value == "^x$")
        #expect(!filters[1].rule.maxExclusive)
        #expect(filters[2].rule.oneOf?.map(\.value) == [.string("EWR"), .int(5), .bool(true), .string("2013-01-01")])
        #expect(filters[2].feature.details?.options["n"] == .int(1))
        #expect(filters[1].position == PlanFileFixture.at(3, 5))
    }

    @Test("A check keeps every rule it gives; under an output it may count rows")
    func checks() throws {
        let plan = try PlanFileFixture.plan(
            """
            checks:
              - {feature: id, not_null: true, unique: true}
              - {feature: x, min: 1, max: 16, in: [1, 16], regex: "^1", severity: warn}
              - {expression: "a < b"}
              - {feature: id, row_count: {min: 1}}
            outputs:
              o:
                features: [x]
                checks:
                  - {row_count: {min: 10, max: 20}}
            """)
        let checks = plan.checks
        #expect(checks.map { $0.feature?.name } == ["id", "x", nil, "id"])
        #expect(checks[0].notNull && checks[0].unique)
        #expect(checks[1].rule.min?.value == .int(1))
        #expect(checks[1].rule.oneOf?.map(\.value) == [.int(1), .int(16)])
        #expect(checks[1].rule.regex?.value == "^1")
        #expect(checks.map(\.severity) == [.error, .warn, .error, .error])
        #expect(checks[2].expression?.value == "a < b")
        #expect(checks[3].minRows == 1)
        #expect(checks[3].maxRows == nil)
        let own = try #require(plan.outputs.first?.checks.first)
        #expect(own.minRows == 10)
        #expect(own.maxRows == 20)
        #expect(own.feature == nil)
    }

    @Test(
        "A filter that cannot be is explained",
        arguments: [
            BadPlan("{min: 5}", "2:5: a filter lacks 'feature': the feature whose values are compared"),
            BadPlan(
                "{feature: x}",
                "2:5: the filter has no rule; give it 'min', 'max', 'equal', 'regex' or 'categorical_inclusion'"),
            BadPlan("{feature: x, min: 5, max: 1}", "2:23: 'min' (5) is greater than 'max' (1); no value fits"),
            BadPlan("{feature: x, min: 1.5, max: 1}", "2:23: 'min' (1.5) is greater than 'max' (1); no value fits"),
            BadPlan(
                "{feature: x, min: 2020-02-01, max: 2020-01-31}",
                "2:23: 'min' ('2020-02-01') is greater than 'max' ('2020-01-31'); no value fits"),
            BadPlan(
                "{feature: x, min: 5, max: 5, max_exclusive: true}",
                "2:23: 'min' is 'max', which 'max_exclusive' shuts out; no value fits"),
            BadPlan(
                "{feature: x, min: 5, max_exclusive: true}",
                "2:26: 'max_exclusive' needs 'max': the value that is shut out"),
            BadPlan(
                "{feature: x, max: 5, max_exclusive: 6}",
                "2:41: 'max_exclusive': expected true or false, found the number 6"),
            BadPlan(
                "{feature: x, equal: null}",
                "2:25: 'equal': expected a number, text, a date or true or false, found nothing"),
            BadPlan(
                "{feature: x, min: [1]}", "2:23: 'min': expected a number, text, a date or true or false, found a list"),
            BadPlan(
                "{feature: x, categorical_inclusion: []}",
                "2:18: 'categorical_inclusion' is empty, so no value would do; list the values"),
            BadPlan(
                "{feature: x, categorical_inclusion: EWR}",
                "2:41: 'categorical_inclusion': expected a list of values, found 'EWR'"),
            BadPlan("{feature: x, eqal: 5}", "2:18: unknown key 'eqal' in a filter; did you mean 'equal'?"),
            BadPlan(
                "{feature: x, max: 99999999999999999999}",
                "2:23: 99999999999999999999 is beyond the 64-bit integers; quote it if it is text"),
        ])
    func badFilters(plan: BadPlan) {
        let errors = PlanFileFixture.errors("filters:\n  - \(plan.text)")
        #expect(errors.first == plan.message)
    }

    @Test(
        "A check that cannot be is explained",
        arguments: [
            BadPlan(
                "{feature: x}",
                "2:5: the check has no rule; give it 'not_null', 'unique', 'min', 'max', 'in', 'regex', 'expression' "
                    + "or 'row_count'"
            ),
            BadPlan(
                "{feature: x, not_null: false}",
                "2:5: the check has no rule; give it 'not_null', 'unique', 'min', 'max', 'in', 'regex', 'expression' "
                    + "or 'row_count'"
            ),
            BadPlan("{not_null: true}", "2:5: a check with 'not_null' lacks 'feature': the feature that is checked"),
            BadPlan(
                "{row_count: {min: 1}}",
                "2:6: 'row_count' needs 'feature', to say which rows are counted, or a place under an output's 'checks'"
            ),
            BadPlan(
                "{feature: x, row_count: {min: 5, max: 1}}",
                "2:35: 'min' (5) is greater than 'max' (1); no number of rows fits"),
            BadPlan(
                "{feature: x, row_count: 5}", "2:29: 'row_count': expected 'row_count' (a mapping), found the number 5"),
            BadPlan("{feature: x, row_count: {}}", "2:18: 'row_count' is empty; give it 'min' or 'max'"),
            BadPlan(
                "{feature: x, unique: true, severity: warning}",
                "2:42: 'severity': unknown 'warning'; did you mean 'warn'?"),
            BadPlan(
                "{feature: x, equal: 5, unique: true}",
                "2:18: unknown key 'equal' in a check; it takes 'feature', 'not_null', 'unique', 'min', 'max', 'in', "
                    + "'regex', "
                    + "'expression', 'row_count' and 'severity'"),
        ])
    func badChecks(plan: BadPlan) {
        #expect(PlanFileFixture.errors("checks:\n  - \(plan.text)") == [plan.message])
    }
}
