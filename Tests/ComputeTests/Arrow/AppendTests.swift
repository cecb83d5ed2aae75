import Columnar
import Compute
import Plan
import Testing

@Suite("Append and union")
struct AppendTests {
    @Test("rows of the parts one after another")
    func append() throws {
        let product = try StepRunner().perform(
            .append(parts: 2, distinct: false),
            [
                Column(int64s: [1, nil]), Column(strings: ["a", "b"]), Column(int64s: [1]), Column(strings: ["a"]),
            ])
        #expect(product.rows == 3)
        #expect(try product.texts == [["1", nil, "1"], ["a", "b", "a"]])
    }

    @Test("a union keeps the first of equal rows, nulls equal")
    func union() throws {
        let product = try StepRunner().perform(
            .append(parts: 2, distinct: true),
            [
                Column(int64s: [1, nil, 1]), Column(strings: ["a", "b", "a"]), Column(int64s: [nil, 2]),
                Column(strings: ["b", "a"]),
            ])
        #expect(product.rows == 3)
        #expect(try product.texts == [["1", nil, "2"], ["a", "b", "a"]])
    }

    @Test("types that differ become the smallest that holds both")
    func types() throws {
        let numbers = try StepRunner().perform(
            .append(parts: 2, distinct: false), [Column(int32s: [1]), Column(doubles: [0.5])])
        #expect(try numbers.column(0).type == .float64)
        #expect(try numbers.texts == [["1", "0.5"]])
        let times = try StepRunner().perform(
            .append(parts: 2, distinct: false), [Column(dates: [1]), Column(timestamps: [0])])
        #expect(try times.texts == [["1970-01-02T00:00:00Z", "1970-01-01T00:00:00Z"]])
    }

    @Test("types without a common one are refused, naming the column")
    func misfit() throws {
        var runner = StepRunner()
        runner.outputNames = ["amount"]
        #expect {
            _ = try runner.perform(
                .append(parts: 2, distinct: false), [Column(int64s: [1]), Column(strings: ["x"])])
        } throws: { error in
            guard let error = error as? ComputeError else { return false }
            return error.column == "amount"
                && error.message.hasPrefix("the column is int64 in one part and string in another")
        }
    }

    @Test("empty parts")
    func empty() throws {
        let product = try StepRunner().perform(
            .append(parts: 3, distinct: true), [Column(int64s: []), Column(int64s: [4, 4]), Column(int64s: [])])
        #expect(try product.texts == [["4"]])
    }
}
