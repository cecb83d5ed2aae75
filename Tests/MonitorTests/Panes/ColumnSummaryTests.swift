import Plan
import Testing
import Themes

@testable import Monitor

/// What is said and drawn of one column of an output.
@Suite struct ColumnSummaryTests {
    private func lines(
        _ type: String, nulls: Int = 0, _ statistics: ColumnStatistics?, width: Int = 60, height: Int = 6,
        rows: Int = 10, shown: Int = 10, _ glyphs: Glyphs = .unicode
    ) -> [String] {
        var canvas = Canvas(size: Size(width: width, height: height), theme: .plain, glyphs: glyphs)
        let column = TablePreview.Column(name: "x", type: type, nullCount: nulls, statistics: statistics)
        ColumnSummary.draw(column, rows: rows, shown: shown, on: &canvas)
        return canvas.grid.lines
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private let numbers = ColumnStatistics(
        count: 36, nonFinite: 1, distinct: 9, min: "-1.5", max: "80", mean: 12.3456, deviation: 0.000_25,
        histogram: [0, 1, 2, 4, 8, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 32])

    @Test func aHistogramIsDrawnFromItsBinsInEighths() {
        let lines = lines("float64", nulls: 2, numbers, width: 100, rows: 38)
        #expect(
            lines[1]
                == " float64 · 2 nulls · 9 distinct · 1 not finite · mean 12.35 ± 0.00025 · first 10 of 38 rows shown")
        // Three rows: 32 of 32 is full, 16 half as high, 1 still shows.
        #expect(lines[2] == spaces(61) + "████  at most 32 a bin")
        #expect(lines[3] == spaces(21) + "▄▄▄▄" + spaces(36) + "████")
        #expect(lines[4] == "     ▁▁▁▁▁▁▁▁▃▃▃▃▆▆▆▆████▆▆▆▆▃▃▃▃▁▁▁▁▁▁▁▁" + spaces(20) + "████")
        #expect(lines[5] == " -1.5" + spaces(58) + "80")
    }

    @Test func onAScreenOfEightyColumnsItStillSaysHowHighItIs() {
        #expect(lines("float64", numbers, width: 80)[2] == spaces(46) + "███  at most 32 a bin")
    }

    @Test func inASCIIItHasItsHeightsToo() {
        let lines = lines("float64", numbers, width: 100, .ascii)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(lines[2].contains("####  at most 32 a bin"))
    }

    @Test func aSingleValueIsOneBinAndNamedOnce() {
        let statistics = ColumnStatistics(count: 5, distinct: 1, min: "12345", max: "12345", histogram: [5])
        #expect(lines("int64", statistics).last == " 12345")
    }

    @Test func theMostFrequentValuesHaveBars() {
        let statistics = ColumnStatistics(
            count: 60, distinct: 7, min: "a", max: "東京",
            frequencies: [("東京", 40), ("e\u{301}\u{1B}", 20), ("rare", 0)].map { .init(value: $0.0, count: $0.1) })
        let lines = lines("string", statistics, width: 60, height: 8)
        #expect(lines[1] == " string · 0 nulls · 7 distinct · a … 東京")
        #expect(lines[2] == " 東京" + spaces(16) + String(repeating: "█", count: 27) + " 40")
        #expect(lines[3] == " e\u{301}\\u{1B}" + spaces(13) + String(repeating: "█", count: 13) + " 20")
        #expect(lines[4] == " rare" + spaces(17) + "0")
    }

    @Test func inOneLineOnlyTheFactsAreLeft() {
        let lines = lines("float64", numbers, height: 1)
        #expect(lines[0].hasPrefix("─ x ") && lines[0].contains("float64 · 9 distinct"))
    }

    @Test func whatIsNotKnownIsNotSaid() {
        #expect(lines("binary", nulls: 3, nil)[1] == " binary · 3 nulls")
        #expect(lines("int64", ColumnStatistics(count: 0))[1] == " int64 · 0 nulls")
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 3), (5, 2), (9, 9), (16, 4), (200, 3)])
    func itFitsIntoAnyRoom(width: Int, height: Int) {
        for statistics in [numbers, ColumnStatistics(count: 1, frequencies: [.init(value: "東", count: 1)])] {
            let lines = lines("float64", statistics, width: width, height: height)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        }
    }
}
