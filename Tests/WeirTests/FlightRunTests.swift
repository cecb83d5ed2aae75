import Columnar
import Events
import Flight
import Foundation
import Runtime
import Synchronization
import TestFolders
import Testing

/// Runs of the built program whose data others look at.
@Suite struct FlightRunTests {
    /// Runs the long plan, lets `look` do something once there is data, with the server's address, and stops the run.
    private func run(
        _ flag: String, _ arguments: [String] = [], in folder: TestFolder, signal: Int32 = SIGINT,
        look: @escaping @Sendable (_ address: String, _ log: String, WeirProcess) throws -> Void
    ) async throws -> WeirProcess.Ended {
        let state = Mutex((log: "", hasLooked: false, error: (any Error)?.none))
        let ended = try await WeirProcess.run(
            ["run", "long.yaml", "--ui", "plain", flag] + arguments, in: folder.path,
            environment: ["TMPDIR": folder.path]
        ) { text, process in
            let log: String? = state.withLock { state in
                state.log += text
                guard !state.hasLooked, state.log.contains("] DONE  y1  ") else { return nil }
                state.hasLooked = true
                return state.log
            }
            guard let log else { return }
            do {
                try look(Self.address(in: log), log, process)
            } catch {
                state.withLock { $0.error = error }
            }
            process.send(signal)
        }
        if let error = state.withLock({ $0.error }) { throw error }
        #expect(state.withLock { $0.hasLooked })
        return ended
    }

    private static func address(in log: String) -> String {
        guard let start = log.range(of: "FLIGHT data at ") else { return "" }
        return String(log[start.upperBound...].prefix { $0 != "\n" && $0 != "," })
    }

    /// Names in the folder that a server would leave.
    private func leftovers(_ folder: TestFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("weir-run-") }
    }

    private static let api = Result { try FlightAPI.load(FlightAPI.candidates(program: WeirProcess.path(of: "weir"))) }

    @Test(arguments: ["threads", "processes"])
    func aClientReadsTheDataOfARunThatGoesOn(mode: String) async throws {
        let folder = try TestFolder(LongPlan.files)
        let ended = try await run("--flight", ["--mode", mode], in: folder) { address, _, process in
            #expect(address.hasPrefix("grpc+unix://\(folder.path)/weir-run-"))
            let client = try FlightClient(address, api: Self.api.get())
            #expect(try client.list().first?.name == "numbers")
            let table = try client.get("numbers")
            #expect(table.rowCount == 100_000)
            // However far it has come by then.
            #expect(table.names.allSatisfy { $0 == "x" || $0.hasPrefix("y") })
            #expect(process.hasLoaded("libarrow_flight") != false)
        }
        #expect(ended.status == 130)
        #expect(ended.lines.contains { $0.contains("] FLIGHT numbers  read: 100000 rows") })
        #expect(try leftovers(folder).isEmpty)
    }

    @Test func aPortNeedsTheTokenThatTheLogNamesTheFileOf() async throws {
        let folder = try TestFolder(LongPlan.files)
        let ended = try await run("--flight-tcp", in: folder) { address, log, _ in
            #expect(address.hasPrefix("grpc+tcp://127.0.0.1:"))
            let start = try #require(log.range(of: ", token in "))
            let file = String(log[start.upperBound...].prefix { $0 != "\n" })
            let token = try String(contentsOfFile: file, encoding: .utf8)
            #expect(!log.contains(token))
            let api = try Self.api.get()
            #expect(throws: FlightError.self) { _ = try FlightClient(address, api: api).list() }
            #expect(try FlightClient(address, token: token, api: api).list().first?.name == "numbers")
        }
        #expect(ended.status == 130)
        #expect(try leftovers(folder).isEmpty)
    }

    @Test(arguments: [[SIGINT, SIGINT], [SIGINT, SIGINT, SIGINT], [SIGTERM]])
    func howeverARunIsEndedItLeavesNothing(signals: [Int32]) async throws {
        let folder = try TestFolder(LongPlan.files)
        let ended = try await run("--flight", in: folder, signal: signals[0]) { address, _, process in
            for signal in signals.dropFirst() { process.send(signal) }
        }
        #expect(ended.status == 128 + signals[0])
        #expect(try leftovers(folder).isEmpty)
    }

    @Test func whatAKilledRunLeavesIsSweptByTheNext() async throws {
        let folder = try TestFolder(LongPlan.files.merging(ShopPlan.files) { $1 })
        let ended = try await run("--flight", in: folder, signal: SIGKILL) { _, _, _ in }
        #expect(ended.status == 128 + SIGKILL)
        #expect(try leftovers(folder).count == 1)
        let next = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "plain", "--flight"], in: folder.path, environment: ["TMPDIR": folder.path])
        #expect(next.status == 0)
        #expect(try leftovers(folder).isEmpty)
    }

    @Test func aRunThatNobodyMayLookAtDoesNotLoadFlight() async throws {
        let folder = try TestFolder(LongPlan.files)
        let hasLoaded = Mutex<Bool?>(nil)
        _ = try await WeirProcess.run(["run", "long.yaml", "--ui", "plain"], in: folder.path) { text, process in
            guard hasLoaded.withLock({ $0 == nil }) else { return }
            hasLoaded.withLock { $0 = process.hasLoaded("libarrow_flight") ?? false }
            process.send(SIGINT)
        }
        #expect(hasLoaded.withLock { $0 } == false)
    }

    @Test func theEventsSayWhereTheDataIs() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "json", "--flight"], in: folder.path, environment: ["TMPDIR": folder.path])
        #expect(ended.status == 0)
        // A worker may say that it is there before.
        let opened = ended.lines.firstIndex { $0.contains(#""event":"flight_opened","address":"grpc+unix:///"#) }
        let started = ended.lines.firstIndex { $0.contains(#""event":"step_started""#) }
        #expect(try #require(opened) < #require(started))
    }

    @Test func aFolderTooLongForASocketIsPassedOver() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let long = folder.path + "/" + String(repeating: "x", count: 90)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--flight"], in: folder.path, environment: ["TMPDIR": long, "XDG_RUNTIME_DIR": long])
        // The system's folder for temporary files takes it in.
        #expect(ended.status == 0)
    }

    // MARK: Python

    @Test(.enabled(if: PythonWithFlight.path != nil, "needs a python3 with pyarrow"))
    func theReadmesPythonWorks() async throws {
        let python = try #require(PythonWithFlight.path)
        let folder = try TestFolder(LongPlan.files)
        try folder.write(try PythonWithFlight.readmeExample(), to: "look.py")
        let said = Mutex("")
        let ended = try await run("--flight", in: folder) { address, _, _ in
            let text = try PythonWithFlight.run(python, [folder.path + "/look.py", address])
            said.withLock { $0 = text }
        }
        #expect(ended.status == 130)
        let text = said.withLock { $0 }
        #expect(text.contains("numbers"), "\(text)")
        #expect(ended.lines.contains { $0.contains("] FLIGHT numbers  read: 100000 rows") })
        #expect(ended.lines.contains { $0.contains("] FLIGHT mine  put: ") })
        #expect(ended.lines.contains { $0.contains("] FLIGHT mine  dropped: ") })
    }

    @Test(.enabled(if: PythonWithFlight.path != nil, "needs a python3 with pyarrow"))
    func whatCouldNotBeReadWithoutHarmIsRefused() async throws {
        let python = try #require(PythonWithFlight.path)
        let folder = try TestFolder(LongPlan.files)
        try folder.write(
            """
            import struct, sys
            import pyarrow as pa
            from pyarrow import flight
            client = flight.connect(sys.argv[1])
            offsets = pa.py_buffer(struct.pack("4i", 0, 1_000_000, 2, 3))
            table = pa.table({"x": pa.StringArray.from_buffers(3, offsets, pa.py_buffer(b"abc"))})
            try:
                writer, _ = client.do_put(flight.FlightDescriptor.for_path("bad"), table.schema)
                with writer:
                    writer.write_table(table)
            except pa.ArrowInvalid as error:
                print("refused:", error)
            print([found.descriptor.path for found in client.list_flights()])
            """, to: "bad.py")
        let said = Mutex("")
        _ = try await run("--flight", in: folder) { address, _, _ in
            let text = try PythonWithFlight.run(python, [folder.path + "/bad.py", address])
            said.withLock { $0 = text }
        }
        let text = said.withLock { $0 }
        #expect(text.contains("refused: offsets of a column fall"), "\(text)")
        #expect(text.contains("[[b'numbers']]"), "\(text)")
    }
}
