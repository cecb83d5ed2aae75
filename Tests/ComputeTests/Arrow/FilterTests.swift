import Columnar
import Compute
import Plan
import Testing

@Suite("Filters")
struct FilterTests {
    @Test("rows for which the predicate is true stay; null is not true")
    func filter() throws {
        let product = try StepRunner().perform(
            .filter(ParsedExpression("distance >= 500")),
            [Column(int64s: [499, 500, nil, 700]), Column(strings: ["a", "b", "c", "d"])])
        #expect(product.rows == 2)
        #expect(product.removedRows == 2)
        #expect(try product.texts == [["b", "d"]])
    }

    @Test("a filter that keeps all shares the data and says that it removed nothing")
    func nothingRemoved() throws {
        let carried = try Column(strings: ["a", "b"])
        let product = try StepRunner().perform(
            .filter(ParsedExpression("x is not null")), [Column(int64s: [1, 2]), carried])
        #expect(product.removedRows == 0)
        #expect(try product.column(0).buffers == carried.buffers)
    }

    @Test("no rows before, and none after")
    func empty() throws {
        let predicate = try ParsedExpression("x > 1")
        let none = try StepRunner().perform(.filter(predicate), [Column(int64s: []), Column(strings: [])])
        #expect(try none.texts == [[]])
        #expect(none.removedRows == 0)
        let all = try StepRunner().perform(
            .filter(predicate), [Column(int64s: [1, nil]), Column(strings: ["a", "b"])])
        #expect(try all.texts == [[]])
        #expect(all.removedRows == 2)
    }

    @Test("several references, and a family carried along")
    func family() throws {
        let family = FeatureFamily(suffixes: ["x"], [try Column(int32s: [1, 2, 3])], rows: 3)
        let product = try StepRunner().perform(
            .filter(ParsedExpression("a < b")),
            [.column(Column(int64s: [1, 5, 1])), .column(Column(doubles: [1.5, 2, .nan])), .family(family)])
        guard case .family(let kept)? = product.outputs[0] as? FeatureData else { throw TestFailure("no family") }
        #expect(kept.rowCount == product.rows)
        #expect(try kept.members[0].column.int64s().first == 1)
    }

    @Test("a cancelled step does nothing")
    func cancelled() throws {
        var runner = StepRunner()
        runner.isCancelled = { true }
        #expect(throws: CancellationError.self) {
            _ = try runner.perform(.filter(ParsedExpression("x > 1")), [Column(int64s: [1])])
        }
    }
}
