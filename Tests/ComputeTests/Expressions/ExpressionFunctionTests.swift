import Columnar
import Compute
import Testing

struct ExpressionFunctionTests {
    // MARK: Numbers

    @Test(arguments: [
        ("round(2.5)", 3.0), ("round(-2.5)", -3), ("round(0.49999999999999994)", 0),
        ("round(4503599627370497.5)", 4_503_599_627_370_498),
        ("round(1.25, 1)", 1.3), ("round(-1.25, 1)", -1.3), ("round(2.675, 2)", 2.68), ("round(1250.0, -2)", 1300),
        ("round(1249.0, -2)", 1200),
        ("round(1e300, 20)", 1e300), ("round(123.456, -400)", 0), ("round(1e-300, 400)", 1e-300), ("floor(-1.5)", -2),
        ("ceil(-1.5)", -1),
        ("abs(-1.5)", 1.5), ("log(1)", 0), ("log10(1000)", 3), ("log2(8)", 3), ("exp(0)", 1), ("sqrt(2.25)", 1.5),
        ("power(2, 10)", 1024),
        ("power(2, -1)", 0.5), ("log(0)", -Double.infinity), ("sqrt(4)", 2),
        ("least(1, 0.5)", 0.5), ("greatest(1, 0.5)", 1),
    ])
    func numberFunction(_ text: String, _ expected: Double) throws {
        guard case .double(let value) = try constant(text) else { throw MissingColumn(name: text) }
        #expect(abs(value - expected) <= 1e-12 * abs(expected) || value == expected)
    }

    @Test(arguments: ["log(-1)", "log10(-1)", "log2(-1)", "sqrt(-1)", "power(-1, 0.5)"])
    func domainErrorGivesNaN(_ text: String) throws {
        guard case .double(let value) = try constant(text) else { throw MissingColumn(name: text) }
        #expect(value.isNaN)
    }

    @Test func integersStayIntegers() throws {
        let a = try ints(-15, 25, nil)
        #expect(try evaluate("abs(a)", ["a": a]) == ints(15, 25, nil))
        #expect(try evaluate("round(a)", ["a": a]) == a)
        #expect(try evaluate("round(a, 2)", ["a": a]) == a)
        #expect(try evaluate("round(a, -1)", ["a": a]) == ints(-20, 30, nil))
        #expect(try evaluate("round(a, -30)", ["a": a]) == ints(0, 0, nil))
        #expect(try evaluate("floor(a) + ceil(a)", ["a": a]) == ints(-30, 50, nil))
        let ends = try ints(4_999_999_999_999_999_999, -9_223_372_036_854_775_804)
        #expect(try evaluate("round(a, -19)", ["a": ends.slice(offset: 0, count: 1)]) == ints(0))
        let tens = try ints(5_000_000_000_000_000_000, -9_223_372_036_854_775_800)
        #expect(try evaluate("round(a, -1)", ["a": ends]) == tens)
    }

    @Test func roundKeepsWhatIsNoNumber() throws {
        let a = try floats(.nan, .infinity, -.infinity, nil, -0.4)
        #expect(try evaluate("round(a)", ["a": a]) == floats(.nan, .infinity, -.infinity, nil, -0.0))
        #expect(try evaluate("round(a, 3)", ["a": a]) == floats(.nan, .infinity, -.infinity, nil, -0.4))
    }

    @Test func leastAndGreatestPassNullsOnAndHoldNaNForTheGreatest() throws {
        let a = try floats(1, .nan, 1, nil, .nan)
        let b = try floats(2, 1, .nan, 1, nil)
        #expect(try evaluate("least(a, b)", ["a": a, "b": b]) == floats(1, 1, 1, nil, nil))
        #expect(try evaluate("greatest(a, b)", ["a": a, "b": b]) == floats(2, .nan, .nan, nil, nil))
        #expect(try evaluate("greatest(a, b, 5)", ["a": a, "b": b]) == floats(5, .nan, .nan, nil, nil))
        #expect(try evaluate("least(a, 3)", ["a": ints(1, 5, nil)]) == ints(1, 3, nil))
        #expect(try evaluate("greatest(a, 'b')", ["a": texts("a", "c", nil)]) == texts("b", "c", nil))
        #expect(
            try evaluate("greatest(a, '2013-01-01')", ["a": days("2012-12-31", "2014-01-01")])
                == days("2013-01-01", "2014-01-01"))
        #expect(try evaluate("least(a, null)", ["a": ints(1)]) == ints(nil))
        #expect(try evaluate("least(true, false)") == bools(false))
    }

    // MARK: Texts

    @Test func textsCountCodePoints() throws {
        let a = try texts("héllo", "e\u{301}", "👩‍👩‍👧", "", nil)
        #expect(try evaluate("length(a)", ["a": a]) == ints(5, 2, 5, 0, nil))
        #expect(try evaluate("upper(a)", ["a": a]) == texts("HÉLLO", "E\u{301}", "👩‍👩‍👧", "", nil))
        #expect(try evaluate("lower('ÀÉÎ')") == texts("àéî"))
        #expect(try evaluate("substr(a, 2, 2)", ["a": a]) == texts("él", "\u{301}", "\u{200D}👩", "", nil))
        #expect(try evaluate("trim(a)", ["a": texts(" \t a b\u{A0}\n", "", nil)]) == texts("a b", "", nil))
    }

    @Test(arguments: [
        ("substr('hello', 1)", "hello"), ("substr('hello', 2)", "ello"), ("substr('hello', 6)", ""),
        ("substr('hello', 2, 3)", "ell"),
        ("substr('hello', 2, 0)", ""), ("substr('hello', 4, 9)", "lo"), ("substr('hello', -3)", "llo"),
        ("substr('hello', -3, 2)", "ll"),
        ("substr('hello', 0)", "hello"), ("substr('hello', 0, 2)", "h"), ("substr('hello', -7, 3)", "h"),
        ("substr('hello', -7)", "hello"),
        ("substr('hello', 9223372036854775807, 9223372036854775807)", ""),
        ("substr('hello', -9223372036854775808, 1)", ""),
        ("substr('hello', 2, 9223372036854775807)", "ello"), ("substr('', 1, 1)", ""),
        ("'a' || 'b' || 'c'", "abc"), ("concat('a')", "a"), ("replace('banana', 'an', '<>')", "b<><>a"),
        ("replace('aaa', 'aa', 'b')", "ba"),
        ("replace('abc', '', 'x')", "abc"), ("replace('abc', 'abcd', 'x')", "abc"), ("replace('é', 'é', '')", ""),
        ("replace('a%b', '%', '\\')", "a\\b"),
    ])
    func textFunction(_ text: String, _ expected: String) throws {
        #expect(try constant(text) == .string(expected))
    }

    @Test func textFunctionsOfColumns() throws {
        let a = try texts("flight", "fly", nil, "")
        let n = try ints(2, -1, 1, nil)
        #expect(try evaluate("substr(a, n)", ["a": a, "n": n]) == texts("light", "y", nil, nil))
        #expect(try evaluate("substr(a, 1, n + 1)", ["a": a, "n": n]) == texts("fli", "", nil, nil))
        #expect(try evaluate("a || '-' || a", ["a": a]) == texts("flight-flight", "fly-fly", nil, "-"))
        #expect(try evaluate("a || null", ["a": a]) == texts(nil, nil, nil, nil))
        #expect(try evaluate("replace(a, 'fl', a)", ["a": a]) == texts("flightight", "flyy", nil, ""))
        #expect(try evaluate("starts_with(a, 'fli')", ["a": a]) == bools(true, false, nil, false))
        #expect(try evaluate("ends_with(a, substr(a, -1))", ["a": a]) == bools(true, true, nil, true))
        #expect(try evaluate("replace(a, 'l', 'L')", ["a": a]) == texts("fLight", "fLy", nil, ""))
        #expect(try evaluate("substr(a, 2, 3)", ["a": a]) == texts("lig", "ly", nil, ""))
        #expect(try evaluate("substr(a, 4)", ["a": a]) == texts("ght", "", nil, ""))
        #expect(try evaluate("ends_with(a, 'y')", ["a": a]) == bools(false, true, nil, false))
        #expect(try evaluate("replace(a, 'l\0', 'L')", ["a": texts("l\0x", "l")]) == texts("Lx", "l"))
        #expect(try evaluate("starts_with(a, null)", ["a": a]) == bools(nil, nil, nil, nil))
        let error = try #require(throws: ComputeError.self) { try evaluate("substr(a, 1, n)", ["a": a, "n": n]) }
        #expect(error.message == "substr(a, 1, n): substr with the negative length -1 (row 2)")
    }

    @Test func likeAndRegexp() throws {
        let a = try texts("apple", "Apple", "a%c", "a\nc", "ab", "é", nil)
        #expect(try evaluate("a like 'a%'", ["a": a]) == bools(true, false, true, true, true, false, nil))
        #expect(try evaluate("a like 'a_c'", ["a": a]) == bools(false, false, true, true, false, false, nil))
        #expect(try evaluate("a like 'a\\%c'", ["a": a]) == bools(false, false, true, false, false, false, nil))
        #expect(try evaluate("a like '_'", ["a": a]) == bools(false, false, false, false, false, true, nil))
        #expect(try evaluate("a like '%pp%'", ["a": a]) == bools(true, true, false, false, false, false, nil))
        #expect(try evaluate("a not like '%p%'", ["a": a]) == bools(false, false, true, true, true, true, nil))
        #expect(try evaluate("a like 'A.p%'", ["a": a]) == bools(false, false, false, false, false, false, nil))
        #expect(try evaluate("regexp(a, 'p+l')", ["a": a]) == bools(true, true, false, false, false, false, nil))
        #expect(try evaluate("regexp(a, '^a.$')", ["a": a]) == bools(false, false, false, false, true, false, nil))
        #expect(try evaluate("regexp(a, '(?i)^A')", ["a": a]) == bools(true, true, true, true, true, false, nil))
        #expect(try evaluate("a like null", ["a": texts("a")]) == bools(nil))
        let error = try #require(throws: ComputeError.self) { try evaluate("regexp(a, '(')", ["a": a]) }
        #expect(error.code == .mismatch)
        #expect(error.message.hasPrefix("regexp(a, '('): '(' is no regular expression that RE2 takes"))
    }

    // MARK: Times

    @Test func partsOfATimestamp() throws {
        let t = try times(
            "2024-02-29T23:59:58.999999Z", "2023-12-31T00:00:00Z", "1969-12-31T23:59:59.999999Z",
            "2021-01-03T12:30:00Z",
            "2024-12-30", nil)
        #expect(try evaluate("year(t)", ["t": t]) == ints(2024, 2023, 1969, 2021, 2024, nil))
        #expect(try evaluate("month(t)", ["t": t]) == ints(2, 12, 12, 1, 12, nil))
        #expect(try evaluate("day(t)", ["t": t]) == ints(29, 31, 31, 3, 30, nil))
        #expect(try evaluate("hour(t)", ["t": t]) == ints(23, 0, 23, 12, 0, nil))
        #expect(try evaluate("minute(t)", ["t": t]) == ints(59, 0, 59, 30, 0, nil))
        #expect(try evaluate("second(t)", ["t": t]) == ints(58, 0, 59, 0, 0, nil))
        // Thursday, Sunday, Wednesday, Sunday, Monday
        #expect(try evaluate("dayofweek(t)", ["t": t]) == ints(3, 6, 2, 6, 0, nil))
        #expect(try evaluate("is_weekend(t)", ["t": t]) == bools(false, true, false, true, false, nil))
        #expect(try evaluate("quarter(t)", ["t": t]) == ints(1, 4, 4, 1, 4, nil))
        #expect(try evaluate("dayofyear(t)", ["t": t]) == ints(60, 365, 365, 3, 365, nil))
        // ISO: the first Thursday is in week 1; 2024-12-30 is in week 1 of 2025, 2021-01-03 in week 53 of 2020.
        #expect(try evaluate("week(t)", ["t": t]) == ints(9, 52, 1, 53, 1, nil))
    }

    @Test func partsOfADate() throws {
        let d = try days("2024-02-29", "1900-03-01", "2000-12-31", nil)
        #expect(
            try evaluate("year(d) * 10000 + month(d) * 100 + day(d)", ["d": d])
                == ints(20_240_229, 19_000_301, 20_001_231, nil))
        #expect(try evaluate("dayofyear(d)", ["d": d]) == ints(60, 60, 366, nil))
        #expect(try evaluate("dayofweek(d)", ["d": d]) == ints(3, 3, 6, nil))
        #expect(try evaluate("hour(d) + minute(d) + second(d)", ["d": d]) == ints(0, 0, 0, nil))
        #expect(try constant("week(date '2024-02-29')") == .int64(9))
        #expect(try constant("is_weekend(timestamp '2024-03-02')") == .bool(true))
    }
}
