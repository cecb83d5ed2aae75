import EditorSaves
import Events
import Foundation
import TestFolders
import Testing

/// Plans saved as editors save them, in the folder of a running watch, which is stopped meanwhile: so a save is one burst of changes
/// however slow the machine is.
@Suite struct WatchEditorTests {
    private static let editors = EditorSave.allCases

    /// Each save is one run of what it changed; no backup, lock or swap file counts as a plan, and the plan is never gone.
    @Test func eachEditorsSaveRunsWhatItChangedOnce() async throws {
        let folder = try TestFolder(TwoPlans.files)
        var steps: [([String], WatchScript.Action)] = []
        for (place, editor) in Self.editors.enumerated() {
            steps.append(
                (
                    ["b succeeded"],
                    { process in
                        try process.stopped {
                            try editor.save(TwoPlans.first(times: place + 3), as: "a.yaml", in: folder.path)
                        }
                    }
                ))
        }
        steps.append((["b succeeded"], { $0.send(SIGTERM) }))
        let script = WatchScript(steps)
        let ended = try await script.watch(folder, ["--debounce", "200ms"])
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        let lines = ended.lines
        #expect(lines.count { $0.contains(" START twice ") } == Self.editors.count + 1)
        #expect(lines.count { $0.contains(" START amount__mean_imputed ") } == 1)
        #expect(!lines.contains { $0.contains("is gone") || $0.contains("has 1 error; the plan before") })
        #expect(lines.contains { $0.contains("2 plans in .") })
        let sum = 90 * (Self.editors.count + 2)
        #expect(try folder.text(of: "out/b.csv") == "twice__sum_aggr\n\(sum)\n\(sum)\n\(sum)\n")
    }

    private static let vim = ["/usr/bin/vim", "/usr/local/bin/vim", "/opt/homebrew/bin/vim"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: vim != nil, "vim is not installed"))
    func realVimSavesAreSeen() async throws {
        let folder = try TestFolder(TwoPlans.files)
        let settings = ["backupcopy=no writebackup", "backupcopy=yes", "backupcopy=no backup", "nowritebackup"]
        var steps: [([String], WatchScript.Action)] = []
        for (place, setting) in settings.enumerated() {
            steps.append(
                (
                    ["b succeeded"],
                    { process in try process.stopped { try Self.edit(folder, setting, from: place + 2) } }
                ))
        }
        steps.append((["b succeeded"], { $0.send(SIGTERM) }))
        let script = WatchScript(steps)
        let ended = try await script.watch(folder, ["--debounce", "200ms"])
        #expect(script.isDone && ended.status == 128 + SIGTERM)
        #expect(ended.lines.count { $0.contains(" START twice ") } == settings.count + 1)
        #expect(!ended.lines.contains { $0.contains("is gone") })
        #expect(try folder.text(of: "a.yaml").contains("* \(settings.count + 2)"))
    }

    /// Changes the factor in the plan by one, with a swap file, as a user would.
    private static func edit(_ folder: TestFolder, _ setting: String, from factor: Int) throws {
        let vim = try WeirProcess(
            [
                "-N", "-u", "NONE", "-i", "NONE", "-es", "-c", "set \(setting)", "-c",
                #"%s/\* \#(factor)/* \#(factor + 1)/"#, "-c", "wq", "a.yaml",
            ], in: folder.path, program: vim ?? "vim")
        guard vim.endBlocking().status == 0 else { throw POSIXError(.EIO) }
    }
}
