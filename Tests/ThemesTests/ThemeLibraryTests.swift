import Foundation
import Plan
import Testing

@testable import Themes

@Suite struct ThemeLibraryTests {
    @Test func aThemeOverridesWhatItInheritsKeyByKeyAndColourByColour() throws {
        let folder = try ThemeFolder([
            "own": "inherits = \"base\"\n[palette]\nred = \"#ff0000\"\n[styles]\nstep = { mods = [\"bold\"] }\n",
            "base": "inherits = \"root\"\n[meta]\nauthor = \"A\"\n[styles]\nstep = \"red\"\nerror = \"red\"\n",
            "root":
                "[palette]\nred = \"#aa0000\"\nink = \"#111111\"\n[styles]\ntext = \"ink\"\n\"step.failed\" = \"red\"\n",
        ])
        let styles = try folder.styles()
        #expect(styles.look(of: .error).foreground?.value.rgb == RGB(255, 0, 0))
        #expect(styles.look(of: .stepFailed).foreground?.value.rgb == RGB(255, 0, 0))
        #expect(styles.look(of: .step).foreground?.value.rgb == RGB(0x11, 0x11, 0x11))
        #expect(styles.look(of: .step).modifiers == .bold)
        #expect(styles.name == "own")
        #expect(styles.meta.author == nil)
        #expect(try folder.styles("base").look(of: .error).foreground?.value.rgb == RGB(0xAA, 0, 0))
    }

    @Test func aCircleOfInheritanceIsToldAndEndsNothing() throws {
        let folder = try ThemeFolder([
            "a": "inherits = \"b\"\n", "b": "inherits = \"c\"\n", "c": "inherits = \"b\"\n",
            "self": "inherits = \"self\"\n",
            "good": "",
        ])
        #expect(
            folder.errors("a") == [
                "c.toml:1:12: error: 'inherits' goes in a circle, b → c → b; take it out of one of them"
            ])
        #expect(
            folder.errors("self") == [
                "self.toml:1:12: error: a theme cannot inherit itself; take it out, or name another one"
            ])
        #expect(folder.library.choices().map(\.name) == ["a", "b", "c", "good", "self"])
        #expect(folder.library.choices().filter { (try? $0.styles.get()) != nil }.map(\.name) == ["good"])
    }

    @Test func aMissingAncestorHasTheNearestNameAndHidesNoOtherError() throws {
        let folder = try ThemeFolder([
            "own": "inherits = \"drak\"\n[styles]\ntext = \"ink\"\nmatch = \"#1\"\n", "dark": "",
        ])
        #expect(
            folder.errors() == [
                "own.toml:1:12: error: there is no theme 'drak' to inherit; did you mean 'dark'?",
                "own.toml:4:9: error: 'match': '#1' is no colour; write \"#rrggbb\"",
            ])
    }

    @Test func errorsOfAnAncestorAreToldWithItsFile() throws {
        let folder = try ThemeFolder([
            "own": "inherits = \"bad\"\n[style]\n", "bad": "[styles]\nmach = \"default\"\n", "worse": "=",
            "heir": "inherits = \"worse\"\n",
        ])
        #expect(
            folder.errors() == [
                "own.toml:2:1: error: unknown key 'style' in a theme; did you mean 'styles'?",
                "bad.toml:2:1: error: unknown style 'mach'; did you mean 'match'?",
            ])
        #expect(folder.errors("heir").first?.hasPrefix("worse.toml:1:1: error: this is not TOML") == true)
    }

    @Test func theFirstOfANameCountsAndMayInheritTheNext() throws {
        let folder = try ThemeFolder(
            ["dark": "inherits = \"dark\"\n[palette]\nred = \"#ff0000\"\n", "broken": "["],
            [
                "dark": "[palette]\nred = \"#aa0000\"\n[styles]\ntext = \"red\"\n", "night": "inherits = \"dark\"\n",
                "broken": "[styles]\n",
            ])
        #expect(folder.library.entries().map(\.origin) == [.user, .user, .bundled])
        #expect(try folder.styles("dark").look(of: .text).foreground?.value.rgb == RGB(255, 0, 0))
        // No file of the user's changes or breaks what comes with the program.
        #expect(try folder.styles("night").look(of: .text).foreground?.value.rgb == RGB(0xAA, 0, 0))
        #expect(folder.errors("broken").count == 1)
    }

    @Test func aFileBesideTheFoldersInheritsFromItsOwnAndFromThem() throws {
        let folder = try ThemeFolder(["base": "[styles]\ntext = \"#010203\"\n"])
        let file = folder.path + "/mine.toml"
        try Data("inherits = \"next\"\n".utf8).write(to: URL(fileURLWithPath: file))
        try Data("inherits = \"base\"\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/next.toml"))
        let styles = try folder.library.styles(file: file)
        #expect(styles.name == "mine")
        #expect(styles.look(of: .text).foreground?.value.rgb == RGB(1, 2, 3))
    }

    @Test func aChangedFileIsReadAgain() throws {
        let folder = try ThemeFolder(["own": "[styles]\nstep = \"#ff0000\"\n"])
        #expect(try folder.library.theme(named: "own", at: .indexed256)[.step].foreground == PaletteColor(196))
        try Data("[styles]\nstep = \"#00ff00\"\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/yours/own.toml"))
        #expect(try folder.library.theme(named: "own", at: .indexed256)[.step].foreground == PaletteColor(46))
    }

    @Test func anUnknownThemeHasTheNearestName() throws {
        let folder = try ThemeFolder(["dark": ""])
        #expect(folder.errors("drak") == ["error: there is no theme 'drak'; did you mean 'dark'?"])
        #expect(folder.errors("../dark") == ["error: there is no theme '../dark'; 'weir themes list' lists them"])
        #expect(folder.errors("purple") == ["error: there is no theme 'purple'; 'weir themes list' lists them"])
    }

    @Test func foldersAreSearchedInTheirOrder() {
        func paths(_ environment: [String: String]) -> [String] {
            ThemeLibrary(option: "o", environment: environment, bundled: "/b").folders.map(\.path)
        }
        #expect(paths(["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == ["o", "/x/weir/themes", "/b"])
        #expect(paths(["XDG_CONFIG_HOME": "x", "HOME": "/h"]) == ["o", "/h/.config/weir/themes", "/b"])
        #expect(paths([:]) == ["o", "/b"])
        #expect(ThemeLibrary(folders: [ThemeLibrary.Folder("/no/such/folder", .user)]).entries().isEmpty)
    }

    @Test func whatIsNoFileIsNoTheme() throws {
        let folder = try ThemeFolder(["own": ""])
        try FileManager.default.createDirectory(
            atPath: folder.path + "/yours/folder.toml", withIntermediateDirectories: true)
        mkfifo(folder.path + "/yours/pipe.toml", 0o600)
        #expect(folder.library.entries().map(\.name) == ["own"])
    }

    @Test func bytesThatAreNoTextAreToldWithTheirPlace() throws {
        let folder = try ThemeFolder(["own": ""])
        try Data([0x23, 0x0A, 0x20, 0xFF]).write(to: URL(fileURLWithPath: folder.path + "/yours/own.toml"))
        #expect(folder.errors() == ["own.toml:2:2: error: the byte 0xFF is not UTF-8; save the file as UTF-8"])
    }
}
