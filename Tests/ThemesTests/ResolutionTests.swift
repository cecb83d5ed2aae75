import Plan
import Testing

@testable import Themes

@Suite struct ResolutionTests {
    private func theme(_ text: String, at depth: ColorDepth = .indexed256) throws -> Theme {
        try ThemeFolder(["own": text]).styles().resolved(at: depth)
    }

    @Test func aMissingKeyFallsBackAlongItsDots() throws {
        let theme = try theme(
            "[styles]\ntext = { fg = \"#d0d0d0\", bg = \"#121212\" }\nstep = { fg = \"#5fd7ff\", mods = [\"bold\"] }\n\"step.done\" = { bg = \"#303030\" }\n"
        )
        let ground = PaletteColor(233)
        #expect(theme[.stepFailed] == Style(foreground: PaletteColor(81), background: ground, modifiers: .bold))
        #expect(
            theme[.stepDone] == Style(foreground: PaletteColor(81), background: PaletteColor(236), modifiers: .bold))
        #expect(theme[.dataLive] == Style(foreground: PaletteColor(252), background: ground))
        #expect(theme[.histogram] == theme[.text])
    }

    @Test func anEmptyThemeIsTheTerminalsOwnColours() throws {
        let theme = try theme("")
        #expect(theme[.text] == .plain)
        #expect(theme[.stepFailed] == .plain)
        #expect(theme[.selection].modifiers.contains(.reverse))
    }

    @Test func colourIsAnIndexAsTheDepthAllows() throws {
        let text = "[styles]\nstep = \"#ff0a05\"\n\"step.done\" = { fg = \"#ff0a05\", ansi16 = \"bright-blue\" }\n"
        #expect(try theme(text)[.step].foreground == PaletteColor(196))
        #expect(try theme(text, at: .ansi16)[.step].foreground == PaletteColor(9))
        #expect(try theme(text, at: .mono)[.step].foreground == .standard)
        #expect(try theme(text)[.stepDone].foreground == PaletteColor(196))
        #expect(try theme(text, at: .ansi16)[.stepDone].foreground == PaletteColor(12))
    }

    @Test func oneOfTheSixteenAloneIsMeantAtEveryDepth() throws {
        let text = "[styles]\nstep = { ansi16 = { fg = \"red\", bg = \"bright-black\" } }\n"
        for depth in [ColorDepth.ansi16, .indexed256] {
            #expect(
                try theme(text, at: depth)[.step] == Style(foreground: PaletteColor(1), background: PaletteColor(8)))
        }
    }

    @Test func aColourOfThePaletteHasItsOwnOneOfTheSixteen() throws {
        let text =
            "palette.sky = { rgb = \"#87d7ff\", ansi16 = \"cyan\" }\n[styles]\nstep = \"sky\"\n"
            + "\"step.done\" = { fg = \"sky\", ansi16 = \"bright-cyan\" }\n"
        #expect(try theme(text)[.step].foreground == PaletteColor(117))
        #expect(try theme(text, at: .ansi16)[.step].foreground == PaletteColor(6))
        #expect(try theme(text, at: .ansi16)[.stepDone].foreground == PaletteColor(14))
    }

    @Test func withoutColoursASelectionThatOnlyHasABackgroundIsReversed() throws {
        let text =
            "[styles]\nselection = { bg = \"#303030\" }\nmatch = { fg = \"#000000\", bg = \"#ffff00\", mods = [\"bold\"] }\n"
            + "\"tab.active\" = \"#ff0000\"\n"
        let mono = try theme(text, at: .mono)
        #expect(mono[.selection] == Style(modifiers: .reverse))
        #expect(mono[.match] == Style(modifiers: [.bold, .underline]))
        #expect(mono[.tabActive] == Style(modifiers: .reverse))
        #expect(try theme(text)[.selection] == Style(background: PaletteColor(236)))
        #expect(try theme(text)[.tabActive] == Style(foreground: PaletteColor(196)))
    }

    @Test func aSelectionThatSixteenColoursCannotTellFromTheGroundIsReversed() throws {
        let text = "[styles]\ntext = { fg = \"#d0d0d0\", bg = \"#121212\" }\nselection = { bg = \"#1c1c1c\" }\n"
        #expect(try theme(text, at: .indexed256)[.selection] == Style(background: PaletteColor(234)))
        #expect(try theme(text, at: .ansi16)[.selection] == Style(background: PaletteColor(0), modifiers: .reverse))
    }

    @Test func aSelectionLeavesToTheRowTheColoursThatItDoesNotGive() throws {
        let theme = try theme(
            "[styles]\ntext = { fg = \"#d0d0d0\", bg = \"#121212\" }\nselection = { bg = \"#303030\" }\n")
        #expect(theme[.selection].foreground == .standard)
        #expect(theme[.timelineCursor] == Style(modifiers: .reverse))
    }

    @Test func withoutColoursWeightStandsInForThem() throws {
        let theme = try theme(
            "[styles]\nstep = \"#ff0000\"\n\"step.done\" = { mods = [\"italic\"] }\n\"step.waiting\" = { mods = [] }\n",
            at: .mono)
        #expect(theme[.stepFailed] == Style(modifiers: .bold))
        #expect(theme[.stepSkipped] == Style(modifiers: .dim))
        #expect(theme[.stepDone] == Style(modifiers: .italic))
        #expect(theme[.stepWaiting] == .plain)
    }

    @Test func textNeverHasTheColourOfItsGround() throws {
        let dark = try theme("[styles]\ntext = { fg = \"#303030\", bg = \"#121212\" }\n", at: .ansi16)
        #expect(dark[.text] == Style(foreground: PaletteColor(15), background: PaletteColor(0)))
    }
}
