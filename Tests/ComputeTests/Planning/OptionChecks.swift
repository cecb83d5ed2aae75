import Compute
import Plan
import Testing

@Suite("Options of feature groups")
struct OptionChecks {
    private func problem(_ call: FeatureCall) -> OptionProblem? {
        do {
            _ = try FeatureGroups[call.group]?.requirements(of: call)
            return nil
        } catch {
            return error
        }
    }

    @Test("an option that the group does not have is refused with the nearest name")
    func nearestName() {
        let call = FeatureCall(
            group: "aggregated", operation: "avg_aggr", options: ["partiton_by": .string("origin")], inputCount: 1)
        #expect(
            problem(call)
                == OptionProblem(
                    option: "partiton_by",
                    "the feature group aggregated has no option 'partiton_by'; did you mean 'partition_by'?"))
    }

    @Test("a far name is refused with the options there are")
    func farName() {
        let call = FeatureCall(
            group: "aggregated", operation: "avg_aggr", options: ["zebra": .int(1)], inputCount: 1)
        #expect(
            problem(call)?.message == "the feature group aggregated has no option 'zebra'; its options are partition_by"
        )
        let none = FeatureCall(group: "datetime", operation: "year", options: ["zebra": .int(1)], inputCount: 1)
        #expect(problem(none)?.message == "the feature group datetime has no option 'zebra'; it has no options")
    }

    @Test("a value of the wrong kind is refused and says what is taken")
    func wrongKind() {
        let call = FeatureCall(
            group: "aggregated", operation: "avg_aggr", options: ["partition_by": .int(3)], inputCount: 1)
        #expect(
            problem(call)?.message
                == "option 'partition_by' is 3; it takes the name of a feature, or a list of names")
        let constant = FeatureCall(
            group: "arithmetic", operation: "add_constant", options: ["constant": .string("two")], inputCount: 1)
        #expect(problem(constant)?.message == "option 'constant' is 'two'; it takes a number")
    }

    @Test("an option that the operation has no use for is refused")
    func uselessOption() {
        let call = FeatureCall(
            group: "missing_value", operation: "mean_imputed", options: ["constant_value": .int(0)], inputCount: 1)
        #expect(
            problem(call)
                == OptionProblem(
                    option: "constant_value",
                    "option 'constant_value' is for constant_imputed; 'mean_imputed' has no use for it"))
        let order = FeatureCall(
            group: "missing_value", operation: "mode_imputed", options: ["order_by": .string("t")], inputCount: 1)
        #expect(problem(order)?.option == "order_by")
        let categories = FeatureCall(
            group: "encoding", operation: "label_encoded", options: ["categories": .list([.string("a")])], inputCount: 1
        )
        #expect(problem(categories)?.option == "categories")
    }

    @Test("a missing constant is named")
    func missingConstant() {
        let constant = FeatureCall(group: "arithmetic", operation: "add_constant", inputCount: 1)
        #expect(problem(constant)?.message == "'add_constant' needs the option 'constant': the right operand")
        let imputed = FeatureCall(group: "missing_value", operation: "constant_imputed", inputCount: 1)
        #expect(
            problem(imputed)?.message
                == "constant_imputed needs the option 'constant_value': what to put in the place of nulls")
        let expression = FeatureCall(group: "expression", operation: "", inputCount: 0)
        #expect(problem(expression)?.message == "option 'expression' is missing: the formula")
    }

    @Test("features that options name come in the order of the documentation")
    func requirements() throws {
        let call = FeatureCall(
            group: "missing_value", operation: "ffill_imputed",
            options: ["order_by": .string("t"), "group_by_features": .list([.string("a"), .string("b")])], inputCount: 1
        )
        #expect(
            try FeatureGroups["missing_value"]?.requirements(of: call) == [
                Requirement(option: "group_by_features", feature: "a"),
                Requirement(option: "group_by_features", feature: "b"),
                Requirement(option: "order_by", feature: "t"),
            ])
    }

    @Test("a category listed twice is refused")
    func twice() {
        let call = FeatureCall(
            group: "encoding", operation: "ordinal_encoded",
            options: ["categories": .list([.string("low"), .string("high"), .string("low")])], inputCount: 1)
        #expect(problem(call)?.message == "category 'low' is listed twice")
    }

    @Test("an expression without a feature is refused, and a syntax error keeps its place")
    func expressions() {
        func call(_ text: String) -> FeatureCall {
            FeatureCall(group: "expression", operation: "", options: ["expression": .string(text)], inputCount: 0)
        }
        #expect(problem(call("1 + 1"))?.message.contains("names no feature") == true)
        let syntax = problem(call("distance / "))
        #expect(syntax?.option == "expression")
        #expect(syntax?.offset != nil)
    }
}
