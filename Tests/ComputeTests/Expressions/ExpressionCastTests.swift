import Columnar
import Compute
import Testing

struct ExpressionCastTests {
    @Test func numbersToNumbers() throws {
        #expect(try evaluate("cast(a as float64)", ["a": ints(1, .max, nil)]) == floats(1, 0x1p63, nil))
        #expect(try evaluate("cast(a as int64)", ["a": floats(1, -3, -0.0, nil)]) == ints(1, -3, 0, nil))
        #expect(
            try evaluate("cast(a as int32)", ["a": ints(2_147_483_647, nil)]) == Column(int32s: [2_147_483_647, nil]))
        #expect(try evaluate("cast(a as bool)", ["a": ints(0, 7, nil)]) == bools(false, true, nil))
        #expect(try evaluate("cast(a as int64)", ["a": bools(false, true, nil)]) == ints(0, 1, nil))
        #expect(try evaluate("cast(a as float64)", ["a": bools(false, true, nil)]) == floats(0, 1, nil))
        #expect(
            try evaluate("cast(a as decimal(5,2))", ["a": ints(1, -999, nil)])
                == Column(decimals: ["1.00", "-999.00", nil], precision: 5, scale: 2))
        #expect(
            try evaluate("cast(a as int64)", ["a": Column(decimals: ["3.00", nil], precision: 5, scale: 2)])
                == ints(3, nil))
    }

    @Test func tryCastGivesNullForWhatDoesNotFit() throws {
        #expect(
            try evaluate("try_cast(a as int64)", ["a": floats(1.5, .nan, .infinity, 0x1p63, -0x1p63, nil)])
                == ints(nil, nil, nil, nil, .min, nil))
        #expect(
            try evaluate("try_cast(a as int32)", ["a": ints(2_147_483_648, -2_147_483_648)])
                == Column(int32s: [nil, -2_147_483_648]))
        #expect(
            try evaluate("try_cast(a as decimal(3,1))", ["a": texts("12.3", "12.34", "123.4", "x", "-0.5", nil)])
                == Column(decimals: ["12.3", nil, nil, nil, "-0.5", nil], precision: 3, scale: 1))
        #expect(
            try evaluate("try_cast(a as int64)", ["a": Column(decimals: ["3.10", "3.00"], precision: 5, scale: 2)])
                == ints(nil, 3))
    }

    @Test func textsToValues() throws {
        let a = try texts("12", "-9223372036854775808", "9223372036854775808", "1.5", " 1", "", "x", nil)
        #expect(try evaluate("try_cast(a as int64)", ["a": a]) == ints(12, .min, nil, nil, nil, nil, nil, nil))
        let b = try texts("1.5", "-1e3", "nan", "inf", "0x10", "1,5", "", nil)
        #expect(
            try evaluate("try_cast(b as float64)", ["b": b]) == floats(1.5, -1000, .nan, .infinity, nil, nil, nil, nil))
        #expect(
            try evaluate("try_cast(b as float32)", ["b": b])
                == floats(1.5, -1000, .nan, .infinity, nil, nil, nil, nil).cast(to: .float32))
        let c = try texts("true", "FALSE", "1", "yes", nil)
        #expect(try evaluate("try_cast(c as bool)", ["c": c]) == bools(true, false, nil, nil, nil))
        let d = try texts("2024-02-29", "2023-02-29", "2024-02-29T12:00:00Z", nil)
        #expect(try evaluate("try_cast(d as date)", ["d": d]) == days("2024-02-29", nil, nil, nil))
        #expect(
            try evaluate("try_cast(d as timestamp)", ["d": d]) == times("2024-02-29", nil, "2024-02-29T12:00:00Z", nil))
        #expect(try evaluate("cast('abc' as binary)") == Column(binary: [[97, 98, 99]]))
    }

    @Test func valuesToTexts() throws {
        #expect(
            try evaluate("cast(a as string)", ["a": ints(-5, .min, nil)]) == texts("-5", "-9223372036854775808", nil))
        #expect(try evaluate("cast(a as string)", ["a": bools(true, false, nil)]) == texts("true", "false", nil))
        #expect(
            try evaluate("cast(a as string)", ["a": floats(0.1, 1, .nan, -.infinity)])
                == texts("0.1", "1", "nan", "-inf"))
        #expect(
            try evaluate("cast(a as string)", ["a": times("2013-01-01T05:00:00Z", "1969-12-31T23:59:59.5Z", nil)])
                == texts("2013-01-01T05:00:00Z", "1969-12-31T23:59:59.500000Z", nil))
        #expect(try evaluate("cast(a as string)", ["a": days("2024-02-29", nil)]) == texts("2024-02-29", nil))
        #expect(
            try evaluate("cast(a as string)", ["a": Column(decimals: ["1.50", nil], precision: 5, scale: 2)])
                == texts("1.50", nil))
        #expect(
            try evaluate("try_cast(a as string)", ["a": Column(binary: [[97], [0xFF], nil])]) == texts("a", nil, nil))
    }

    @Test func timesAndNumbers() throws {
        let t = try times("1970-01-02T00:00:00.000001Z", "1969-12-31T23:59:59.999999Z", nil)
        #expect(try evaluate("cast(t as date)", ["t": t]) == days("1970-01-02", "1969-12-31", nil))
        #expect(try evaluate("cast(t as int64)", ["t": t]) == ints(86_400_000_001, -1, nil))
        #expect(try evaluate("cast(cast(t as int64) as timestamp)", ["t": t]) == t)
        let d = try days("1970-01-02", "2024-02-29", nil)
        #expect(try evaluate("cast(d as timestamp)", ["d": d]) == times("1970-01-02", "2024-02-29", nil))
        #expect(try evaluate("cast(d as int64)", ["d": d]) == ints(1, 19_782, nil))
        #expect(try evaluate("cast(cast(d as int32) as date)", ["d": d]) == d)
        #expect(try evaluate("try_cast(a as date)", ["a": ints(1, 3_000_000_000)]) == days("1970-01-02", nil))
        #expect(
            try evaluate("cast(t as int64) - cast(cast(t as date) as int64)", ["t": try times("1970-01-01")]) == ints(0)
        )
    }

    @Test(arguments: [
        ("cast(a as int64)", "cast(a as int64): 'x' is not a int64; try_cast gives null instead (row 2)"),
        ("cast(a as date)", "cast(a as date): '12' is not a date; try_cast gives null instead (row 1)"),
        (
            "cast(length(a) + 0.5 as int64)",
            "cast(length(a) + 0.5 as int64): 2.5 is not whole; write round, floor or ceil before the cast (row 1)"
        ),
        (
            "cast(length(a) + 3000000000 as int32)",
            "cast(length(a) + 3000000000 as int32): 3000000002 does not fit int32; try_cast gives null instead (row 1)"
        ),
        ("cast('x' as bool)", "cast('x' as bool): 'x' is not a bool; try_cast gives null instead"),
    ])
    func badCastNamesTheValue(_ text: String, _ message: String) throws {
        let error = try #require(throws: ComputeError.self) { try evaluate(text, ["a": texts("12", "x")]) }
        #expect(error.message == message)
        #expect(error.code == .data)
    }
}
