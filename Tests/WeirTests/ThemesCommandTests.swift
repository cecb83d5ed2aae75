import TestFolders
import Testing

@Suite struct ThemesCommandTests {
    private static let shipped = ["ansi16", "dark", "deuteranopia", "high-contrast", "light", "mono", "tritanopia"]

    @Test func theListNamesEveryThemeAndMarksTheOneInUse() async throws {
        let folder = try TestFolder([
            ".config/weir/config.yaml": "theme: mine\n", ".config/weir/themes/mine.toml": "meta.author = \"Me\"\n",
        ])
        let ended = try await WeirProcess.run(["themes", "list"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        for name in Self.shipped {
            #expect(ended.lines.contains { $0.hasPrefix("   \(name) ") && $0.contains("  bundled  ") })
        }
        #expect(ended.lines.contains { $0.hasPrefix("*  mine ") && $0.contains("  Me  ") && $0.contains("  yours  ") })
        let empty = try TestFolder()
        let plain = try await WeirProcess.run(["themes"], in: empty.path)
        #expect(plain.lines.contains { $0.hasPrefix("*  dark ") })
    }

    @Test func aBrokenThemeIsListedAndStopsNoOther() async throws {
        let folder = try TestFolder(["mine/broken.toml": "[styles]\nmach = \"default\"\n"])
        let ended = try await WeirProcess.run(["themes", "list", "--themes-dir", "mine"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.lines.contains { $0.hasPrefix("   broken ") && $0.contains("--themes-dir") })
        #expect(ended.lines.count == Self.shipped.count + 2)
        #expect(ended.errors == "mine/broken.toml:2:1: error: unknown style 'mach'; did you mean 'match'?\n")
    }

    @Test func showTellsEveryKeyWithoutEscapesWhereThereIsNoTerminal() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["themes", "show", "dark"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(ended.lines.count > 50)
        #expect(!ended.output.contains("\u{1B}"))
        #expect(ended.lines.contains { $0.hasPrefix("step.failed") && $0.hasSuffix("210 #ff8787  233 #121212  bold") })
        let basic = try await WeirProcess.run(["themes", "show", "dark", "--depth", "ansi16"], in: folder.path)
        #expect(basic.lines.contains { $0.hasPrefix("step.failed") && $0.contains(" bright-red ") })
        let wrong = try await WeirProcess.run(["themes", "show", "drak"], in: folder.path)
        #expect(wrong.status == 2)
        #expect(wrong.errors == "error: there is no theme 'drak'; did you mean 'dark'?\n")
    }

    @Test func theShippedThemesPassTheCheck() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["themes", "check"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(ended.lines.map { String($0.prefix { $0 != ":" }) } == Self.shipped)
        #expect(ended.lines.allSatisfy { $0.contains(#/: ok: \d+ keys, /#) })
    }

    @Test func aThemeThatIsHardToReadOrWrongFailsTheCheck() async throws {
        let folder = try TestFolder([
            "pale.toml": "inherits = \"light\"\n[styles]\n\"step.done\" = \"#c0c0c0\"\n",
            "mine/wrong.toml": "inherits = \"wrong\"\n",
        ])
        let ended = try await WeirProcess.run(
            ["themes", "check", "--themes-dir", "mine", "wrong", "pale.toml", "light"], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.lines.count == 1)
        #expect(ended.errors.hasPrefix("mine/wrong.toml:1:12: error: a theme cannot inherit itself; "))
        #expect(ended.errors.contains("\npale.toml:3:15: error: 'step.done' has a contrast of 1.8"))
    }

    @Test func aFolderThatIsMissingIsWrongUsage() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["themes", "check", "--themes-dir", "none"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors == "weir: error: --themes-dir: there is no folder 'none'\n")
    }
}
