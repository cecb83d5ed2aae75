import Foundation
import Synchronization
import TestFolders
import Testing

/// Runs that are ended from outside. The plan has so many steps that a run is far from its end when it has just begun.
@Suite struct InterruptTests {
    private static let steps = 3_000

    private func longPlan() throws -> TestFolder {
        let folder = try TestFolder()
        var csv = "x\n"
        for number in 1...20_000 { csv += "\(number)\n" }
        try folder.write(csv, to: "numbers.csv")
        var plan = "sources:\n  numbers: {csv: numbers.csv}\noutputs:\n  all:\n    to: out/all.parquet\n    features:\n"
        for step in 1...Self.steps {
            plan += "      - {name: y\(step), options: {expression: \"sqrt(x + \(step)) * log(x) + exp(-x)\"}}\n"
        }
        try folder.write(plan, to: "long.yaml")
        return folder
    }

    /// Sends the signals, one after another, when the log says that the first steps run.
    private func run(_ signals: [Int32], _ arguments: [String] = []) async throws -> (WeirProcess.Ended, TestFolder) {
        let folder = try longPlan()
        let isSent = Mutex(false)
        let ended = try await WeirProcess.run(["run", "long.yaml", "--ui", "plain"] + arguments, in: folder.path) {
            text, process in
            guard text.contains("] START "),
                isSent.withLock({ sent in
                    defer { sent = true }
                    return !sent
                })
            else { return }
            for signal in signals { process.send(signal) }
        }
        return (ended, folder)
    }

    @Test func ctrlCOnceLetsRunningStepsFinish() async throws {
        let (ended, folder) = try await run([SIGINT])
        #expect(ended.status == 130)
        #expect(
            ended.lines.contains {
                $0.contains("] STOP  interrupted; ") && $0.hasSuffix("(Ctrl-C again: stop at once)")
            })
        let started = ended.lines.count { $0.contains("] START ") }
        #expect(started < Self.steps)
        #expect(ended.lines.count { $0.contains("] DONE  ") } == started)
        #expect(ended.errors.contains("weir: long was stopped: "))
        #expect(folder.files == ["long.yaml", "numbers.csv"])
    }

    @Test func ctrlCTwiceEndsAtOnceAndLeavesNothingBehind() async throws {
        let (ended, folder) = try await run([SIGINT, SIGINT])
        #expect(ended.status == 130)
        #expect(folder.files == ["long.yaml", "numbers.csv"])
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func otherSignalsStopGracefullyToo(signal: Int32) async throws {
        let (ended, folder) = try await run([signal])
        #expect(ended.status == 128 + signal)
        #expect(ended.lines.contains { $0.contains(signal == SIGTERM ? "] STOP  terminated" : "] STOP  hung up") })
        #expect(folder.files == ["long.yaml", "numbers.csv"])
    }

    @Test func aLogThatNobodyReadsEndsTheRunQuietly() async throws {
        let folder = try longPlan()
        let process = try WeirProcess(["run", "long.yaml", "--ui", "plain"], in: folder.path)
        process.closeOutput()
        let ended = await process.end()
        #expect(ended.status == 128 + SIGPIPE)
        #expect(ended.errors.isEmpty)
        #expect(folder.files == ["long.yaml", "numbers.csv"])
    }
}
