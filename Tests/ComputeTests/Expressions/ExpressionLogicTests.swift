import Columnar
import Compute
import Foundation
import Plan
import Testing

struct ExpressionLogicTests {
    /// Every pair of true, false and null.
    private func pairs() throws -> KeyValuePairs<String, Column> {
        [
            "a": try bools(true, true, true, false, false, false, nil, nil, nil),
            "b": try bools(true, false, nil, true, false, nil, true, false, nil),
        ]
    }

    @Test func andOrNotAreKleenes() throws {
        #expect(try evaluate("a and b", pairs()) == bools(true, false, nil, false, false, false, nil, false, nil))
        #expect(try evaluate("a or b", pairs()) == bools(true, true, true, true, false, nil, true, nil, nil))
        #expect(try evaluate("not a", ["a": bools(true, false, nil)]) == bools(false, true, nil))
    }

    @Test func constantsInLogic() throws {
        let a = try bools(true, false, nil)
        #expect(try evaluate("a and true", ["a": a]) == a)
        #expect(try evaluate("a and false", ["a": a]) == bools(false, false, false))
        #expect(try evaluate("a and null", ["a": a]) == bools(nil, false, nil))
        #expect(try evaluate("null and a", ["a": a]) == bools(nil, false, nil))
        #expect(try evaluate("a or true", ["a": a]) == bools(true, true, true))
        #expect(try evaluate("a or false", ["a": a]) == a)
        #expect(try evaluate("a or null", ["a": a]) == bools(true, nil, nil))
        #expect(try evaluate("null and null") == bools(nil))
        #expect(try evaluate("not null") == bools(nil))
        #expect(try evaluate("null or true") == bools(true))
    }

    @Test func isNullIsNeverNull() throws {
        #expect(try evaluate("a is null", ["a": floats(1, nil, .nan)]) == bools(false, true, false))
        #expect(try evaluate("a is not null", ["a": floats(1, nil, .nan)]) == bools(true, false, true))
        #expect(try constant("null is null") == .bool(true))
    }

    // MARK: Choices

    @Test func caseTakesTheFirstTrueBranch() throws {
        let a = try ints(1, 5, 20, nil)
        #expect(
            try evaluate("case when a < 3 then 'low' when a < 10 then 'mid' else 'high' end", ["a": a])
                == texts("low", "mid", "high", "high"))
        #expect(try evaluate("case when a < 3 then 1 when a < 10 then 2.5 end", ["a": a]) == floats(1, 2.5, nil, nil))
        #expect(try evaluate("case a when 1 then a when 5 then null else 0 end", ["a": a]) == ints(1, nil, 0, 0))
        #expect(try evaluate("case when null then 1 else 2 end", rows: 2) == ints(2, 2))
        #expect(try evaluate("case when true then null end") == Column(nulls: 1, type: .null))
    }

    @Test func caseGivesOneType() throws {
        let narrow = try Column(int32s: [1, 2])
        #expect(try evaluate("case when a = 1 then a end", ["a": narrow]) == Column(int32s: [1, nil]))
        #expect(
            try evaluate("if(a = 1, a, cast(7 as int32))", ["a": narrow]) == Column(int32s: [1, 7]))
        #expect(
            try evaluate(
                "case when a = 1 then date '2024-02-29' else timestamp '2024-02-29T12:00:00Z' end", ["a": narrow])
                == times("2024-02-29T00:00:00Z", "2024-02-29T12:00:00Z"))
    }

    @Test func coalesceIfNullif() throws {
        let a = try ints(1, nil, nil)
        let b = try ints(10, 20, nil)
        #expect(try evaluate("coalesce(a, b, 0)", ["a": a, "b": b]) == ints(1, 20, 0))
        #expect(try evaluate("coalesce(a, b)", ["a": a, "b": b]) == ints(1, 20, nil))
        #expect(try evaluate("coalesce(a, 0.5)", ["a": a]) == floats(1, 0.5, 0.5))
        #expect(try evaluate("coalesce(null, a, null)", ["a": a]) == ints(1, nil, nil))
        #expect(try evaluate("coalesce(a, a, 'x')", ["a": texts(nil, "y", nil)]) == texts("x", "y", "x"))
        #expect(try evaluate("coalesce(a, 0)", ["a": floats(.nan, nil)]) == floats(.nan, 0))
        #expect(try evaluate("if(a > 0, a, -1)", ["a": a]) == ints(1, -1, -1))
        #expect(try evaluate("nullif(a, 1)", ["a": ints(1, 2, nil)]) == ints(nil, 2, nil))
        #expect(try evaluate("nullif(a, null)", ["a": ints(1, 2, nil)]) == ints(1, 2, nil))
    }

    // MARK: Operands that are not needed do not fail

    @Test func branchThatIsNotTakenDoesNotFail() throws {
        let columns: KeyValuePairs<String, Column> = ["a": try ints(6, 1, nil, 8), "b": try ints(3, 0, 0, nil)]
        #expect(try evaluate("case when b <> 0 then a / b end", columns) == floats(2, nil, nil, nil))
        #expect(try evaluate("case when b = 0 then -1 else a / b end", columns) == floats(2, -1, -1, nil))
        #expect(try evaluate("case b when 0 then a when 3 then 10 % b end", columns) == ints(1, 1, nil, nil))
        #expect(try evaluate("if(b = 0, 0, a % b)", columns) == ints(0, 0, 0, nil))
        #expect(try evaluate("b <> 0 and a / b > 1", columns) == bools(true, false, false, nil))
        #expect(try evaluate("b = 0 or a / b > 1", columns) == bools(true, true, true, nil))
        #expect(try evaluate("coalesce(nullif(b, 0), 100 / coalesce(b, 1))", ["b": ints(3, 5)]) == floats(3, 5))
        #expect(try evaluate("1 in (2, 1, 5 / 0)") == bools(true))
        #expect(try evaluate("nullif(b, b) in (5 % b, 1)", ["b": ints(0, 1)]) == bools(nil, nil))
    }

    @Test func guardsNestAndShareSubexpressions() throws {
        let columns: KeyValuePairs<String, Column> = [
            "a": try ints(12, 12, 12, nil), "b": try ints(2, 0, 3, 4), "c": try ints(3, 1, 0, 5),
        ]
        let text = """
            case when b <> 0 then case when c <> 0 then 12 % b + 12 % c + a / b else a / b end
            when c = 1 then a / c else a / b end
            """
        #expect(try evaluate(text, columns) == floats(6, 12, 4, nil))
    }

    @Test func guardedTextsAndCastsOnlySeeTheirRows() throws {
        let a = try texts("12", "x", nil, "7")
        #expect(try evaluate("case when a <> 'x' then cast(a as int64) end", ["a": a]) == ints(12, nil, nil, 7))
        #expect(try evaluate("a = 'x' or cast(a as int64) > 10", ["a": a]) == bools(true, true, nil, false))
    }

    @Test func aFailureInATakenBranchNamesItsRow() throws {
        let error = try #require(throws: ComputeError.self) {
            try evaluate("case when b < 5 then a / b else 0.0 end", ["a": ints(1, 2, 3), "b": ints(9, 1, 0)])
        }
        #expect(
            error.message.hasSuffix(
                "3 / 0 divides by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64 (row 3)"))
        #expect(error.message.hasPrefix("a / b: "))
    }

    /// A thread that does steps has a stack of 2 MiB at least.
    @Test func deepestExpressionsFitASmallStack() async throws {
        let opening = String(repeating: "case when b <> 0 then ", count: 60)
        let guarded = opening + "a / b" + String(repeating: " end", count: 60)
        let chain = "a" + String(repeating: " + a", count: 200)
        let columns: KeyValuePairs<String, Column> = ["a": try ints(6, 1), "b": try ints(3, 0)]
        let results = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(returning: [guarded, chain].map { text in try? evaluate(text, columns) })
            }
            thread.stackSize = 2 << 20
            thread.start()
        }
        #expect(try results == [floats(2, nil), ints(1206, 201)])
    }

    @Test func longListsAreLookedUp() throws {
        let numbers = (0..<5_000).map { "\($0 * 2)" }.joined(separator: ", ")
        #expect(try evaluate("a in (\(numbers))", ["a": ints(9_998, 9_999, nil)]) == bools(true, false, nil))
        let names = (0..<5_000).map { "'n\($0)'" }.joined(separator: ", ")
        #expect(try evaluate("a in (\(names))", ["a": texts("n4999", "n5000", nil)]) == bools(true, false, nil))
    }

    // MARK: Masks

    @Test func maskHasNoNulls() throws {
        let parsed = try ParsedExpression("a > 1")
        let mask = try ExpressionEvaluator.mask(parsed.root, inputs: [ints(1, 2, nil)], rows: 3)
        #expect(try mask == bools(false, true, false))
        #expect(try ExpressionEvaluator.mask(.literal(.bool(true)), inputs: [], rows: 2) == bools(true, true))
        #expect(try ExpressionEvaluator.mask(.literal(.null), inputs: [], rows: 2) == bools(false, false))
        let error = try #require(throws: ComputeError.self) {
            try ExpressionEvaluator.mask(.reference(0), inputs: [ints(1)], rows: 1, names: ["a"])
        }
        #expect(error.message == "'a' is int64, not true or false")
    }
}
