import Foundation
import Testing

@testable import Plan

@Suite("The user's configuration")
struct UserConfigurationTests {
    private func errors(_ text: String) -> [String] {
        do {
            _ = try UserConfiguration.decode(text: text, path: "/c/weir/config.yaml")
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test("Every key is kept; nothing is nothing")
    func keys() throws {
        let configuration = try UserConfiguration.decode(
            text: "theme: dark\nui: plain\nworkers: 3\ndrivers: {duckdb: lib/duckdb.so}\n", path: "/c/weir/config.yaml")
        #expect(configuration.theme == "dark")
        #expect(configuration.interface == .plain)
        #expect(configuration.workers == 3)
        #expect(configuration.drivers == ["duckdb": "/c/weir/lib/duckdb.so"])
        #expect(try UserConfiguration.decode(text: "# nothing\n", path: "/c") == UserConfiguration())
    }

    @Test("Mistakes are explained as a plan's are")
    func mistakes() {
        #expect(
            errors("them: dark\nui: plan\nworkers: 0\n") == [
                "/c/weir/config.yaml:1:1: error: unknown key 'them' in the configuration; did you mean 'theme'?",
                "/c/weir/config.yaml:2:5: error: 'ui': unknown 'plan'; did you mean 'plain'?",
                "/c/weir/config.yaml:3:10: error: 'workers': expected a whole number of at least 1, found the number 0",
            ])
    }

    @Test("It lies where the XDG base directory specification says")
    func path() {
        #expect(UserConfiguration.path(environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/weir/config.yaml")
        #expect(UserConfiguration.path(environment: ["HOME": "/h"]) == "/h/.config/weir/config.yaml")
        #expect(
            UserConfiguration.path(environment: ["XDG_CONFIG_HOME": "x", "HOME": "/h"]) == "/h/.config/weir/config.yaml"
        )
        #expect(UserConfiguration.path(environment: ["XDG_CONFIG_HOME": ""]) == nil)
    }

    @Test("No file is no defaults")
    func noFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("none-\(UUID().uuidString)").path
        #expect(try UserConfiguration.load(environment: ["XDG_CONFIG_HOME": folder]) == UserConfiguration())
    }
}
