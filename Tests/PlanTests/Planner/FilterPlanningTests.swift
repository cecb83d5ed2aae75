import Plan
import Testing

private let schemas = [
    "flights": "carrier string,distance int64,dep_delay int64", "airlines": "carrier string,name string",
]

private let base = """
    sources:
      flights: {csv: flights.csv}
      airlines: {csv: airlines.csv}
    links:
      - {join: left, left: flights, right: airlines, on: carrier}

    """

@Suite("Filters in plans")
struct FilterPlanningTests {
    @Test("a filter on a column acts while its source is read")
    func pushedIntoRead() throws {
        let text = try explained(
            base + """
                filters:
                  - {feature: distance, min: 500, max: 900, max_exclusive: true}
                outputs:
                  out: {features: [dep_delay__mean_imputed]}
                """, schemas)
        #expect(
            text == """
                s0 compute arrow d0 flights read flights csv flights.csv; 1 column: dep_delay; where distance >= 500 and distance < 900
                s1 compute arrow d0 flights dep_delay__mean_imputed missing_value(dep_delay) ← s0
                s2 write arrow - collect out preview: dep_delay__mean_imputed ← s1
                """)
    }

    @Test("a filter on a derived feature acts as soon as the feature exists; what it does not need waits")
    func derivedFilter() throws {
        let plan = try plan(
            base + """
                filters:
                  - {feature: dep_delay__mean_imputed, min: 0}
                outputs:
                  out: {features: [distance__mean_imputed, dep_delay__mean_imputed, dep_delay__mean_imputed__standard_scaled]}
                """, schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read flights", "dep_delay__mean_imputed", "filter flights′: dep_delay__mean_imputed >= 0",
                "distance__mean_imputed", "dep_delay__mean_imputed__standard_scaled", "collect out",
            ])
    }

    @Test("an output's own filter acts on its rows only")
    func outputFilter() throws {
        let plan = try plan(
            base + """
                outputs:
                  all: {features: [dep_delay__mean_imputed]}
                  late:
                    features: [dep_delay__mean_imputed]
                    filters: [{feature: dep_delay, min: 45}]
                """, schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read flights", "dep_delay__mean_imputed", "filter late: dep_delay >= 45", "collect all",
                "collect late",
            ])
    }

    @Test("null does not pass: rows that a left join leaves without the filtered feature go from the output")
    func missingRows() throws {
        let plan = try plan(
            base + """
                filters: [{feature: name, regex: ^A}]
                outputs:
                  out: {features: [distance, name]}
                """, schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read flights", "read airlines", "join flights⟕airlines", "filter out: regexp(name, '^A')",
                "collect out",
            ])
    }

    @Test("a filter that no output has rows for warns")
    func idleFilter() throws {
        let plan = try plan(
            base + "filters: [{feature: name, equal: X}]\noutputs:\n  out: {features: [distance]}\n", schemas)
        #expect(
            plan.warnings.map(\.description) == [
                "plan.yaml:6:11: warning: no output has rows of 'airlines', so this filter does nothing"
            ])
    }

    @Test("a filter of what a semi or anti link looks for does something")
    func filterOfALinksRightSide() throws {
        for join in ["semi", "anti"] {
            let plan = try plan(
                base.replacing("join: left", with: "join: \(join)")
                    + "filters: [{feature: airlines.name, equal: X}]\noutputs:\n  out: {features: [distance]}\n",
                schemas)
            #expect(plan.warnings.isEmpty, "\(plan.warnings)")
        }
    }

    @Test("semi and anti links thin out their left side before anything is computed there")
    func semiLink() throws {
        let plan = try plan(
            base.replacing("join: left", with: "join: anti")
                + "outputs:\n  out: {features: [dep_delay__mean_imputed]}\n",
            schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read airlines", "read flights", "join flights▷airlines", "dep_delay__mean_imputed", "collect out",
            ])
    }
}
