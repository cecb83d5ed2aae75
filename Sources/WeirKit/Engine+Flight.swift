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
        let isForced = getenv("WEIR_SHARING").flatMap { String(validatingCString: $0) } == "flight"
        return DataSharing(refusal: isForced ? "WEIR_SHARING=flight" : nil) {
            let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
            let folder = try RunFolder(run: ExecutionOrchestrator.makeRunID(), in: runPlaces)
            return try FlightServer(.socket, in: folder, api: api)
        }
    }

    /// Of a worker process.
    package static let dataConnector: DataConnector = { address in
        try FlightClient(address, api: FlightAPI.load(FlightAPI.candidates(program: Executable.path)))
    }

    private static var runPlaces: [String] {
        RunFolder.places { name in getenv(name).flatMap { String(validatingCString: $0) } }
    }

    /// Starts to serve the data of a run, which then opens it. Blocks for a moment.
    ///
    /// - Throws: where the library with Arrow Flight is not beside the program, or there can be no socket or port.
    package static func serve(
        _ request: inout RunRequest, _ access: FlightServer.Access
    ) throws(FlightError) -> FlightServer {
        let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
        let folder = try RunFolder(
            run: request.settleRunID(),
            in: runPlaces)
        let server = try FlightServer(access, in: folder, api: api)
        request.dataService = server
        return server
    }
}
