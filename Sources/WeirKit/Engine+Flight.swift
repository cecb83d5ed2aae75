import ADBC
package import Flight
package import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Engine {
    /// Starts to serve the data of a run, which then opens it. Blocks for a moment.
    ///
    /// - Throws: where the library with Arrow Flight is not beside the program, or there can be no socket or port.
    package static func serve(
        _ request: inout RunRequest, _ access: FlightServer.Access
    ) throws(FlightError) -> FlightServer {
        let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
        let folder = try RunFolder(
            run: request.settleRunID(),
            in: RunFolder.places { name in getenv(name).flatMap { String(validatingCString: $0) } })
        let server = try FlightServer(access, in: folder, api: api)
        request.dataService = server
        return server
    }
}
