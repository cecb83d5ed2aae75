import Testing

@testable import Themes

@Suite struct ColorTests {
    @Test func hexIsReadInEitherCaseAndWrittenInLower() {
        #expect(RGB(hex: "#1aB2ff") == RGB(0x1A, 0xB2, 0xFF))
        #expect(RGB(hex: "#1aB2ff")?.hex == "#1ab2ff")
        #expect(RGB(0, 0, 7).hex == "#000007")
    }

    @Test(arguments: ["", "#", "#fff", "1ab2ff", "#1ab2fg", "#1ab2ff0", "#1ab2f", "#é1234", "#+12345"])
    func whatIsNoHexIsNone(text: String) {
        #expect(RGB(hex: text) == nil)
    }

    /// Published values: WCAG's extremes; #767676 is the lightest grey with 4.5 on white, #777777 has 4.48.
    @Test(arguments: [
        ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00), ("#0000ff", "#ffffff", 8.59),
    ])
    func contrastIsAsWCAGHasIt(a: String, b: String, ratio: Double) throws {
        let (a, b) = (try #require(RGB(hex: a)), try #require(RGB(hex: b)))
        #expect(abs(a.contrast(to: b) - ratio) < 0.005)
        #expect(a.contrast(to: b) == b.contrast(to: a))
    }

    @Test func contrastsAreCutAndNeverRounded() {
        #expect(21.0.ratio == "21:1")
        #expect(4.4999.ratio == "4.49:1")
        #expect(4.5.ratio == "4.5:1")
        #expect(7.059.ratio == "7.05:1")
    }

    @Test func thePaletteIsXterms() {
        #expect(XtermPalette.color(of: 0).hex == "#000000")
        #expect(XtermPalette.color(of: 12).hex == "#5c5cff")
        #expect(XtermPalette.color(of: 16).hex == "#000000")
        #expect(XtermPalette.color(of: 117).hex == "#87d7ff")
        #expect(XtermPalette.color(of: 231).hex == "#ffffff")
        #expect(XtermPalette.color(of: 232).hex == "#080808")
        #expect(XtermPalette.color(of: 255).hex == "#eeeeee")
    }

    @Test func eachColourOfTheCubeAndTheGreysStaysItself() {
        for index in UInt8(16)...255 {
            #expect(XtermPalette.nearestIndexed(to: XtermPalette.color(of: index)) == PaletteColor(index))
        }
        for index in UInt8(0)...15 {
            #expect(XtermPalette.nearestBasic(to: XtermPalette.color(of: index)) == PaletteColor(index))
        }
    }

    @Test(arguments: [
        ("#010101", 16, 0), ("#fefefe", 231, 15), ("#121316", 233, 0), ("#5fd8fe", 81, 6), ("#ff0a05", 196, 9),
        ("#0808fe", 21, 4), ("#818181", 244, 8), ("#0ad00a", 40, 2),
    ])
    func aColourBecomesWhatLooksMostLikeIt(hex: String, indexed: UInt8, basic: UInt8) throws {
        let color = try #require(RGB(hex: hex))
        #expect(XtermPalette.nearestIndexed(to: color) == PaletteColor(indexed))
        #expect(XtermPalette.nearestBasic(to: color) == PaletteColor(basic))
    }

    /// CIE L*a*b* of sRGB's red: 53.24, 80.09, 67.20 (D65).
    @Test func labIsThatOfTheCIE() {
        let red = LabColor(RGB(255, 0, 0))
        #expect(abs(red.lightness - 53.24) < 0.05 && abs(red.a - 80.09) < 0.05 && abs(red.b - 67.20) < 0.05)
    }

    @Test func theDepthFollowsTheCountAndTheUsersWish() {
        #expect(ColorDepth.of(colorCount: -1, noColor: false) == .mono)
        #expect(ColorDepth.of(colorCount: 2, noColor: false) == .mono)
        #expect(ColorDepth.of(colorCount: 8, noColor: false) == .ansi16)
        #expect(ColorDepth.of(colorCount: 16, noColor: false) == .ansi16)
        #expect(ColorDepth.of(colorCount: 88, noColor: false) == .ansi16)
        #expect(ColorDepth.of(colorCount: 256, noColor: false) == .indexed256)
        #expect(ColorDepth.of(colorCount: 1 << 24, noColor: false) == .indexed256)
        #expect(ColorDepth.of(colorCount: 1 << 24, noColor: true) == .mono)
    }
}
