import Columnar
import Events
import Runtime
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program's own way to its run's service, which can break off in the middle.
struct FaultyClient: DataClient {
    static let isInterrupted = Atomic(false)

    private let real: any DataClient

    init(_ real: any DataClient) { self.real = real }

    func get(_ ticket: String) throws -> Table { try real.get(ticket) }

    func put(_ ticket: String, _ table: Table) throws {
        guard Self.isInterrupted.load(ordering: .relaxed) else { return try real.put(ticket, table) }
        PosixThread.start(name: "sender") { [real] in
            // Again and again, so that something is on its way at any moment.
            while (try? real.put(ticket, table)) != nil {}
        }?.detach()
        try real.put(ticket, table)
        kill(getpid(), SIGKILL)
        while true { pause() }
    }
}
