import Testing

@testable import Plan

@Suite("Features in a plan file")
struct PlanFileFeaturesTests {
    private func features(_ text: String) throws -> [FeatureRequest] {
        try #require(try PlanFileFixture.plan("outputs:\n  o:\n    features: \(text)").outputs.first).features
    }

    @Test("Names stay as written, whatever a scalar's type")
    func names() throws {
        let features = try features("[carrier, 2013, true, 1.50, \"a&b__x\", '`a.b`__avg', on, été]")
        #expect(features.map(\.name) == ["carrier", "2013", "true", "1.50", "a&b__x", "`a.b`__avg", "on", "été"])
        #expect(features.map(\.position.column) == [16, 25, 31, 37, 43, 53, 67, 71])
        #expect(features.allSatisfy { $0.position.line == 3 && $0.details == nil })
    }

    @Test("Columns of positions count Unicode scalars")
    func positions() throws {
        let features = try features("[größe, 🛩️, x]")
        #expect(
            features.map(\.position) == [
                PlanFileFixture.at(3, 16), PlanFileFixture.at(3, 23), PlanFileFixture.at(3, 27),
            ])
    }

    @Test("The long form keeps everything it says")
    func longForm() throws {
        let features = try features(
            """

                  - name: speed
                    in_features: [distance, {name: air_time, options: {n: 1}}]
                    feature_group: expression
                    framework: duckdb
                    as: mph
                    options:
                      order_by: [b, a]
                      nested: {z: 1, a: [null, 0.5, "on"]}
                      timeout: 90s
                      retries: {times: 2, backoff: 500ms}
            """)
        let feature = try #require(features.first)
        let details = try #require(feature.details)
        #expect(feature.name == "speed")
        #expect(feature.position == PlanFileFixture.at(4, 15))
        #expect(details.inFeatures?.map(\.name) == ["distance", "air_time"])
        #expect(details.inFeatures?.last?.details?.options["n"] == .int(1))
        #expect(details.featureGroup?.value == "expression")
        #expect(details.framework?.value == "duckdb")
        #expect(details.alias?.value == "mph")
        #expect(details.options.entries.map(\.key) == ["nested", "order_by"])
        #expect(details.options["order_by"] == .list([.string("b"), .string("a")]))
        #expect(
            details.options["nested"]
                == .map([
                    .init(key: "a", value: .list([.null, .double(0.5), .string("on")])),
                    .init(key: "z", value: .int(1)),
                ]))
        #expect(details.options.position(of: "order_by") == PlanFileFixture.at(10, 11))
        #expect(details.timeout == .seconds(90))
        #expect(details.retries == RetryPolicy(times: 2, backoff: .milliseconds(500)))
    }

    @Test("A long form of a name only is the name")
    func nameOnly() throws {
        #expect(try features("[{name: x}]").first?.details == nil)
    }

    @Test("Retries are a number too, and wait a second")
    func retries() throws {
        let details = try #require(try features("[{name: x, options: {retries: 3}}]").first?.details)
        #expect(details.retries == RetryPolicy(times: 3, backoff: .seconds(1)))
        #expect(details.options.isEmpty)
    }

    @Test(
        "A feature that cannot be is explained",
        arguments: [
            BadPlan("[{nam: x}]", "3:17: unknown key 'nam' in a feature; did you mean 'name'?"),
            BadPlan(
                "[{options: {}}]",
                "3:16: a feature lacks 'name': the feature's name; with the option 'expression', any name"),
            BadPlan("[[x]]", "3:16: 'features': expected a feature: its name, or {name: …}, found a list"),
            BadPlan(
                "[x, ]\n    to: ",
                "4:8: 'to': expected a path that ends in .parquet, .csv, .arrow or .jsonl, or {postgresql: …, table: "
                    + "…}, found nothing"
            ),
            BadPlan("[~]", "3:16: 'features': expected a feature: its name, or {name: …}, found nothing"),
            BadPlan("['']", "3:16: 'features': expected a feature: its name, or {name: …}, found ''"),
            BadPlan("", "3:14: 'features': expected a list of features, found nothing"),
            BadPlan(
                "[{name: x, options: [a]}]", "3:35: 'options': expected a mapping of options to values, found a list"),
            BadPlan(
                "[{name: x, options: {timeout: 5}}]",
                "3:45: 'timeout': expected a duration such as 90s, 15m, 2h or 1d, found the number 5"),
            BadPlan(
                "[{name: x, options: {retries: -1}}]",
                "3:45: 'retries': expected a whole number of at least 0, or {times: 2, backoff: 1s}, found the number "
                    + "-1"
            ),
            BadPlan(
                "[{name: x, options: {retries: {backoff: 1s}}}]",
                "3:45: 'retries' lacks 'times': how often a failed step is tried again"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors("outputs:\n  o:\n    features: \(plan.text)") == [plan.message])
    }

    @Test("Values that nest without end are refused, not followed")
    func depth() {
        let options = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(
            PlanFileFixture.errors("outputs: {o: {features: [{name: x, options: {a: \(options)}}]}}") == [
                "1:113: nested more than 64 levels deep"
            ])
        let features = String(repeating: "{name: x, in_features: ", count: 80) + "y" + String(repeating: "}", count: 80)
        let errors = PlanFileFixture.errors("outputs: {o: {features: [\(features)]}}")
        #expect(errors.count == 1)
        #expect(errors[0].hasSuffix(": features nest more than 64 levels deep"))
    }
}
