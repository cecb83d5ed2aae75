import Plan
import Testing

@testable import Themes

@Suite struct ThemeFileTests {
    private func errors(_ text: String) throws -> [String] { try ThemeFolder(["own": text]).errors() }

    @Test func everyNotationOfAStyleMeansTheSame() throws {
        let texts = [
            "[styles]\nstep = \"#112233\"\n\"step.failed\" = { fg = \"#ff0000\", mods = [\"bold\", \"italic\"] }\n",
            "[styles.step]\nfg = \"#112233\"\nfailed = { fg = \"#ff0000\", mods = [\"bold\", \"italic\"] }\n",
            "[styles]\n\"step\".fg = \"#112233\"\nstep.failed.fg = \"#ff0000\"\nstep.failed.mods = ['bold', 'italic']\n",
            "[palette]\nr = \"#ff0000\"\n[styles.step]\nfg = '#112233'\n[styles.step.failed]\nfg = \"r\"\nmods = [\"bold\", # so\n \"italic\",\n]\n",
        ]
        for text in texts {
            let styles = try ThemeFolder(["own": text]).styles()
            #expect(styles.look(of: .step).foreground?.value.rgb == RGB(0x11, 0x22, 0x33))
            #expect(styles.look(of: .stepFailed).foreground?.value.rgb == RGB(255, 0, 0))
            #expect(styles.look(of: .stepFailed).modifiers == [.bold, .italic])
            #expect(styles.look(of: .stepDone).foreground?.value.rgb == RGB(0x11, 0x22, 0x33))
        }
    }

    @Test func everyErrorOfAFileIsToldAtOnceAndInOrder() throws {
        let text = """
            inherit = "dark"

            [meta]
            apearance = "dark"
            appearance = "darkish"
            author = 7

            [palette]
            red = "#ff00"
            "default" = "#000000"

            [styles]
            text = { fg = "red", bg = "grund", weight = 3 }
            "step.runing" = "red"
            "step.failed" = { fg = "rad", mods = ["bolt", 3] }
            "step.done" = { ansi16 = "bright-gren" }
            "data.live" = { fg = "#12345g", ansi16 = { fg = "red", ground = "blue" } }
            match = 5
            """
        let found = try errors(text)
        #expect(
            found == [
                "own.toml:1:1: error: unknown key 'inherit' in a theme; did you mean 'inherits'?",
                "own.toml:4:1: error: unknown key 'apearance' in 'meta'; did you mean 'appearance'?",
                "own.toml:5:14: error: 'appearance' is dark, light or any, not 'darkish'; did you mean 'dark'?",
                "own.toml:6:10: error: 'author' is a text, not a number",
                "own.toml:9:7: error: 'red': '#ff00' is no colour; write \"#rrggbb\"",
                "own.toml:10:1: error: a colour cannot be called 'default', which styles use for something else",
                "own.toml:13:27: error: the palette has no colour 'grund'; add it under '[palette]', or write \"#rrggbb\" or \"default\"",
                "own.toml:13:36: error: unknown style 'text.weight'; did you mean 'text'?",
                "own.toml:14:1: error: unknown style 'step.runing'; did you mean 'step.running'?",
                "own.toml:15:24: error: the palette has no colour 'rad'; did you mean 'red'?",
                "own.toml:15:39: error: 'step.failed': 'bolt' is no modifier; did you mean 'bold'?",
                "own.toml:15:47: error: 'step.failed': a number is no modifier; there are bold, dim, italic, underline, reverse",
                "own.toml:16:26: error: 'step.done': 'bright-gren' is none of the sixteen colours; did you mean 'bright-green'?",
                "own.toml:17:22: error: 'data.live': '#12345g' is no colour; write \"#rrggbb\"",
                "own.toml:17:56: error: unknown key 'ground' in 'ansi16' of 'data.live'; it has fg, bg",
                "own.toml:18:9: error: 'match': a number is no colour; write a name of the palette, \"#rrggbb\" or \"default\"",
            ])
    }

    @Test func whatIsNotTOMLIsToldWithItsPlace() throws {
        let found = try errors("[styles]\ntext = \"red\nmatch = 1\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("own.toml:2:") == true)
        #expect(found.first?.contains("error: this is not TOML: ") == true)
        #expect(try errors("a\0b") == ["own.toml:1:2: error: a null character has no place in TOML; take it out"])
    }

    @Test func aStyleGivenTwiceIsAnError() throws {
        #expect(
            try errors("[styles]\n\"step.done\" = \"default\"\nstep.done = \"default\"\n") == [
                "own.toml:3:6: error: the style 'step.done' is given twice; leave one out"
            ])
    }

    @Test func aFieldThatIsUnknownHasItsNearestName() throws {
        #expect(
            try errors("[styles]\nmatch = { fgg = \"default\" }\n\"step\" = { bgg = \"default\" }\n") == [
                "own.toml:2:11: error: unknown key 'fgg' in 'match'; did you mean 'fg'?",
                "own.toml:3:12: error: unknown style 'step.bgg'; did you mean 'step.bg'?",
            ])
    }

    @Test func inheritsUnderMetaIsToldWhereItBelongs() throws {
        #expect(
            try errors("[meta]\ninherits = \"dark\"\n") == [
                "own.toml:2:1: error: 'inherits' stands above '[meta]', at the top of the file"
            ])
    }

    @Test func anotherNameThanTheFilesIsOnlyAWarning() throws {
        let folder = try ThemeFolder(["own": "meta.name = \"other\"\n"])
        #expect(
            try folder.styles().warnings.map(folder.shortened) == [
                "own.toml:1:13: warning: a theme is called as its file is, 'own', not 'other'; rename one of them"
            ])
    }

    @Test func placesAreFoundThroughAllThatTOMLAllows() {
        let places = TOMLPlaces(
            """
            # [no]
            a.b = \"\"\"x
            = "]\"\"\" # y
            'c.d' = [1, { e = 'f' },
              [\"\\\"\", 2]]
            [ g . "h" ]
            ü = 1979-05-27T07:32:00Z
            [[i]]
            j = true
            """)
        func at(_ path: String...) -> String {
            let place = places.place(of: path)
            return "\(place.line):\(place.column)"
        }
        #expect(at("a", "b") == "2:7")
        #expect(at("c.d", "1", "e") == "4:19")
        #expect(at("c.d", "2", "1") == "5:10")
        #expect(at("g", "h", "ü") == "7:5")
        #expect(at("i", "j") == "9:5")
        #expect(at("g", "h", "lost") == "6:1")
        #expect(at("nowhere") == "1:1")
    }
}
