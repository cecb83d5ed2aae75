import Foundation
import PseudoTerminals
import TestFolders
import Testing

/// Recordings, as `--events` made them, played back.
@Suite struct ReplayTests {
    /// A folder with the recording `run.jsonl` of a run of the shop's plan, and the log of that run.
    private func recorded() async throws -> (folder: TestFolder, log: String) {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "plain", "--events", "run.jsonl"], in: folder.path)
        #expect(ended.status == 0)
        // Of a run that takes long it says now and then that it still runs; a recording has nothing of that.
        let lines = ended.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (folder, lines.filter { !$0.contains("] STILL ") }.joined(separator: "\n"))
    }

    @Test func withoutATerminalTheLogOfTheRunIsPrinted() async throws {
        let (folder, log) = try await recorded()
        let replay = try await WeirProcess.run(["replay", "run.jsonl"], in: folder.path)
        #expect(replay.status == 0)
        #expect(replay.output == log)
    }

    @Test func theMonitorWalksBackToAnyInstant() async throws {
        let (folder, _) = try await recorded()
        let files = ["run.jsonl": try folder.text(of: "run.jsonl")]
        let end = try await WeirTerminal.run(["replay", "run.jsonl", "--speed", "max"], files) { weir in
            let terminal = weir.terminal
            try terminal.wait(forText: " shop ✔ succeeded 5/5 ")
            for _ in 0..<200 { terminal.send("(") }
            try terminal.wait(forText: " weir · starting ")
            for _ in 0..<2 { terminal.send(")") }
            try terminal.wait(forText: " shop ▶ running 0/5 ")
            terminal.send("q")
        }
        #expect(end.status == 0)
        #expect(end.isRestored)
    }

    @Test func spaceAndBracesPlayIt() async throws {
        let (folder, _) = try await recorded()
        let files = ["run.jsonl": try folder.text(of: "run.jsonl")]
        let end = try await WeirTerminal.run(["replay", "run.jsonl", "--speed", "max"], files) { weir in
            let terminal = weir.terminal
            try terminal.wait(for: "the end of the recording") { $0.screen.lines.contains { $0.hasPrefix("end ") } }
            // A step back, which pauses; then by hundredths of the recording to its beginning.
            terminal.send("(" + String(repeating: "{", count: 110))
            try terminal.wait(for: "the beginning, paused") { terminal in
                let lines = terminal.screen.lines
                return lines[0].contains(" 0/") && lines.contains { $0.hasPrefix("⏸ 0") }
            }
            terminal.send(" ")
            try terminal.wait(for: "the end again") { $0.screen.lines.contains { $0.hasPrefix("end ") } }
            terminal.send("q")
        }
        #expect(end.status == 0)
        #expect(end.isRestored)
        #expect(end.lines == [])
    }

    @Test func aTerminalThatVanishesEndsIt() async throws {
        let (folder, _) = try await recorded()
        let text = try folder.text(of: "run.jsonl")
        let status = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(["run.jsonl": text])
            try weir.start(["replay", "run.jsonl", "--speed", "max"], script: #"trap '' HUP; exec "$@""#)
            try weir.terminal.wait(forText: " succeeded ")
            weir.terminal.hangUp()
            return try weir.terminal.waitForEnd()
        }
        #expect(status == 128 + SIGHUP)
    }

    @Test func aRecordingThatIsNoneSaysWhere() async throws {
        let folder = try TestFolder(["plan.yaml": "sources: {}\n", "empty.jsonl": ""])
        let none = try await WeirProcess.run(["replay", "plan.yaml"], in: folder.path)
        #expect(none.status == 2)
        #expect(none.errors.hasPrefix("weir: error: plan.yaml:1: this is not an event log: "))
        let empty = try await WeirProcess.run(["replay", "empty.jsonl"], in: folder.path)
        #expect(empty.status == 2)
        #expect(empty.errors == "weir: error: empty.jsonl: this recording has no events\n")
        let missing = try await WeirProcess.run(["replay", "gone.jsonl"], in: folder.path)
        #expect(missing.status == 2)
        #expect(missing.errors.contains("gone.jsonl: cannot open the event log"))
    }

    @Test func aRecordingThatEndsInMidLineIsShownAsFarAsItGoes() async throws {
        let (folder, log) = try await recorded()
        let text = try folder.text(of: "run.jsonl")
        try folder.write(String(text.dropLast(40)), to: "cut.jsonl")
        let replay = try await WeirProcess.run(["replay", "cut.jsonl", "--ui", "plain"], in: folder.path)
        #expect(replay.status == 0)
        #expect(replay.errors == "weir: warning: cut.jsonl ends in the middle of an event\n")
        #expect(log.hasPrefix(replay.output))
    }
}
