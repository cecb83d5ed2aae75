import ADBC
package import Flight

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Engine {
    /// Starts to serve the data of a run, which then opens it. Blocks for a moment.
    ///
    /// - Throws: where the library with Arrow Flight is not beside the program, or there can be no socket or port.
    package static func server(_ access: FlightServer.Access, runID: String) throws(FlightError) -> FlightServer {
        let api = try FlightAPI.load(FlightAPI.candidates(program: Executable.path))
        let folder = try RunFolder(
            run: runID, in: RunFolder.places { name in getenv(name).flatMap { String(validatingCString: $0) } })
        return try FlightServer(access, in: folder, api: api)
    }
}
