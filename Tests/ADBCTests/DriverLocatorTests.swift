import Testing

@testable import ADBC

@Suite struct DriverLocatorTests {
    private let installed = try? DriverLocator().locate("sqlite")

    @Test func theNearestPlaceWins() throws {
        let scratch = try Scratch()
        _ = try scratch.file("sqlite.toml", "version = '9.9'\n[Driver]\nshared = 'lib/sqlite.so'\nentrypoint = 'start'")
        var environment = ["ADBC_DRIVER_PATH": "/nowhere:\(scratch.path)", "HOME": "/nowhere"]
        let manifest = try DriverLocator(environment: environment, program: "").locate("sqlite")
        #expect(manifest.library == "\(scratch.path)/lib/sqlite.so")
        #expect(manifest.entry == "start")
        #expect(manifest.version == "9.9")
        #expect(manifest.origin == .manifest("\(scratch.path)/sqlite.toml"))
        environment["WEIR_DRIVER_SQLITE"] = "/from/variable.so"
        let variable = try DriverLocator(environment: environment, program: "").locate("sqlite")
        #expect(variable.library == "/from/variable.so")
        #expect(variable.origin == .variable("WEIR_DRIVER_SQLITE"))
        let setting = try DriverLocator(paths: ["sqlite": "/a.so"], environment: environment, program: "").locate(
            "sqlite")
        #expect(setting.library == "/a.so")
        #expect(setting.origin == .setting)
    }

    @Test func aSettingMayLeadToAManifest() throws {
        let scratch = try Scratch()
        let manifest = try scratch.file(
            "own.toml",
            "[Driver.shared]\nlinux_amd64 = '/l.so'\nlinux_arm64 = '/l.so'\nmacos_arm64 = '/l.so'\nmacos_amd64 = '/l.so'"
        )
        let location = try DriverLocator(paths: ["sqlite": manifest], environment: [:], program: "").locate("sqlite")
        #expect(location.library == "/l.so")
        #expect(location.entry == nil)
    }

    @Test func aBrokenManifestNamesItself() throws {
        let scratch = try Scratch()
        for (text, part) in [
            ("a = ", "own.toml:1"), ("name = 'x'", "[Driver]"), ("[Driver.shared]\nwindows_amd64 = 'x.dll'", "shared"),
        ] {
            let path = try scratch.file("own.toml", text)
            let locator = DriverLocator(paths: ["own": path], environment: [:], program: "")
            let error = try #require(throws: DatabaseError.self) { try locator.locate("own") }
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test func whatCanBeFoundIsListed() throws {
        let scratch = try Scratch()
        _ = try scratch.file("snowflake.toml", "")
        _ = try scratch.file("notes.txt", "")
        let locator = DriverLocator(
            paths: ["mine": "/x.so"],
            environment: ["ADBC_DRIVER_PATH": scratch.path, "WEIR_DRIVER_DUCKDB": "/d.so", "HOME": "/nowhere"],
            program: "")
        #expect(locator.names == ["duckdb", "mine", "snowflake"])
    }

    @Test func makeDepsLaidOutSQLiteAndDuckDB() throws {
        for name in ["sqlite", "duckdb"] {
            let location = try DriverLocator().locate(name)
            #expect(try Driver.load(name).location == location)
        }
    }
}
