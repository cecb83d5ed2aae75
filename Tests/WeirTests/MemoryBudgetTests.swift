import Events
import Foundation
import Plan
import TestFolders
import Testing

/// Runs of the real program that may use only so much memory.
@Suite struct MemoryBudgetTests {
    private static let sources = 6
    private static let rows = 300_000

    /// Joins six sources one by one, so that what is read early is needed late.
    private static let plan: String = {
        var plan = "sources:\n"
        for source in 0..<sources { plan += "  s\(source): {csv: s\(source).csv}\n" }
        plan += "links:\n"
        for source in 1..<sources { plan += "  - {join: left, left: s0, right: s\(source), on: id}\n" }
        let features = (0..<sources).flatMap { ["s\($0).a", "s\($0).b", "s\($0).c"] }
        plan += "outputs:\n  all: {features: [id, \(features.joined(separator: ", "))], to: all.arrow}\n"
        return plan
    }()

    private static func folder() throws -> TestFolder {
        var files = ["plan.yaml": plan]
        for source in 0..<sources {
            var text = "id,a,b,c\n"
            for row in 0..<rows { text += "\(row),\(row &* 7 % 1000 + source),\(row).5,\(row % 97)\n" }
            files["s\(source).csv"] = text
        }
        return try TestFolder(files)
    }

    /// - Parameter knows: whether it goes by what earlier runs made, and not by its frameworks' estimates alone.
    private func run(
        _ arguments: [String], knows: Bool = false, in folder: TestFolder
    ) async throws -> (WeirProcess.Ended, [RunEvent]) {
        let ended = try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "none", "--events", "events.jsonl"] + (knows ? [] : ["--no-history"])
                + arguments,
            in: folder.path,
            environment: ["WEIR_SPILL_DIR": folder.path])
        var events: [RunEvent] = []
        var reader = try EventLogReader(path: folder.path + "/events.jsonl")
        while let event = try reader.next() { events.append(event) }
        return (ended, events)
    }

    private func spilled(_ events: [RunEvent]) -> Int {
        events.reduce(0) { if case .dataSpilled(_, let bytes) = $1.kind { $0 + bytes } else { $0 } }
    }

    private func peak(_ events: [RunEvent]) -> Int {
        for event in events.reversed() { if case .runFinished(let end) = event.kind { return end.peakPoolBytes } }
        return .max
    }

    @Test func dataThatHasNoRoomWaitsOnADiskAndTheResultIsTheSame() async throws {
        let folder = try Self.folder()
        let (free, all) = try await run([], in: folder)
        #expect(free.status == 0, "\(free.errors)")
        #expect(spilled(all) == 0)
        let expected = try folder.data(of: "all.arrow")
        let names = folder.files

        for arguments in [["--mode", "threads"], ["--mode", "sync"], ["--mode", "processes", "--workers", "1"]] {
            let budget = arguments[1] == "processes" ? 140 : 95
            let (ended, events) = try await run(arguments + ["--memory", "\(budget)MiB"], in: folder)
            #expect(ended.status == 0, "\(arguments): \(ended.errors)")
            #expect(spilled(events) > 0, "\(arguments)")
            #expect(peak(events) < min(peak(all), budget << 20), "\(arguments)")
            #expect(try folder.data(of: "all.arrow") == expected, "\(arguments)")
        }
        // What is known of earlier runs may change what leaves memory and when, and nothing else.
        _ = try await run([], knows: true, in: folder)
        let (ended, events) = try await run(["--memory", "95MiB"], knows: true, in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(events.contains { if case .runExpected = $0.kind { true } else { false } })
        #expect(peak(events) < 95 << 20)
        #expect(try folder.data(of: "all.arrow") == expected)
        // Spill files have no names, so that none can be left.
        #expect(folder.files == names)
    }

    @Test func stepThatCannotFitEndsTheRunWithStatus3AndSaysWhatItNeeds() async throws {
        let folder = try Self.folder()
        let (ended, _) = try await run(["--memory", "45MiB"], in: folder)
        #expect(ended.status == 3)
        #expect(ended.errors.contains("memory budget of 45MiB"), "\(ended.errors)")
        #expect(ended.errors.contains("give the run at least"), "\(ended.errors)")
        #expect(!folder.files.contains("all.arrow"))
    }

    @Test func budgetBelowWhatTheProgramNeedsIsRefused() async throws {
        let folder = try Self.folder()
        let (ended, _) = try await run(["--memory", "10MiB"], in: folder)
        #expect(ended.status == 3)
        #expect(ended.errors.contains("the memory budget of 10MiB leaves no room for data"), "\(ended.errors)")
    }

    @Test func peakOverItsLimitFailsTheRunAndPutsNothingInPlace() async throws {
        let folder = try Self.folder()
        let (ended, _) = try await run(["--max-peak", "5MiB"], in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("more than the 5MiB allowed"), "\(ended.errors)")
        #expect(!folder.files.contains("all.arrow"))
        let (fits, _) = try await run(["--max-peak", "1GiB"], in: folder)
        #expect(fits.status == 0, "\(fits.errors)")
    }

    @Test(arguments: ["0", "many", "-5MiB", "5 parsecs"])
    func sizeThatIsNoneIsRefused(size: String) async throws {
        let folder = try TestFolder(["plan.yaml": "sources: {}\n"])
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--memory=\(size)"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors.contains("--memory"), "\(ended.errors)")
    }
}
