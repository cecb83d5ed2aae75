import ADBC
import Flight
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The Flight server of one run from the command line.
enum FlightService {
    /// Starts to serve; the run opens it. Blocks for a moment.
    static func start(_ access: FlightServer.Access, runID: String) throws(CommandFailure) -> FlightServer {
        do throws(FlightError) {
            let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
            let folder = try RunFolder(
                run: runID, in: RunFolder.places { name in getenv(name).flatMap { String(validatingCString: $0) } })
            return try FlightServer(access, in: folder, api: api)
        } catch {
            throw CommandFailure("--\(access.flag): \(error)", status: .failed)
        }
    }
}

extension FlightServer.Access {
    var flag: String {
        switch self {
        case .socket: "flight"
        case .loopback: "flight-tcp"
        }
    }
}
