import Monitor
import Plan
import Testing

@Suite struct TableTextTests {
    private func table(_ columns: [(String, String, Int)], _ rows: [[String?]], rowCount: Int? = nil) -> TablePreview {
        TablePreview(
            columns: columns.map { .init(name: $0.0, type: $0.1, nullCount: $0.2) }, rows: rows,
            rowCount: rowCount ?? rows.count)
    }

    @Test func wideAndCombiningCharactersLineUp() {
        let lines = TableText.lines(
            of: table(
                [("city", "string", 0), ("n", "int64", 0)],
                [["東京", "1"], ["Zu\u{308}rich", "22"], ["ＡＢ", "3"], ["👩‍🚀", "4"], ["한국", "5"], ["e\u{301}", "6"]]))
        #expect(
            lines == [
                " city   │     n",
                " string │ int64",
                "────────┼───────",
                " 東京   │     1",
                " Zu\u{308}rich │    22",
                " ＡＢ   │     3",
                " 👩🚀   │     4",
                " 한국   │     5",
                " e\u{301}      │     6",
            ])
    }

    @Test func columnsThatDoNotFitAreNamed() {
        let lines = TableText.lines(
            of: table([("alpha", "int64", 0), ("beta", "int64", 0), ("gamma", "int64", 0)], [["1", "2", "3"]]),
            width: 16)
        #expect(lines == [" alpha │  beta", " int64 │ int64", "───────┼───────", "     1 │     2", " … 1 more colum…"])
    }

    @Test func longCellsAreCutByCellsNotCharacters() {
        #expect(DisplayWidth.truncate("東京都庁", to: 5) == "東京…")
        #expect(DisplayWidth.truncate("東京都庁", to: 8) == "東京都庁")
        #expect(DisplayWidth.truncate("東京都庁", to: 7) == "東京都…")
        #expect(DisplayWidth.truncate("abc", to: 3) == "abc")
        #expect(DisplayWidth.truncate("abcd", to: 3) == "ab…")
        #expect(DisplayWidth.truncate("abcd", to: 0) == "")
    }

    @Test func namesThatDifferAtTheirEndsAreCutInTheMiddle() {
        #expect(DisplayWidth.truncateMiddle("dep_delay__mean_imputed", to: 11) == "dep_d…puted")
        #expect(DisplayWidth.truncateMiddle("東京都庁舎展望室", to: 10) == "東京…望室")
        #expect(DisplayWidth.truncateMiddle("abcdefgh", to: 8) == "abcdefgh")
        #expect(DisplayWidth.truncateMiddle("abcdefgh", to: 4) == "abc…")
        #expect(DisplayWidth.truncateMiddle("abc", to: 0) == "")
    }

    @Test func linesKeepToTheWidth() {
        let long = String(repeating: "漢字", count: 200)
        let preview = table((1...30).map { ("c\($0)", "string", $0) }, [(1...30).map { _ in long }], rowCount: 99)
        for width in [20, 40, 80, 120] {
            let lines = TableText.lines(of: preview, width: width)
            #expect(lines.dropLast().allSatisfy { DisplayWidth.of($0) <= max(width, 37) })
            #expect(DisplayWidth.of(lines.last ?? "") <= width)
        }
    }

    @Test func nullsAreShownAndCounted() {
        let lines = TableText.lines(of: table([("a", "float64", 12), ("b", "string", 0)], [[nil, ""]], rowCount: 40))
        #expect(
            lines == [
                "        a │ b", "  float64 │ string", " 12 nulls │", "──────────┼────────", "     null │",
                " … 39 more rows",
            ])
    }

    @Test func aTableOfNoColumnsHasNoLines() {
        #expect(TableText.lines(of: table([], [], rowCount: 3)) == [])
    }

    @Test func controlCharactersInCellsAreEscaped() {
        let lines = TableText.lines(of: table([("a\u{1B}", "string", 0)], [["x\ny\u{7}"]]))
        #expect(lines[0] == " a\\u{1B}")
        #expect(lines[3] == " x y\\u{7}")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("ｶﾅ", 2), ("👍", 2), ("🇨🇭", 2), ("\u{200B}", 0),
        ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("⟕", 1), ("─", 1),
    ])
    func widthsInCells(text: String, cells: Int) {
        #expect(DisplayWidth.of(text) == cells)
    }
}
