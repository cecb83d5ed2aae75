import Testing

@testable import Plan

struct ExpressionTemporalTextTests {
    @Test(arguments: [
        ("1970-01-01", Int32(0)), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
        ("1900-02-28", -25_509), ("1900-03-01", -25_508), ("2024-02-29", 19_782), ("0000-01-01", -719_528),
        ("9999-12-31", 2_932_896),
    ])
    func readsAndWritesDate(_ text: String, days: Int32) {
        #expect(TemporalText.date(text) == days)
        #expect(TemporalText.text(days: Int64(days)) == text)
    }

    @Test(arguments: [
        "2013-02-29", "1900-02-29", "2013-13-01", "2013-00-01", "2013-01-00", "2013-04-31", "2013-1-1", "13-01-01",
        "2013-01-01 ", " 2013-01-01", "2013/01/01", "", "2013-01-01T00:00:00Z", "２０１３-01-01",
    ])
    func refusesDate(_ text: String) { #expect(TemporalText.date(text) == nil) }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("1970-01-01", 0), ("1970-01-01 00:00:01", 1_000_000),
        ("1970-01-01t00:01z", 60_000_000), ("1970-01-01T00:00:00.000001Z", 1), ("1970-01-01T00:00:00.1Z", 100_000),
        ("1970-01-01T00:00:00.1234560000Z", 123_456), ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T23:30:00-00:30", 0), ("1969-12-31T23:59:59.999999Z", -1),
        ("2013-01-01T05:00:00Z", 1_357_016_400_000_000),
        ("2024-02-29T12:00:00Z", 1_709_208_000_000_000),
    ])
    func readsTimestamp(_ text: String, microseconds: Int64) {
        #expect(TemporalText.timestamp(text) == microseconds)
    }

    @Test(arguments: [
        "1970-01-01T", "1970-01-01T00", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.0000001Z", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00 Z",
        "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00Zx", "2013-02-29T00:00:00Z", "noon",
    ])
    func refusesTimestamp(_ text: String) { #expect(TemporalText.timestamp(text) == nil) }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (1_500_000, "1970-01-01T00:00:01.500000Z"),
        (253_402_300_800_000_000, "+10000-01-01T00:00:00Z"), (-62_167_219_200_000_001, "-0001-12-31T23:59:59.999999Z"),
    ])
    func writesTimestamp(_ microseconds: Int64, as text: String) {
        #expect(TemporalText.text(microseconds: microseconds) == text)
    }
}
