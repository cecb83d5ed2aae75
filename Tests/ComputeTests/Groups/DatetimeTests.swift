import Columnar
import Compute
import Plan
import Testing

@Suite("Datetime")
struct DatetimeTests {
    private static let parts: [(String, [String?])] = [
        ("year", ["2013", "2012", "1969", nil]), ("month", ["12", "2", "12", nil]), ("day", ["30", "29", "31", nil]),
        ("hour", ["23", "0", "23", nil]), ("minute", ["59", "0", "59", nil]), ("second", ["58", "0", "59", nil]),
        // A Monday, a Wednesday, a Wednesday.
        ("dayofweek", ["0", "2", "2", nil]), ("is_weekend", ["false", "false", "false", nil]),
        ("quarter", ["4", "1", "4", nil]), ("dayofyear", ["364", "60", "365", nil]),
        // The last days of 2013 and of 1969 lie in week 1 of the next year.
        ("week", ["1", "9", "1", nil]),
    ]

    @Test("parts of a timestamp", arguments: parts)
    func timestamps(part: String, expected: [String?]) throws {
        var table = TestTable([
            "t": try Column(timestamps: [
                TemporalText.timestamp("2013-12-30T23:59:58.75Z"), TemporalText.timestamp("2012-02-29"),
                TemporalText.timestamp("1969-12-31T23:59:59.5Z"), nil,
            ])
        ])
        #expect(try table.texts("t__\(part)") == expected)
    }

    @Test("a date is its midnight")
    func dates() throws {
        // A Saturday and a Sunday.
        var table = TestTable([
            "d": try Column(dates: [TemporalText.date("2013-06-01"), TemporalText.date("1899-12-31"), nil])
        ])
        #expect(try table.texts("d__dayofweek") == ["5", "6", nil])
        #expect(try table.texts("d__is_weekend") == ["true", "true", nil])
        #expect(try table.texts("d__year") == ["2013", "1899", nil])
        #expect(try table.texts("d__hour") == ["0", "0", nil])
        #expect(try table.texts("d__second") == ["0", "0", nil])
        #expect(try table.texts("d__week") == ["22", "52", nil])
    }

    @Test("no rows, and nulls only")
    func degenerate() throws {
        var table = TestTable(["t": try Column(timestamps: [])])
        #expect(try table.texts("t__is_weekend") == [])
        var nulls = TestTable(["t": try Column(timestamps: [nil, nil])])
        #expect(try nulls.texts("t__week") == [nil, nil])
    }
}
