import Testing

@testable import Columnar

@Suite struct CastTests {
    @Test func aValueThatDoesNotFitIsNamed() throws {
        let error = try #require(throws: ColumnarError.self) { try Column(strings: ["1", "x7"]).cast(to: .int64) }
        #expect(error.message.contains("x7"))
        let narrow = try #require(throws: ColumnarError.self) { try Column(int64s: [300]).cast(to: .int8) }
        #expect(narrow.message.contains("300"))
    }

    @Test func textParsesIntoTimestampsWithAndWithoutAnOffset() throws {
        let column = try Column(strings: [
            "1970-01-01T00:00:01Z", "1970-01-01 00:00:02", "1970-01-01T01:00:03+01:00", "1970-01-02", nil,
            "1970-01-01T00:00:04.000005Z",
        ])
        #expect(
            try column.cast(to: .utcTimestamp).timestamps()
                == [1_000_000, 2_000_000, 3_000_000, 86_400_000_000, nil, 4_000_005])
        #expect(throws: ColumnarError.self) { try Column(strings: ["yesterday"]).cast(to: .utcTimestamp) }
    }

    @Test func aZoneIsOnlyALabel() throws {
        let naive = ColumnType.timestamp(.second, zone: nil)
        let seconds = try Column(int64s: [1, nil]).cast(to: naive)
        #expect(seconds.type == naive)
        #expect(try seconds.cast(to: .utcTimestamp).timestamps() == [1_000_000, nil])
    }

    @Test func timestampsBecomeTextDaysAndNumbersWithoutATimeZoneDatabase() throws {
        let column = try Column.concat([
            Column(timestamps: [1_357_016_400_000_000, -1, nil]), Column(timestamps: [1_500_000]),
        ])
        #expect(
            try column.cast(to: .string).strings()
                == ["2013-01-01T05:00:00Z", "1969-12-31T23:59:59.999999Z", nil, "1970-01-01T00:00:01.5Z"])
        #expect(try column.cast(to: .date32, safe: false).int64s() == [15_706, -1, nil, 0])
        #expect(try column.cast(to: .int64).int64s() == [1_357_016_400_000_000, -1, nil, 1_500_000])
        #expect(try Column(dates: [1, nil]).cast(to: .utcTimestamp).timestamps() == [86_400_000_000, nil])
    }

    @Test func decimalsKeepTheirDigits() throws {
        let column = try Column(decimals: ["1.25", nil, "-3"], precision: 10, scale: 2)
        #expect(column.type == .decimal128(precision: 10, scale: 2))
        #expect(try column.doubles() == [1.25, nil, -3])
        #expect(try column.cast(to: .string).strings() == ["1.25", nil, "-3.00"])
    }
}
