import Columnar
import Compute
import Plan
import Testing

@Suite("Row numbers, picks, computes")
struct SmallStepsTests {
    @Test("row numbers count from 0")
    func rowNumbers() throws {
        let product = try StepRunner().perform(.rowNumber, [Column(strings: ["a", nil, "c"])])
        #expect(try product.texts == [["0", "1", "2"]])
        #expect(try StepRunner().perform(.rowNumber, [Column(strings: [])]).texts == [[]])
    }

    @Test("a pick takes one column of a family by its suffix")
    func pick() throws {
        let family = FeatureFamily(
            suffixes: ["red", "blue"], [try Column(int32s: [1, 0]), try Column(int32s: [0, 1])], rows: 2)
        let product = try StepRunner().perform(.pick(suffix: "blue"), [.family(family)])
        #expect(try product.texts == [["0", "1"]])
        #expect(
            message { _ = try StepRunner().perform(.pick(suffix: "bleu"), [.family(family)]) }
                == "the feature has no column '~bleu'; did you mean 'blue'? (there are ~red, ~blue)")
        #expect(
            message { _ = try StepRunner().perform(.pick(suffix: "0"), [Column(int64s: [1])]) }
                == "the feature is one column, so there is no '~0' of it")
    }

    @Test("a feature is computed by its group")
    func compute() throws {
        let call = FeatureCall(group: "aggregated", operation: "max_aggr", inputCount: 1)
        let product = try StepRunner().perform(.compute(call), [Column(int64s: [1, 5])])
        #expect(try product.texts == [["5", "5"]])
        let unknown = FeatureCall(group: "unheard_of", operation: "unheard", inputCount: 1)
        #expect(
            message { _ = try StepRunner().perform(.compute(unknown), [Column(int64s: [1])]) }
                == "there is no feature group 'unheard_of' in this version")
    }

    @Test("data of another framework has to be moved first")
    func transform() throws {
        let product = try StepRunner().perform(.transform(from: .arrow), [Column(int64s: [1])])
        #expect(try product.texts == [["1"]])
        #expect(
            message { _ = try StepRunner().perform(.transform(from: "duckdb"), [Column(int64s: [1])]) }
                == "moving data from duckdb to arrow is not available in this version")
    }
}
