import Testing
import Themes

@testable import Monitor

@Suite struct CanvasTests {
    private func canvas(_ width: Int, _ height: Int = 1, _ glyphs: Glyphs = .unicode) -> Canvas {
        Canvas(size: Size(width: width, height: height), theme: .plain, glyphs: glyphs)
    }

    private func written(_ text: String, width: Int, limit: Int? = nil, _ glyphs: Glyphs = .unicode) -> String {
        var canvas = canvas(width, 1, glyphs)
        canvas.write(text, x: 0, y: 0, style: .plain, limit: limit)
        #expect(canvas.grid.fault == nil)
        return canvas.grid.lines[0]
    }

    @Test(arguments: [
        ("abc", 5, "abc"), ("abcdef", 5, "abcd…"), ("東京都", 6, "東京都"), ("東京都", 5, "東京…"), ("東京都", 4, "東…"),
        ("東", 1, "…"), ("e\u{301}a", 2, "e\u{301}a"), ("👩‍🚀x", 5, "👩🚀x"), ("❤️x", 2, "❤x"), ("👍🏽x", 3, "👍x"),
        ("🇨🇭x", 3, "🇨🇭x"), ("\u{1B}[1m", 20, "\\u{1B}[1m"), ("a\nb\tc", 9, "a b c"), ("\u{202E}x", 20, "\\u{202E}x"),
        ("a\u{200B}b", 9, "ab"), ("\u{61C}a\u{AD}b", 9, "ab"), ("\u{301}a", 9, "a"),
    ])
    func textTakesTheCellsThatItNeedsAndNoCharacterOfControl(text: String, width: Int, shown: String) {
        #expect(written(text, width: width) == shown)
    }

    @Test func aLimitCutsBeforeTheEndOfTheArea() {
        #expect(written("abcdef", width: 20, limit: 3) == "ab…")
        #expect(written("abcdef", width: 20, limit: 0) == "")
        #expect(written("abcdef", width: 4, limit: 99) == "abc…")
    }

    @Test func inASCIIWhatItLacksIsToldApart() {
        #expect(written("flights⟕planes…", width: 20, .ascii) == "flights=<planes~")
        #expect(written("a⨝b⟖c′", width: 20, .ascii) == "a><b>=c'")
        #expect(written("東é", width: 20, .ascii) == "???")
        #expect(written("abcdef", width: 3, .ascii) == "ab~")
    }

    @Test func theColumnAfterTheTextIsReturned() {
        var canvas = canvas(10)
        #expect(canvas.write("東a", x: 1, y: 0, style: .plain) == 4)
        #expect(canvas.write("abcdefghijkl", x: 4, y: 0, style: .plain) == 10)
        #expect(canvas.write("x", x: 10, y: 0, style: .plain) == 10)
        #expect(canvas.write("x", x: 0, y: 1, style: .plain) == 0)
    }

    @Test func textMayEndAtAColumn() {
        for glyphs in [Glyphs.unicode, .ascii] {
            for text in ["ab", "東", "a⟕", "e\u{301}", "👍🏽"] {
                var canvas = canvas(10, 1, glyphs)
                canvas.write(text, endingAt: 6, y: 0, style: .plain)
                canvas.put("|", x: 6, y: 0, style: .plain)
                #expect(canvas.grid[5, 0].scalar != 0x20)
                #expect(canvas.grid.fault == nil)
            }
        }
    }

    @Test func whatLiesOutsideThePartIsLeftOut() {
        var canvas = canvas(8, 3)
        canvas.inside(Rectangle(x: 2, y: 1, width: 3, height: 9)) { canvas in
            #expect(canvas.size == Size(width: 3, height: 2))
            canvas.write("東京", x: 0, y: 0, style: .plain)
            for x in -3..<9 { canvas.put("x", x: x, y: 1, style: .plain) }
            canvas.put("y", x: 0, y: -1, style: .plain)
            canvas.rule(y: 7, style: .plain)
            canvas.highlight(Rectangle(x: -5, y: -5, width: 99, height: 99), style: Style(modifiers: .reverse))
        }
        #expect(canvas.grid.lines == ["", "  東…", "  xxx"])
        let reversed = canvas.grid.cells.indices.filter { canvas.grid.cells[$0].style.modifiers == .reverse }
        #expect(reversed == [10, 11, 12, 18, 19, 20])
    }

    @Test func aHighlightKeepsTheTextAndItsOwnColours() {
        var canvas = canvas(3)
        canvas.write("abc", x: 0, y: 0, style: Style(foreground: PaletteColor(3), modifiers: .bold))
        canvas.highlight(Rectangle(x: 1, y: 0, width: 1, height: 1), style: Style(background: PaletteColor(4)))
        #expect(canvas.grid.lines == ["abc"])
        #expect(
            canvas.grid[1, 0].style
                == Style(foreground: PaletteColor(3), background: PaletteColor(4), modifiers: .bold))
        #expect(canvas.grid[0, 0].style.background == .standard)
    }
}
