import Monitor
import Testing

@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0B"), (1023, "1023B"), (1024, "1KiB"), (1536, "1.5KiB"), (25_270_682, "24.1MiB"), (812 << 20, "812MiB"),
        (102_297, "99.9KiB"), (102_399, "100KiB"), (1_048_064, "1MiB"), (1_047_000, "1022KiB"), (2 << 30, "2GiB"),
        (3 << 40, "3TiB"), (5000 << 40, "5000TiB"), (-2048, "-2KiB"),
    ])
    func bytesHaveThreeDigitsThatMatter(count: Int, text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test(
        arguments: [
            (0, "0µs"), (85_000, "85µs"), (999_499, "999µs"), (999_500, "1ms"), (12_400_000, "12ms"),
            (999_499_999, "999ms"),
            (999_500_000, "1.0s"), (4_249_000_000, "4.2s"), (59_949_000_000, "59.9s"), (59_950_000_000, "1m00s"),
            (125_000_000_000, "2m05s"), (3_599_499_000_000, "59m59s"), (3_599_500_000_000, "1h00m"),
            (3_725_000_000_000, "1h02m"),
        ] as [(UInt64, String)])
    func durationsAreShort(nanoseconds: UInt64, text: String) {
        #expect(Figures.duration(nanoseconds) == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func instantsAreRFC3339(milliseconds: Int64, text: String) {
        #expect(Figures.timestamp(milliseconds: milliseconds) == text)
    }
}
