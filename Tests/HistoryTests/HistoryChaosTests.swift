import Foundation
import SeededRandomness
import TestFolders
import Testing

@testable import History

/// Kills a program by SIGKILL while it records runs, and looks at what it leaves. `make chaos` does so a hundred times.
@Suite struct HistoryChaosTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let count = variables["WEIR_CHAOS"] == nil ? 20 : 100

    private let folder: TestFolder
    private var file: HistoryFile { folder.history }

    init() throws { folder = try TestFolder() }

    @Test func whoeverDiesInTheMiddleOfAWriteLeavesASoundHistory() throws {
        let seed = Self.variables["WEIR_CHAOS_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)
        var random = SeededGenerator(seed: seed)
        var newest = ""
        for number in 0..<Self.count {
            // The program writes all the time, so at whatever moment it dies, it is in the middle of it.
            let told = try lines(Int.random(in: 1...3, using: &random), in: folder.path + "/.weir", "k\(number)")
            let before = newest
            newest = told.last ?? before
            #expect(!told.contains { $0.hasPrefix("note") }, "kill \(number) of seed \(seed): \(told)")
            #expect(file.isSound(), "kill \(number) of seed \(seed)")
            let runs = try file.runs(limit: 99)
            // What was told to be recorded is, and one more may be that could not be told.
            #expect(runs.prefix(2).contains { $0.id == newest }, "kill \(number) of seed \(seed)")
            #expect(runs.count <= 20)
            for run in runs {
                let steps = try file.steps(of: run)
                #expect(steps.map(\.index) == Array(0..<200), "run \(run.id), kill \(number) of seed \(seed)")
            }
        }
        // And it can be written.
        #expect(try file.record(RecordedRun("last"), [RecordedStep("x")]) == nil)
        #expect(try file.runs(limit: 1).map(\.id) == ["last"])
        #expect(!FileManager.default.fileExists(atPath: file.damagedPath))
    }

    /// Starts the program, and kills it when it has told of so many runs. Returns all that it told.
    private func lines(_ count: Int, in folder: String, _ prefix: String) throws -> [String] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.path(of: "HistoryProbe"))
        process.arguments = [folder, prefix]
        process.standardOutput = pipe
        try process.run()
        var text = Data()
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let piece = pipe.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "it ended by itself")
            text += piece
        }
        kill(process.processIdentifier, SIGKILL)
        text += pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Programs lie beside the bundle of the tests.
    private static func path(of name: String) -> String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        var url = URL(fileURLWithPath: bundle)
        while url.path != "/" && !FileManager.default.isExecutableFile(atPath: url.appending(path: name).path) {
            url.deleteLastPathComponent()
        }
        return url.appending(path: name).path
    }
}
