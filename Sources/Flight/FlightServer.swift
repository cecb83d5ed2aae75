internal import CFlight
import Events
package import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Serves a run's data by Arrow Flight to the programs of the same user: on a socket in a folder that only this user can enter or, if
/// asked for, on a port of the loopback interface with a token. Its threads are gRPC's own; they call the directory. Any thread.
package final class FlightServer: DataService, @unchecked Sendable {
    // Sendable: `server` is a constant whose functions may be called on any thread; `isClosing` is used under `lock` only.

    package enum Access: Sendable, Hashable {
        /// A Unix socket; whoever can open it may call.
        case socket
        /// A TCP port of 127.0.0.1, chosen by the system; every call must carry the token.
        case loopback
    }

    /// `grpc+unix:///PATH` or `grpc+tcp://127.0.0.1:PORT`.
    package let address: String
    package let tokenFile: String?
    private let api: FlightAPI
    private let server: OpaquePointer
    private let handlers: FlightHandlers
    private let folder: RunFolder
    /// Milliseconds that readers have at the end.
    private let grace: Int64
    private let lock = ConditionLock()
    private var isClosing = false
    private var isClosed = false

    /// Makes the folder, which the server then owns, and serves as soon as this returns; until `open` calls are told to come again.
    /// Blocks for a moment.
    ///
    /// - Parameters:
    ///   - grace: how long readers may go on when the server closes.
    /// - Throws: `.failed` where there can be no socket or port.
    package init(
        _ access: Access, in folder: RunFolder, api: FlightAPI, grace: Duration = .seconds(2)
    ) throws(FlightError) {
        self.api = api
        self.folder = folder
        self.grace = Int64(grace / .milliseconds(1))
        let handlers = FlightHandlers()
        self.handlers = handlers
        var token: String?
        var location: String
        switch access {
        case .socket:
            location = "grpc+unix://" + folder.socket
            tokenFile = nil
        case .loopback:
            location = "grpc+tcp://127.0.0.1:0"
            let secret = Self.makeToken()
            tokenFile = try folder.store(token: secret)
            token = secret
        }
        server = try FlightError.make { failure in
            withUnsafePointer(to: handlers.functions) { api.functions.server_start(location, token, $0, failure) }
        }
        switch access {
        case .socket:
            // The folder already keeps others out; this holds even if somebody opens the folder to them.
            chmod(folder.socket, 0o600)
        case .loopback: location = "grpc+tcp://127.0.0.1:\(api.functions.server_port(server))"
        }
        address = location
    }

    deinit {
        close()
        api.functions.server_release(server)
    }

    package func open(_ directory: any DatasetDirectory) { handlers.open(directory) }

    /// Also removes the folder. Whoever calls it while it is at work waits for its end; further calls do nothing.
    package func close() {
        let isFirst = lock.withLock {
            defer { isClosing = true }
            if !isClosing { return true }
            while !isClosed { lock.wait() }
            return false
        }
        guard isFirst else { return }
        var failure = CFlightFailure()
        // What could fail is to stop twice.
        if !api.functions.server_stop(server, grace, &failure) { cflight_failure_clear(&failure) }
        folder.remove()
        lock.withLock {
            isClosed = true
            lock.broadcast()
        }
    }

    /// Leaves no file behind though the server is not closed: for a process that is about to end as it stands. Does not block.
    package func abandon() { folder.remove() }

    /// 256 bits, in hexadecimal digits.
    private static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(UInt64.random(in: 0...(.max), using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
