import Columnar
import Compute
import Plan
import Testing

@Suite("Expression")
struct ExpressionGroupTests {
    @Test("references are features, chains of them too")
    func references() throws {
        var table = TestTable(["x": try Column(int64s: [1, nil, 4]), "odd name": try Column(int64s: [1, 2, 3])])
        #expect(
            try table.doubles("{name: gap, options: {expression: 'x__mean_imputed - x'}}") == [0, nil, 0])
        #expect(try table.texts("{name: n, options: {expression: 'x + x * 2'}}") == ["3", nil, "12"])
    }

    @Test("a wrong type is refused at the option, with its place in the text")
    func types() {
        let call = FeatureCall(
            group: "expression", operation: "", options: ["expression": .string("upper(x)")], inputCount: 0)
        #expect {
            _ = try FeatureGroups["expression"]?.result(of: call, inputs: [.int64])
        } throws: { error in
            (error as? OptionProblem)?.option == "expression" && (error as? OptionProblem)?.offset == 6
        }
    }

    @Test("an error of the data names the value")
    func dataError() throws {
        var table = TestTable(["s": try Column(strings: ["1", "two"])])
        #expect {
            try table.texts("{name: n, options: {expression: 'cast(s as int64)'}}")
        } throws: { error in
            (error as? ComputeError)?.description.contains("two") == true
        }
    }

    @Test("a family has no single value to compute with")
    func family() throws {
        let family = FeatureFamily(suffixes: ["a"], [try Column(int32s: [1])], rows: 1)
        let call = FeatureCall(
            group: "expression", operation: "", options: ["expression": .string("c + 1")], inputCount: 0)
        #expect(
            message { _ = try FeatureGroups["expression"]?.calculate(call, inputs: [.family(family)], rows: 1) }
                == "an expression for 'c' takes one column, but this feature is a family of 1 columns (~a)")
    }
}
