import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct PaletteTests {
    private func palette(_ names: [String]) -> Palette {
        Palette(names.enumerated().map { Palette.Command(name: $1, action: .focus(StepID($0))) })
    }

    private func names(_ palette: Palette) -> [String] { palette.found.map(\.name) }

    private func type(_ text: String, into palette: inout Palette) {
        for character in text { palette.handle(.character(character)) }
    }

    @Test func whatHasTheTextAsItStandsComesFirst() {
        var palette = palette(["t-h-e-m-e", "theme a", "show timeline", "leave"])
        type("theme", into: &palette)
        #expect(names(palette) == ["theme a", "t-h-e-m-e"])
        palette.handle(.backspace)
        palette.handle(.control("u"))
        #expect(names(palette).count == 4 && palette.text.isEmpty)
        type("zzz", into: &palette)
        #expect(palette.found.isEmpty && palette.selected == nil)
    }

    @Test func theChoiceIsMovedByArrowsTabAndControl() {
        var palette = palette((0..<5).map { "command \($0)" })
        for (key, expected) in [
            (.down, 1), (.control("n"), 2), (.tab, 3), (.control("p"), 2), (.backTab, 1), (.up, 0), (.up, 0),
            (.pageDown, 4), (.tab, 4),
        ] as [(Key, Int)] {
            palette.handle(key)
            #expect(palette.selected?.name == "command \(expected)")
        }
        type("3", into: &palette)
        #expect(palette.selected?.name == "command 3")
    }

    @Test(arguments: ["break at 512MiB", "break 512MiB"])
    func aSizeMakesABreakpoint(text: String) {
        var palette = palette(["leave"])
        type(text, into: &palette)
        #expect(palette.selected?.name == "break when data takes more than 512MiB")
    }

    @Test func aSizeOfNothingMakesNone() {
        var palette = palette(["leave"])
        type("break at 0", into: &palette)
        #expect(palette.selected == nil)
    }

    @Test func theChoiceIsInSightOnASmallScreen() {
        var palette = palette((0..<40).map { "command \($0)" })
        for _ in 0..<11 { palette.handle(.down) }
        for height in [5, 8, 10, 30] {
            var canvas = Canvas(size: Size(width: 40, height: height), theme: .plain, glyphs: .unicode)
            palette.draw(on: &canvas)
            #expect(canvas.grid.lines.contains { $0.contains("command 11") })
        }
    }

    @Test func namesOfStepsAreShownSafely() {
        let palette = palette(["go to \u{1B}[31m東京"])
        var canvas = Canvas(size: Size(width: 60, height: 12), theme: .plain, glyphs: .unicode)
        palette.draw(on: &canvas)
        #expect(canvas.grid.fault == nil)
        #expect(canvas.grid.lines.contains { $0.contains("go to \\u{1B}[31m東京") })
    }
}
