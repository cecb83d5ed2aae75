import Plan
import Testing

@testable import Themes

@Suite struct ThemeCheckTests {
    private func problems(_ styles: String) throws -> [String] {
        let folder = try ThemeFolder(["own": "[styles]\n" + styles])
        return ThemeCheck(try folder.styles()).problems.map(folder.shortened)
    }

    @Test func poorContrastIsToldWithItsFiguresAndWhatToDo() throws {
        #expect(
            try problems(
                "text = { fg = \"#ffffff\", bg = \"#000000\" }\nmatch = \"#ffffff\"\n\"step.done\" = \"#585858\"\n")
                == [
                    "own.toml:4:15: error: 'step.done' has a contrast of 2.95:1 (#585858 on #000000), too little to be read; "
                        + "make it lighter, to at least 4.5:1"
                ])
        #expect(
            try problems("text = { fg = \"#8a8a8a\", bg = \"#ffffff\" }\n") == [
                "own.toml:2:15: error: 'text' has a contrast of 3.45:1 (#8a8a8a on #ffffff), too little to be read; "
                    + "make it darker, to at least 4.5:1"
            ])
    }

    @Test func onlyColoursThatAreBothTheThemesOwnAreMeasured() throws {
        #expect(try problems("text = \"#585858\"\nstep = { fg = \"default\", bg = \"#585858\" }\n").isEmpty)
        #expect(try problems("text = { bg = \"#000000\" }\nstep = { ansi16 = \"black\" }\n").isEmpty)
        let folder = try ThemeFolder(["own": "[styles]\ntext = \"#585858\"\n"])
        #expect(ThemeCheck(try folder.styles()).least == nil)
    }

    @Test func textUnderASelectionIsMeasuredOnItsBackground() throws {
        let text =
            "text = { fg = \"#ffffff\", bg = \"#000000\" }\n\"step.done\" = \"#8a8a8a\"\nselection = { bg = \"#444444\" }\n"
        #expect(
            try problems(text) == [
                "own.toml:3:15: error: 'step.done' under 'selection' has a contrast of 2.82:1 (#8a8a8a on #444444), too little "
                    + "to be read; make it lighter, to at least 4.5:1"
            ])
        #expect(try problems(text + "header = \"#8a8a8a\"\n").count == 1)
        #expect(
            try problems(text.replacing("{ bg = \"#444444\" }", with: "{ fg = \"#ffffff\", bg = \"#444444\" }")).isEmpty
        )
    }

    @Test func whatTwoHundredAndFiftySixColoursMakeHardToReadIsAWarning() throws {
        // The nearest that there are, #767676 on #080808, have 4.409:1.
        let found = try problems("text = { fg = \"#797979\", bg = \"#0b0b0b\" }\n")
        #expect(
            found == [
                "own.toml:2:15: warning: 'text' has a contrast of 4.4:1 where there are 256 colours (#797979 becomes #767676, "
                    + "#0b0b0b becomes #080808); make it lighter"
            ])
    }
}
