import Columnar
import Compute
import Plan
import Testing

@Suite("Checks")
struct CheckTests {
    private func check(_ rule: CheckWork.Rule, _ columns: [Column]) throws -> CheckViolation? {
        try StepRunner().perform(
            .check(CheckWork(description: "test", rule: rule, severity: .error)), columns
        ).violation
    }

    @Test("a predicate must be true on every row; null fails")
    func predicate() throws {
        let rule = CheckWork.Rule.predicate(try ParsedExpression("speed > 0 and seats < 500"))
        let speed = try Column(int64s: [1, nil, 3, -4])
        let seats = try Column(int64s: [10, 20, 999, 30])
        let violation = try check(rule, [speed, seats])
        #expect(violation?.failedRows == 3)
        #expect(violation?.totalRows == 4)
        #expect(violation?.sample?.columns.map(\.name) == ["row", "speed", "seats"])
        #expect(violation?.sample?.rows == [["2", nil, "20"], ["3", "3", "999"], ["4", "-4", "30"]])
        #expect(try check(rule, [Column(int64s: [1]), Column(int64s: [2])]) == nil)
        #expect(try check(rule, [Column(int64s: []), Column(int64s: [])]) == nil)
    }

    @Test("the sample has at most five rows")
    func sample() throws {
        let violation = try check(
            .predicate(ParsedExpression("x is not null")), [Column(int64s: Array(repeating: nil, count: 9))])
        #expect(violation?.failedRows == 9)
        #expect(violation?.sample?.rows.count == 5)
    }

    @Test("unique: each repetition fails, nulls do not")
    func unique() throws {
        let violation = try check(.unique, [Column(strings: ["a", nil, "b", "a", nil, "a", "b"])])
        #expect(violation?.failedRows == 3)
        #expect(violation?.sample?.columns.map(\.name) == ["row", "value", "as row"])
        #expect(violation?.sample?.rows == [["4", "a", "1"], ["6", "a", "1"], ["7", "b", "3"]])
        #expect(try check(.unique, [Column(strings: ["a", nil, "b", nil])]) == nil)
        #expect(try check(.unique, [Column(strings: [])]) == nil)
    }

    @Test("a number of rows")
    func rowCount() throws {
        let column = try Column(int64s: [1, 2, 3])
        #expect(try check(.rowCount(min: 3, max: 3), [column]) == nil)
        #expect(try check(.rowCount(min: 4, max: nil), [column])?.totalRows == 3)
        #expect(try check(.rowCount(min: nil, max: 2), [column]) != nil)
        #expect(try check(.rowCount(min: nil, max: nil), [column]) == nil)
    }
}
