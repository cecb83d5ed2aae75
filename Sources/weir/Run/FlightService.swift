import Flight
import WeirKit

/// The Flight server of one run from the command line.
enum FlightService {
    /// Starts to serve; the run opens it. Blocks for a moment.
    static func start(_ access: FlightServer.Access, runID: String) throws(CommandFailure) -> FlightServer {
        do throws(FlightError) {
            return try Engine.server(access, runID: runID)
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
