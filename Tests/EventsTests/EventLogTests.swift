import Events
import Foundation
import Plan
import Testing

@Suite struct EventLogTests {
    private func temporaryPath() -> String { NSTemporaryDirectory() + "/weir-events-\(UUID().uuidString).jsonl" }

    private func readAll(_ path: String) throws -> (events: [RunEvent], isTruncated: Bool, unknown: Int) {
        var reader = try EventLogReader(path: path)
        var events: [RunEvent] = []
        while let event = try reader.next() { events.append(event) }
        return (events, reader.isTruncated, reader.unknownEvents)
    }

    private func error(reading text: String) throws -> EventLogError? {
        let path = temporaryPath()
        defer { unlink(path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        do {
            _ = try readAll(path)
            return nil
        } catch let error as EventLogError {
            return error
        }
    }

    @Test func whatIsRecordedIsReadBack() async throws {
        let path = temporaryPath()
        defer { unlink(path) }
        let bus = EventBus()
        let log = try EventLog(path: path, bus: bus)
        bus.publish(.runStarted(EventExample.started))
        for _ in 0..<300 { for example in EventExample.all { bus.publish(example.kind) } }
        bus.finish()
        try await offPool { () throws(EventLogError) in try log.finish() }
        let (events, isTruncated, unknown) = try readAll(path)
        #expect(!isTruncated)
        #expect(unknown == 0)
        #expect(events.first?.kind.name == "run_started")
        #expect(events.map(\.sequence) == events.map(\.sequence).sorted())
        // Only progress and samples may be coalesced, and log lines cut.
        let transitions = events.count { !["step_progressed", "resource_sample", "log_line"].contains($0.kind.name) }
        #expect(transitions == 1 + 300 * (EventExample.all.count - 4))
    }

    @Test func folderThatIsMissingIsAnErrorThatNamesThePath() {
        let error = #expect(throws: EventLogError.self) { try EventLog(path: "/nowhere/at/all.jsonl", bus: EventBus()) }
        #expect(error?.code == .cannotOpen)
        #expect("\(error!)" == "/nowhere/at/all.jsonl: cannot open the event log: No such file or directory")
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "the system has no such device"))
    func fullDiskIsAnErrorAtTheEndAndDoesNotStopTheRun() async throws {
        let bus = EventBus()
        let log = try EventLog(path: "/dev/full", bus: bus)
        bus.publish(.runPaused)
        bus.publish(.runResumed)
        bus.finish()
        let error = await #expect(throws: EventLogError.self) {
            try await offPool { () throws(EventLogError) in try log.finish() }
        }
        #expect(error?.code == .cannotWrite)
    }

    @Test func lineCutShortEndsTheLog() throws {
        let path = temporaryPath()
        defer { unlink(path) }
        let text = #"{"schema_version":1,"seq":1,"t":0,"event":"run_paused"}"# + "\n" + #"{"seq":2,"t":0,"ev"#
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let (events, isTruncated, _) = try readAll(path)
        #expect(events.count == 1)
        #expect(isTruncated)
    }

    @Test func eventsOfALaterVersionAreCounted() throws {
        let path = temporaryPath()
        defer { unlink(path) }
        let text = #"{"schema_version":1,"seq":1,"t":0,"event":"step_teleported"}"# + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let (events, _, unknown) = try readAll(path)
        #expect(events.isEmpty)
        #expect(unknown == 1)
    }

    @Test func laterSchemaIsRefused() throws {
        let error = try error(reading: #"{"schema_version":2,"seq":1,"t":0,"event":"run_paused"}"# + "\n")
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.cause == "version 2, but this program reads up to 1")
    }

    @Test(arguments: ["name: plan\n", "{\"a\":1}\n", "[]\n", "{\"schema_version\":\"x\"}\n"])
    func anotherFileIsRefused(_ text: String) throws {
        let error = try error(reading: text)
        #expect(error?.code == .notAnEventLog)
        #expect(error?.line == 1)
    }

    @Test func brokenLineIsNamed() throws {
        let error = try error(
            reading: #"{"schema_version":1,"seq":1,"t":0,"event":"run_paused"}"# + "\n\n"
                + #"{"seq":2,"t":0,"event":"step_ready"}"# + "\n")
        #expect(error?.code == .badRecord)
        #expect(error?.line == 3)
        #expect(error?.cause == "it has no “step”")
    }

    @Test func fileThatIsNotThereIsAnError() {
        let error = #expect(throws: EventLogError.self) { _ = try EventLogReader(path: "/nowhere.jsonl").path }
        #expect(error?.code == .cannotOpen)
    }

    /// Runs what blocks on a thread of its own.
    private func offPool<Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> Void) async throws(Failure) {
        let result: Result<Void, Failure> = await withCheckedContinuation { continuation in
            PosixThread.start(name: "blocking") {
                continuation.resume(returning: Result { () throws(Failure) in try body() })
            }?.detach()
        }
        try result.get()
    }
}
