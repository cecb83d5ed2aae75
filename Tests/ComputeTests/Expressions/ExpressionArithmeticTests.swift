import Columnar
import Compute
import Testing

struct ExpressionArithmeticTests {
    @Test func integersAddSubtractMultiply() throws {
        let a = try ints(7, -7, nil, 0)
        let b = try ints(2, 2, 2, nil)
        #expect(try evaluate("a + b", ["a": a, "b": b]) == ints(9, -5, nil, nil))
        #expect(try evaluate("a - b", ["a": a, "b": b]) == ints(5, -9, nil, nil))
        #expect(try evaluate("a * b", ["a": a, "b": b]) == ints(14, -14, nil, nil))
        #expect(try evaluate("-a", ["a": a]) == ints(-7, 7, nil, 0))
        #expect(try evaluate("a + 1", ["a": a]) == ints(8, -6, nil, 1))
        #expect(try evaluate("1 - a", ["a": a]) == ints(-6, 8, nil, 1))
    }

    @Test func divisionOfIntegersIsFloat() throws {
        let a = try ints(7, -7, nil, 6)
        #expect(try evaluate("a / 2", ["a": a]) == floats(3.5, -3.5, nil, 3))
        #expect(try evaluate("14 / a", ["a": a]) == floats(2, -2, nil, 14.0 / 6.0))
        #expect(try evaluate("a / a", ["a": a]) == floats(1, 1, nil, 1))
    }

    @Test func moduloHasTheSignOfTheDividend() throws {
        #expect(try evaluate("a % b", ["a": ints(7, -7, 7, -7), "b": ints(3, 3, -3, -3)]) == ints(1, -1, 1, -1))
        #expect(try evaluate("a % b", ["a": floats(7.5, -7.5), "b": floats(2, 2)]) == floats(1.5, -1.5))
        #expect(try evaluate("a % -1", ["a": ints(.min, 5)]) == ints(0, 0))
        // Exact, where x - trunc(x / y) * y is not.
        #expect(try constant("1e17 % 3.0") == .double(1))
    }

    @Test func floatsFollowIEEE() throws {
        let a = try floats(1, -1, 0, .infinity, .nan, nil)
        #expect(try evaluate("a / 0.0", ["a": a]) == floats(.infinity, -.infinity, .nan, .infinity, .nan, nil))
        #expect(try evaluate("a % 0.0", ["a": a]) == floats(.nan, .nan, .nan, .nan, .nan, nil))
        #expect(try evaluate("1 / a", ["a": floats(0, -0.0)]) == floats(.infinity, -.infinity))
        #expect(try constant("1e308 * 10") == .double(.infinity))
        // A float among the operands makes it a division of floats.
        #expect(try constant("1.5 / 0") == .double(.infinity))
    }

    @Test(arguments: [
        ("a + 1", "a + 1: 9223372036854775807 + 1 does not fit int64; cast to float64 first (row 3)"),
        ("a * 2", "a * 2: 9223372036854775807 * 2 does not fit int64; cast to float64 first (row 3)"),
        ("-2 - a", "-2 - a: -2 - 9223372036854775807 does not fit int64; cast to float64 first (row 3)"),
    ])
    func integerOverflowNamesTheValuesAndTheRow(_ text: String, _ message: String) throws {
        let error = try #require(throws: ComputeError.self) { try evaluate(text, ["a": ints(nil, 1, .max)]) }
        #expect(error.message == message)
        #expect(error.code == .arithmetic)
    }

    @Test(arguments: [
        "-a", "abs(a)", "a - 1", "round(-a - 1, -1)", "a + -1",
    ])
    func smallestIntegerOverflows(_ text: String) throws {
        let column = try ints(text.hasPrefix("round") ? .min + 1 : .min)
        let error = try #require(throws: ComputeError.self) { try evaluate(text, ["a": column]) }
        #expect(error.code == .arithmetic)
    }

    @Test func integersUpToTheirLimitsAreExact() throws {
        #expect(try evaluate("a + b", ["a": ints(.max, .min), "b": ints(.min, .max)]) == ints(-1, -1))
        #expect(try evaluate("a - 1 + 1", ["a": ints(.max)]) == ints(.max))
        #expect(try constant("-9223372036854775808") == .int64(.min))
        #expect(try constant("9007199254740993 + 0") == .int64(9_007_199_254_740_993))
    }

    @Test(arguments: [
        (
            "a / b",
            "a / b: 5 / 0 divides by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64 (row 2)"
        ),
        (
            "a % b",
            "a % b: 5 % 0 divides by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64 (row 2)"
        ),
    ])
    func zeroIntegerDivisorIsAnError(_ text: String, _ message: String) throws {
        let error = try #require(throws: ComputeError.self) {
            try evaluate(text, ["a": ints(4, 5), "b": ints(2, 0)])
        }
        #expect(error.message == message)
        #expect(error.code == .arithmetic)
        #expect(throws: ComputeError.self) { try constant("1 / 0") }
        // A row with a null divides nothing.
        #expect(try evaluate("a / b", ["a": ints(4, nil, nil), "b": ints(2, 0, nil)]) == floats(2, nil, nil))
        #expect(try evaluate("a % 0", ["a": ints(nil, nil)]) == ints(nil, nil))
    }

    @Test func narrowNumbersAreComputedInSixtyFourBits() throws {
        let narrow = try Column(int32s: [.max, nil])
        #expect(try evaluate("a + a", ["a": narrow]) == ints(4_294_967_294, nil))
        #expect(try evaluate("-a", ["a": narrow]) == ints(-2_147_483_647, nil))
        let float = try floats(0.5, nil).cast(to: .float32)
        #expect(try evaluate("a * a", ["a": float]) == floats(0.25, nil))
        #expect(try evaluate("a + b", ["a": float, "b": narrow]) == floats(2_147_483_647.5, nil))
    }

    @Test func decimalsAreExact() throws {
        let price = try Column(decimals: ["0.10", "-9.99", nil], precision: 5, scale: 2)
        #expect(
            try evaluate("a + a + a", ["a": price])
                == Column(decimals: ["0.30", "-29.97", nil], precision: 7, scale: 2))
        #expect(
            try evaluate("a * 3", ["a": price]) == Column(decimals: ["0.30", "-29.97", nil], precision: 7, scale: 2))
        #expect(
            try evaluate("a - 1", ["a": price]) == Column(decimals: ["-0.90", "-10.99", nil], precision: 6, scale: 2))
        #expect(
            try evaluate("a * a", ["a": price])
                == Column(decimals: ["0.0100", "99.8001", nil], precision: 11, scale: 4))
        #expect(try evaluate("a / 2", ["a": price]) == floats(0.05, -4.995, nil))
        #expect(try evaluate("-a", ["a": price]) == Column(decimals: ["-0.10", "9.99", nil], precision: 5, scale: 2))
        #expect(try evaluate("a > 0 and a < 0.5", ["a": price]) == bools(true, false, nil))
        #expect(
            try evaluate("abs(a)", ["a": price]) == Column(decimals: ["0.10", "9.99", nil], precision: 5, scale: 2))
        #expect(
            try evaluate("round(a)", ["a": price]) == Column(decimals: ["0.00", "-10.00", nil], precision: 6, scale: 2))
        #expect(
            try evaluate("floor(a)", ["a": price]) == Column(decimals: ["0.00", "-10.00", nil], precision: 6, scale: 2))
    }

    @Test func constantsFillTheRows() throws {
        #expect(try evaluate("1 + 2 * 3", rows: 3) == ints(7, 7, 7))
        #expect(try evaluate("null", rows: 2) == Column(nulls: 2, type: .null))
        #expect(try evaluate("1 + null", rows: 2) == Column(nulls: 2, type: .null))
        #expect(try evaluate("1.0 + null", rows: 2) == floats(nil, nil))
        #expect(try evaluate("2", rows: 0) == ints())
        #expect(try evaluate("cast(1 as int32)", rows: 2) == Column(int32s: [1, 1]))
        #expect(try evaluate("cast(0.1 as float32)", rows: 1) == floats(0.1).cast(to: .float32, safe: false))
    }

    @Test func noRowsGiveNoRows() throws {
        #expect(try evaluate("a / b % 3 + 1", ["a": ints(), "b": ints()]) == floats())
        #expect(try evaluate("case when a > 1 then 'x' end", ["a": ints()]) == texts())
    }

    @Test func chunksAreOneColumn() throws {
        let a = try Column.concat([ints(1, 2), ints(nil, 4)])
        let b = try Column.concat([ints(10), ints(20, 30, 40)])
        #expect(try evaluate("a * b + a % 2", ["a": a, "b": b]) == ints(11, 40, nil, 160))
        #expect(
            try evaluate("case when a = 2 then b / 0.0 else b end", ["a": a, "b": b]) == floats(10, .infinity, 30, 40))
    }

    @Test func typesThatDoNotGoTogetherAreAnErrorAtRunTimeToo() throws {
        let error = try #require(throws: ComputeError.self) { try evaluate("a + 1", ["a": texts("1")]) }
        #expect(error.code == .mismatch)
        #expect(
            error.message == "'+' takes numbers, not string and int64; write || to join texts, or cast(x as float64)")
    }
}
