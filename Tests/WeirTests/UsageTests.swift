import TestFolders
import Testing

@Suite struct UsageTests {
    @Test func helpNamesEveryCommandAndTheExitStatuses() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["--help"], in: folder.path)
        #expect(ended.status == 0)
        for command in ["run", "check", "plan", "groups", "schema", "themes", "init", "demo"] {
            #expect(ended.output.contains("\n  \(command) "))
        }
        #expect(ended.output.contains("130 interrupted"))
        #expect(ended.errors.isEmpty)
    }

    @Test func theVersionIsOneLine() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["--version"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    }

    @Test(arguments: [
        ["run"], ["run", "plan.yaml", "--mode", "fibers"], ["run", "plan.yaml", "--workers", "0"],
        ["run", "plan.yaml", "--set", "novalue"], ["run", "plan.yaml", "--fail-fast", "--keep-going"],
        ["jog", "plan.yaml"],
        ["plan", "plan.yaml", "--format", "png"], ["check"], ["run", "plan.yaml", "--ui", "tui"],
        ["groups", "scalling"],
        ["run", "plan.yaml", "--events", "no/such/folder/events"], ["check", "empty"],
    ])
    func wrongUsageEndsWithTwoAndSaysWhy(arguments: [String]) async throws {
        let folder = try TestFolder(ShopPlan.files)
        try folder.write(ShopPlan.yaml, to: "plan.yaml")
        try folder.write("", to: "empty/notes.txt")
        let ended = try await WeirProcess.run(arguments, in: folder.path)
        #expect(ended.status == 2)
        #expect(!ended.errors.isEmpty)
        #expect(ended.output.isEmpty)
        #expect(!folder.files.contains { $0.hasPrefix("out/") })
    }

    @Test func aMisspeltGroupGetsTheNearestName() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["groups", "scalling"], in: folder.path)
        #expect(ended.errors == "weir: error: there is no feature group 'scalling'; did you mean 'scaling'?\n")
    }

    @Test(arguments: [
        ("tui", "standard input is not a terminal"),
        ("inline", "standard output is not a terminal that can move its cursor"),
    ])
    func anInterfaceThatTheTerminalCannotShowSaysSo(interface: String, reason: String) async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["run", "shop.yaml", "--ui", interface], in: folder.path)
        #expect(ended.status == 2)
        #expect(
            ended.errors == "weir: error: --ui \(interface): \(reason); --ui plain shows the run as lines\n")
    }
}
