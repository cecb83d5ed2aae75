import Monitor
import Testing

@Suite struct WrappingTests {
    @Test(arguments: [
        ("", 10, [""]), ("one two three", 7, ["one two", "three"]), ("one two", 7, ["one two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]), ("a\nb\n\nc", 9, ["a", "b", "", "c"]), ("a\r\nb", 9, ["a", "b"]),
        ("東京都庁 ab", 5, ["東京", "都庁", "ab"]), ("a  b", 9, ["a  b"]), ("  indented", 20, ["  indented"]),
        ("   1 │ 2", 20, ["   1 │ 2"]), ("one two three", 1, ["…"]), ("x", 1, ["x"]), ("x", 0, [""]),
    ])
    func linesAreBrokenAtSpacesAndLineEnds(text: String, width: Int, lines: [String]) {
        #expect(DisplayWidth.wrap(text, to: width) == lines)
    }

    @Test func whatFollowsABreakIsIndented() {
        #expect(DisplayWidth.wrap("one two three four", to: 9, indent: 2) == ["one two", "  three", "  four"])
    }

    @Test func controlCharactersAreEscaped() {
        #expect(DisplayWidth.wrap("a\u{1B}[1mb", to: 80) == ["a\\u{1B}[1mb"])
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func noLineIsTooWideAndNoLetterIsLost(seed: UInt64) {
        var random = SeededGenerator(seed)
        let pieces = ["a", "longer", "東京", "e\u{301}", "👩‍🚀", " ", "  ", "\n", "…"]
        let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
        for width in [2, 3, 5, 8, 13, 40] {
            let lines = DisplayWidth.wrap(text, to: width)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
            let bare = { (text: String) in DisplayWidth.displayable(text).filter { !$0.isWhitespace } }
            #expect(bare(lines.joined()) == bare(text))
        }
    }

    @Test func textIsCutFromItsStartByCells() {
        #expect(DisplayWidth.dropping(2, of: "abcd") == "cd")
        #expect(DisplayWidth.dropping(3, of: "東京都") == " 都")
        #expect(DisplayWidth.dropping(1, of: "e\u{301}x") == "x")
        #expect(DisplayWidth.dropping(9, of: "abc") == "")
        #expect(DisplayWidth.dropping(0, of: "abc") == "abc")
    }
}
