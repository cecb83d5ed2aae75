import ADBC
package import Flight
package import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Engine {
    /// Has data travel by Flight between a run and its worker processes where memory cannot be shared; always, if the environment's
    /// `WEIR_SHARING` is `flight`.
    package static var sharing: DataSharing {
        var sharing = DataSharing { try server(.socket, run: ExecutionOrchestrator.makeRunID()) }
        switch getenv("WEIR_SHARING").map({ String(cString: $0) }) {
        case nil, "", "memory": break
        case "flight": sharing.refusal = "WEIR_SHARING=flight"
        case let other?:
            sharing.misunderstanding =
                "WEIR_SHARING is '\(other)' in the environment; it is 'memory' or 'flight' (the way in which data get to worker processes), or not set, so that they share memory where they can"
        }
        return sharing
    }

    /// Of a worker process.
    package static let dataConnector: DataConnector = { address in
        try FlightClient(address, api: FlightAPI.load(FlightAPI.candidates(program: Executable.path)))
    }

    private static func server(_ access: FlightServer.Access, run id: String) throws(FlightError) -> FlightServer {
        let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
        let places = RunFolder.places { name in getenv(name).flatMap { String(validatingCString: $0) } }
        return try FlightServer(access, in: RunFolder(run: id, in: places), api: api)
    }

    /// Starts to serve the data of a run, which then opens it. Blocks for a moment.
    ///
    /// - Throws: where the library with Arrow Flight is not beside the program, or there can be no socket or port.
    package static func serve(
        _ request: inout RunRequest, _ access: FlightServer.Access
    ) throws(FlightError) -> FlightServer {
        let server = try server(access, run: request.settleRunID())
        request.dataService = server
        return server
    }
}
