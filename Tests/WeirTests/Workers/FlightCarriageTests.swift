import Events
import Foundation
import TestFolders
import Testing

/// Runs in worker processes whose data cannot travel in shared memory.
@Suite struct FlightCarriageTests {
    private static let notice = "shared memory is not to be had ("

    /// A folder for sockets, which must be short, and what is left in it.
    private struct Sockets {
        let folder = "/tmp/weir-\(UInt32.random(in: 0...(.max)))"

        init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }

        var environment: [String: String] { ["TMPDIR": folder] }

        /// Also removes it.
        func left() throws -> [String] {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        }
    }

    private func inThreads(_ files: [String: String]) async throws -> [String: Data] {
        let folder = try TestFolder(files)
        let ended = try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "none", "--mode", "threads"], in: folder.path)
        try #require(ended.status == 0, "\(ended.errors)")
        return try contents(folder)
    }

    private func contents(_ folder: TestFolder) throws -> [String: Data] {
        try Dictionary(uniqueKeysWithValues: TripsPlan.outputs.map { ($0, try folder.data(of: $0)) })
    }

    private func notices(_ run: WatchedRun) -> [String] {
        run.events.compactMap {
            if case .logLine(nil, let text) = $0, text.hasPrefix(Self.notice) { text } else { nil }
        }
    }

    @Test func aRunThatMustUseFlightWritesTheSameBytes() async throws {
        let files = TripsPlan.files(rows: 20_000)
        let (folder, sockets) = (try TestFolder(files), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .weir, "plan.yaml", ["--workers", "2"], in: folder,
            environment: sockets.environment.merging(["WEIR_SHARING": "flight"]) { $1 })
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            notices(run) == ["shared memory is not to be had (WEIR_SHARING=flight): data travel by Arrow Flight"])
        let expected = try await inThreads(files)
        #expect(try contents(folder) == expected)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
        #expect(try sockets.left() == [])
    }

    @Test func anUnknownWayIsRefused() async throws {
        let (folder, sockets) = (try TestFolder(TripsPlan.files(rows: 10)), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .weir, "plan.yaml", ["--workers", "2"], in: folder,
            environment: sockets.environment.merging(["WEIR_SHARING": "pigeon"]) { $1 })
        #expect(ended.status == 1)
        #expect(ended.errors.contains("WEIR_SHARING is 'pigeon' in the environment; it is 'memory' or 'flight'"))
        #expect(run.processes.isEmpty)
        #expect(TripsPlan.outputs.filter(folder.names().contains).isEmpty)
    }

    #if os(Linux)
    @Test func aRunInASandboxGoesOnByFlight() async throws {
        let files = TripsPlan.files(rows: 20_000)
        let (folder, sockets) = (try TestFolder(files), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .probe, "plan.yaml", ["2", "sandbox"], in: folder, environment: sockets.environment)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(notices(run).count == 1)
        #expect(notices(run).first?.contains("Operation not permitted") == true)
        let expected = try await inThreads(files)
        #expect(try contents(folder) == expected)
        #expect(try sockets.left() == [])
    }

    @Test func aStepThatCanHaveNoMemoryAsksForAnotherWay() async throws {
        let files = TripsPlan.files(rows: 20_000, extra: "a_deprived")
        let (folder, sockets) = (try TestFolder(files), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .probe, "plan.yaml", ["2"], in: folder, environment: sockets.environment)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(notices(run).count == 1)
        #expect(run.starts(of: "a_deprived") == 1)
        let expected = try await inThreads(TripsPlan.files(rows: 20_000))
        #expect(try contents(folder) == expected)
        #expect(try sockets.left() == [])
    }

    @Test func aWorkerKilledInATransferIsToldAndNothingIsLeft() async throws {
        let files = TripsPlan.files(rows: 200_000, extra: "a_interrupted")
        let (folder, sockets) = (try TestFolder(files), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .probe, "plan.yaml", ["1"], in: folder, environment: sockets.environment)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("was killed by SIGKILL before the step was done"), "\(ended.errors)")
        #expect(folder.files == TripsPlan.names)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
        #expect(try sockets.left() == [])
    }

    @Test func afterThatARetrySucceeds() async throws {
        let files = TripsPlan.files(rows: 50_000, extra: "once_interrupted", run: "retries: {times: 1, backoff: 0s}")
        let (folder, sockets) = (try TestFolder(files), try Sockets())
        let (ended, run) = try await WatchedRun.run(
            .probe, "plan.yaml", ["2"], in: folder, environment: sockets.environment)
        #expect(ended.status == 0, "\(ended.errors)")
        let expected = try await inThreads(TripsPlan.files(rows: 50_000))
        #expect(try contents(folder) == expected)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
        #expect(try sockets.left() == [])
    }
    #endif
}
