import Testing

@testable import Plan

struct ExpressionTypeTests {
    /// The types of the columns that the tests name.
    static let columns: [String: DataType?] = [
        "b": .bool, "i32": .int32, "i": .int64, "f32": .float32, "f": .float64, "d": .decimal(precision: 10, scale: 2),
        "big": .decimal(precision: 38, scale: 10), "s": .string, "bin": .binary, "day": .date, "t": .timestamp,
        "unknown": DataType?.none,
    ]

    static func type(_ text: String) throws -> DataType? {
        let parsed = try ParsedExpression(text)
        return try parsed.resultType(parsed.references.map { columns[$0] ?? nil })
    }

    @Test(arguments: [
        ("i32 + i32", DataType.int64), ("i + 1", .int64), ("i32 * f32", .float64), ("f32 - f32", .float64),
        ("i / i", .float64), ("d / 2", .float64), ("i % i32", .int64), ("f % 2", .float64), ("d % 2", .float64),
        ("d + d", .decimal(precision: 11, scale: 2)), ("d * d", .decimal(precision: 21, scale: 4)),
        ("d * 100", .decimal(precision: 14, scale: 2)), ("d + i", .decimal(precision: 22, scale: 2)),
        ("d * f", .float64), ("-i32", .int64), ("-f", .float64), ("-d", .decimal(precision: 10, scale: 2)),
        ("i < f", .bool), ("d = i", .bool), ("t >= '2013-01-01'", .bool), ("day = t", .bool), ("b = true", .bool),
        ("s < 'a'", .bool), ("t between '2013-01-01' and '2014-01-01'", .bool), ("s in ('a', null)", .bool),
        ("b and not b or i is null", .bool), ("s like '%a'", .bool), ("regexp(s, 'a')", .bool),
        ("abs(i32)", .int64), ("abs(d)", .decimal(precision: 10, scale: 2)), ("round(f32)", .float64),
        ("round(d, 1)", .decimal(precision: 11, scale: 2)), ("floor(big)", .decimal(precision: 38, scale: 10)),
        ("round(i, -1)", .int64), ("log(i)", .float64), ("power(i, 2)", .float64), ("sqrt(d)", .float64),
        ("length(s)", .int64), ("upper(s) || 'x'", .string), ("substr(s, i32)", .string),
        ("starts_with(s, 'a')", .bool), ("least(i32, i32)", .int32), ("greatest(i32, 1)", .int64),
        ("coalesce(i, f)", .float64), ("coalesce(f32, f32)", .float32), ("coalesce(null, s)", .string),
        ("coalesce(d, i32)", .decimal(precision: 12, scale: 2)), ("coalesce(day, t)", .timestamp),
        ("coalesce(day, '2013-01-01')", .date), ("coalesce(t, '2013-01-01')", .timestamp),
        ("coalesce(day, '2013-01-01T05:00:00Z')", .timestamp), ("nullif(i, 0)", .int64), ("if(b, 1, 2.5)", .float64),
        ("case when b then i end", .int64), ("case s when 'a' then 1 else null end", .int64),
        ("case t when '2013-01-01' then 'x' end", .string), ("year(day)", .int64), ("is_weekend(t)", .bool),
        ("cast(s as float32)", .float32), ("try_cast(t as int64)", .int64), ("cast(unknown as date)", .date),
        ("unknown > 1", .bool), ("unknown / 2", .float64), ("unknown + 1.5", .float64), ("length(unknown)", .int64),
        ("null = i", .bool), ("date '2013-01-01'", .date), ("'a'", .string), ("i", .int64),
    ])
    func hasType(_ text: String, _ expected: DataType) throws {
        #expect(try ExpressionTypeTests.type(text) == expected)
    }

    @Test(arguments: [
        "unknown", "null", "unknown + 1", "coalesce(unknown, 1)", "coalesce(unknown, 'a')", "if(b, null, null)",
        "-unknown",
    ])
    func typeIsUnknown(_ text: String) throws {
        #expect(try ExpressionTypeTests.type(text) == nil)
    }

    @Test(arguments: [
        ("1 + s", 4, "'+' takes numbers, not int64 and string; write || to join texts, or cast(x as float64)"),
        ("i * '5'", 4, "'*' takes numbers, not int64 and string; write 5 without quotes"),
        ("b + 1", 0, "'+' takes numbers, not bool and int64; write cast(x as int64) to count true as 1"),
        ("t - t", 0, "'-' takes numbers, not timestamp and timestamp; cast(x as int64) counts microseconds since 1970"),
        ("-s", 1, "'-' takes numbers, not string; write cast(x as float64)"),
        ("i = s", 4, "'=' cannot take int64 with string; cast one to the other's type"),
        ("i > '5'", 4, "'>' cannot take int64 with string; write 5 without quotes"),
        ("s = 5", 4, "'=' cannot take string with int64; write '5'"),
        ("b = 1", 4, "'=' cannot take bool with int64; write true"),
        ("t > 2013", 4, "'>' cannot take timestamp with int64; write the time as text, such as '2013-01-31'"),
        (
            "t > 'noon'", 4,
            "'>' with a timestamp: 'noon' is not a timestamp; write 'YYYY-MM-DD' or RFC 3339, "
                + "such as '2013-01-31T05:00:00Z'"
        ),
        ("t = s", 4, "'=' cannot take timestamp with string; cast one to the other's type"),
        ("day in ('2013-01-01', '2013-02-30')", 22, "'in' with a date: '2013-02-30' is not a date; write 'YYYY-MM-DD'"),
        ("i between 1 and 'x'", 16, "'between' cannot take int64 with string; cast one to the other's type"),
        ("coalesce(i, 'none')", 12, "'coalesce' cannot take int64 with string; cast one to the other's type"),
        ("case when i then 1 end", 10, "'when' takes true or false, not int64; write a comparison, such as x <> 0"),
        ("case when b then 1 else 'x' end", 24, "'case' cannot take int64 with string; cast one to the other's type"),
        ("b and s", 6, "'and' takes true or false, not string; write a comparison"),
        ("not i", 4, "'not' takes true or false, not int64; write a comparison, such as x <> 0"),
        ("s like s", 7, "the pattern of like must be a text in single quotes"),
        ("i like '5%'", 0, "'like' takes text, not int64; write cast(x as string)"),
        ("regexp(s, s)", 10, "the pattern of regexp must be a text in single quotes"),
        ("s || 5", 5, "'concat' takes text, not int64; write '5'"),
        ("upper(i)", 6, "'upper' takes text, not int64; write cast(x as string)"),
        ("year('2013-01-01')", 5, "'year' takes a date or timestamp, not string; write timestamp '…'"),
        ("year(s)", 5, "'year' takes a date or timestamp, not string; write cast(x as timestamp)"),
        ("substr(s, 1.5)", 10, "'substr' takes a whole number here, not float64; write cast(x as int64)"),
        ("round(f, i)", 9, "the decimal places of round must be a whole number, written out"),
        ("cast(bin as int64)", 0, "binary cannot be cast to int64"),
        ("cast(f as date)", 0, "float64 cannot be cast to date"),
        ("big * big", 4, "'*' of decimal(38,10) and decimal(38,10) needs more than 38 digits; cast one to float64"),
        ("if(s, 1, 2)", 3, "'if' takes true or false, not string; write a comparison"),
    ])
    func typeErrorNamesOperationTypesAndRemedy(_ text: String, offset: Int, message: String) throws {
        let error = try #require(throws: ExpressionError.self) { try ExpressionTypeTests.type(text) }
        #expect(error.message == message)
        #expect(error.offset == offset)
    }

    @Test func predicateMustBeBool() throws {
        #expect(throws: Never.self) { try ParsedExpression("a > 1").checkPredicate([.int64]) }
        #expect(throws: Never.self) { try ParsedExpression("a").checkPredicate([nil]) }
        let error = try #require(throws: ExpressionError.self) {
            try ParsedExpression("a + 1").checkPredicate([.int64])
        }
        #expect(error.message == "this must be true or false for a row, but it is int64; write a comparison")
        #expect(error.offset == 2)
    }

    @Test func textsAmongTimesBecomeTimes() throws {
        let typed = try ParsedExpression("t >= '1970-01-02' and day in ('1970-01-03')").root.typed([.timestamp, .date])
        #expect(
            typed.expression
                == .and([
                    .compare(.reference(0), .greaterOrEqual, .literal(.timestamp(86_400_000_000))),
                    .inList(.reference(1), [.literal(.date(2))]),
                ]))
    }
}
