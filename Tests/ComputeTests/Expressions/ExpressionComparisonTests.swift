import Columnar
import Compute
import Testing

struct ExpressionComparisonTests {
    @Test(arguments: [
        ("a = b", [true, false, false]), ("a <> b", [false, true, true]), ("a < b", [false, true, false]),
        ("a <= b", [true, true, false]), ("a > b", [false, false, true]), ("a >= b", [true, false, true]),
    ])
    func everyTypeCompares(_ text: String, _ expected: [Bool]) throws {
        let result = try Column(bools: expected + [nil, nil])
        let pairs: [(Column, Column)] = [
            (try ints(2, 1, 3, nil, 1), try ints(2, 2, 2, 2, nil)),
            (try ints(2, 1, 3, nil, 1), try floats(2, 2, 2, 2, nil)),
            (try floats(2, 1, 3, nil, 1), try ints(2, 2, 2, 2, nil)),
            (try Column(int32s: [2, 1, 3, nil, 1]), try floats(2, 2, 2, 2, nil)),
            (try texts("b", "a", "c", nil, "a"), try texts("b", "b", "b", "b", nil)),
            (
                try times("1970-01-02", "1969-01-01", "2024-01-01", nil, "1970-01-01"),
                try days("1970-01-02", "1970-01-02", "1970-01-02", "1970-01-02", nil)
            ),
            (
                try days("1970-01-02", "1969-01-01", "2024-01-01", nil, "1970-01-01"),
                try days("1970-01-02", "1970-01-02", "1970-01-02", "1970-01-02", nil)
            ),
            (
                try Column(decimals: ["2.00", "1.99", "2.01", nil, "1"], precision: 5, scale: 2),
                try Column(decimals: ["2", "2", "2", "2", nil], precision: 3, scale: 0)
            ),
        ]
        for (left, right) in pairs {
            #expect(try evaluate(text, ["a": left, "b": right]) == result, "\(left.type) \(right.type)")
        }
        #expect(try evaluate("false < true and not true < false and true = true") == bools(true))
    }

    @Test func nanIsUnequalToEverything() throws {
        let a = try floats(.nan, .nan, 1)
        let b = try floats(.nan, 1, .nan)
        #expect(try evaluate("a = b", ["a": a, "b": b]) == bools(false, false, false))
        #expect(try evaluate("a <> b", ["a": a, "b": b]) == bools(true, true, true))
        #expect(try evaluate("a < b or a >= b", ["a": a, "b": b]) == bools(false, false, false))
        #expect(try evaluate("a = 1", ["a": a]) == bools(false, false, true))
        #expect(try evaluate("a in (1, 2)", ["a": a]) == bools(false, false, true))
        #expect(try evaluate("0.0 = -0.0 and a in (0.0)", ["a": floats(-0.0)]) == bools(true))
        let integers = try ints(1, 2, 3)
        #expect(try evaluate("i = a", ["i": integers, "a": a]) == bools(false, false, false))
        #expect(try evaluate("i <> a", ["i": integers, "a": a]) == bools(true, true, true))
    }

    @Test func integersAndFloatsCompareByValue() throws {
        // 2^53 + 1 has no double; the nearest is 2^53.
        let a = try ints(9_007_199_254_740_993, 9_007_199_254_740_992, .max, .min, -1, 0)
        let b = try floats(9_007_199_254_740_992, 9_007_199_254_740_992, 0x1p63, -0x1p63, -0.5, 0.5)
        #expect(try evaluate("a = b", ["a": a, "b": b]) == bools(false, true, false, true, false, false))
        #expect(try evaluate("a < b", ["a": a, "b": b]) == bools(false, false, true, false, true, true))
        #expect(try evaluate("b < a", ["a": a, "b": b]) == bools(true, false, false, false, false, false))
        #expect(
            try evaluate("a in (9007199254740992.0, 0.5)", ["a": a]) == bools(false, true, false, false, false, false))
        #expect(try evaluate("a between -1.5 and 0.5", ["a": a]) == bools(false, false, false, false, true, true))
        #expect(try evaluate("a > 1e300 or a < -1e300", ["a": a]) == bools(false, false, false, false, false, false))
    }

    @Test func textsCompareByCodePoint() throws {
        let a = try texts("Z", "a", "é", "\u{FF5E}", "", "ab")
        let b = try texts("a", "á", "e\u{301}", "\u{1F600}", "a", "abc")
        #expect(try evaluate("a < b", ["a": a, "b": b]) == bools(true, true, false, true, true, true))
        // Canonically equivalent, but other code points.
        #expect(try evaluate("a = b", ["a": texts("é"), "b": texts("e\u{301}")]) == bools(false))
    }

    @Test func textsStandForTimes() throws {
        let t = try times("2013-01-01T05:00:00Z", "2013-01-01", nil)
        #expect(try evaluate("t > '2013-01-01'", ["t": t]) == bools(true, false, nil))
        #expect(try evaluate("'2013-01-01T06:00:00+01:00' = t", ["t": t]) == bools(true, false, nil))
        #expect(try evaluate("t in ('2013-01-01', '2014-01-01')", ["t": t]) == bools(false, true, nil))
        #expect(
            try evaluate("t between '2013-01-01' and '2013-01-01 04:59:59.999999'", ["t": t]) == bools(false, true, nil)
        )
        let d = try days("2013-01-01", "2013-01-02", nil)
        #expect(try evaluate("d = '2013-01-01'", ["d": d]) == bools(true, false, nil))
        #expect(try evaluate("d < '2013-01-01T00:00:01Z'", ["d": d]) == bools(true, false, nil))
    }

    @Test func betweenIncludesItsBoundsAndIsKleenes() throws {
        let a = try ints(1, 2, 3, 4, nil)
        #expect(try evaluate("a between 2 and 3", ["a": a]) == bools(false, true, true, false, nil))
        #expect(try evaluate("a not between 2 and 3", ["a": a]) == bools(true, false, false, true, nil))
        #expect(try evaluate("a between 2 and null", ["a": a]) == bools(false, nil, nil, nil, nil))
        #expect(try evaluate("a between null and 3", ["a": a]) == bools(nil, nil, nil, false, nil))
        #expect(try evaluate("a between 3 and 2", ["a": a]) == bools(false, false, false, false, nil))
    }

    @Test func inListKnowsNull() throws {
        let a = try ints(1, 2, nil)
        #expect(try evaluate("a in (1, 3)", ["a": a]) == bools(true, false, nil))
        #expect(try evaluate("a not in (1, 3)", ["a": a]) == bools(false, true, nil))
        #expect(try evaluate("a in (1, null)", ["a": a]) == bools(true, nil, nil))
        #expect(try evaluate("a in (null)", ["a": a]) == bools(nil, nil, nil))
        #expect(try evaluate("a in (a + 1, 2)", ["a": a]) == bools(false, true, nil))
        #expect(try evaluate("a in (b, 1)", ["a": a, "b": ints(nil, 2, 2)]) == bools(true, true, nil))
        #expect(try evaluate("a in (b, 5)", ["a": a, "b": ints(nil, 3, 2)]) == bools(nil, false, nil))
        #expect(try evaluate("a in ('x', 'y')", ["a": texts("x", "z", nil)]) == bools(true, false, nil))
        #expect(try evaluate("a in (1.5, 2)", ["a": Column(int32s: [1, 2, nil])]) == bools(false, true, nil))
        #expect(
            try evaluate("a in (1.5, 2)", ["a": Column(decimals: ["1.5", "2.5", nil], precision: 3, scale: 1)])
                == bools(true, false, nil))
        #expect(try evaluate("a in (true)", ["a": bools(true, false, nil)]) == bools(true, false, nil))
        #expect(try evaluate("2 in (1, 2)") == bools(true))
        #expect(try evaluate("null in (1, 2)") == bools(nil))
    }
}
