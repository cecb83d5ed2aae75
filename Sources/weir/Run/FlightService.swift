import Flight
import Runtime
import WeirKit

/// The Flight server of one run from the command line.
enum FlightService {
    /// Starts to serve; the run opens it. Blocks for a moment.
    static func start(
        _ access: FlightServer.Access, of request: inout RunRequest
    ) throws(CommandFailure) -> FlightServer {
        do throws(FlightError) {
            return try Engine.serve(&request, access)
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
