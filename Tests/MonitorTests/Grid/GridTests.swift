import Testing
import Themes

@testable import Monitor

@Suite struct GridTests {
    private let whole = Rectangle(x: 0, y: 0, width: 6, height: 1)

    private func grid(_ puts: (Unicode.Scalar, Int)...) -> Grid {
        var grid = Grid(size: Size(width: 6, height: 1))
        for (scalar, x) in puts {
            grid.put(scalar, width: DisplayWidth.of(scalar), x: x, y: 0, style: .plain, clip: whole)
        }
        #expect(grid.fault == nil)
        return grid
    }

    @Test func whatIsLeftOfAWideCharacterBecomesBlank() {
        #expect(grid(("東", 1), ("x", 1)).lines == [" x"])
        #expect(grid(("東", 1), ("x", 2)).lines == ["  x"])
        #expect(grid(("東", 0), ("京", 1)).lines == [" 京"])
        #expect(grid(("東", 2), ("京", 1)).lines == [" 京"])
        #expect(grid(("東", 0), ("京", 2), ("都", 1)).lines == [" 都"])
        #expect(grid(("東", 4), ("京", 5)).lines == ["    東"])
    }

    @Test func aWideCharacterThatDoesNotFitIsLeftOut() {
        #expect(grid(("東", 5)).lines == [""])
        #expect(grid(("x", 6)).lines == [""])
    }

    @Test func aMarkStandsOverTheCharacterBeforeItAndOnlyOne() {
        var grid = grid(("e", 0), ("東", 1))
        grid.mark("\u{301}", before: 1, y: 0, clip: whole)
        grid.mark("\u{302}", before: 1, y: 0, clip: whole)
        grid.mark("\u{303}", before: 3, y: 0, clip: whole)
        grid.mark("\u{304}", before: 0, y: 0, clip: whole)
        grid.mark("\u{304}", before: 1, y: 1, clip: whole)
        #expect(grid.lines == ["e\u{301}東\u{303}"])
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func whateverIsPutNoHalfIsLeft(seed: UInt64) {
        var random = SeededGenerator(seed)
        var grid = Grid(size: Size(width: 6, height: 2))
        for _ in 0..<200 {
            let scalar: Unicode.Scalar = Bool.random(using: &random) ? "東" : "x"
            let (x, y) = (Int.random(in: -1...7, using: &random), Int.random(in: -1...2, using: &random))
            let from = Int.random(in: 0..<6, using: &random)
            let clip = Rectangle(x: from, y: 0, width: Int.random(in: 0...6 - from, using: &random), height: 2)
            grid.put(scalar, width: DisplayWidth.of(scalar), x: x, y: y, style: .plain, clip: clip)
            #expect(grid.fault == nil)
        }
    }

    @Test func rowsBecomeTextWithColours() {
        var canvas = Canvas(size: Size(width: 8, height: 3), theme: .plain, glyphs: .unicode)
        let red = Style(foreground: PaletteColor(1), modifiers: [.bold, .underline])
        canvas.write("a東", x: 0, y: 0, style: red)
        canvas.write("e\u{301}", x: 3, y: 0, style: .plain)
        let bright = Style(foreground: PaletteColor(9), background: PaletteColor(12))
        canvas.write("b", x: 1, y: 1, style: bright)
        canvas.put(" ", x: 2, y: 1, style: Style(foreground: PaletteColor(208), background: PaletteColor(16)))
        #expect(
            canvas.grid.ansiLines == [
                "\u{1B}[0;1;4;31ma東\u{1B}[0me\u{301}",
                " \u{1B}[0;91;104mb\u{1B}[0;38;5;208;48;5;16m \u{1B}[0m", "",
            ])
    }

    @Test func rectanglesMeetWhereTheyShould() {
        let area = Rectangle(x: 2, y: 3, width: 4, height: 5)
        #expect(area.contains(Point(x: 2, y: 3)) && area.contains(Point(x: 5, y: 7)))
        #expect(!area.contains(Point(x: 6, y: 3)) && !area.contains(Point(x: 2, y: 8)))
        #expect(area.clipping(Rectangle(x: 0, y: 0, width: 4, height: 5)) == Rectangle(x: 2, y: 3, width: 2, height: 2))
        #expect(area.clipping(Rectangle(x: 9, y: 9, width: 4, height: 5)).size == Size(width: 0, height: 0))
        #expect(Rectangle(x: 0, y: 0, width: -4, height: -1).size == Size(width: 0, height: 0))
    }
}
