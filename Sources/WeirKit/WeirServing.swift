import Flight

/// How other programs of the same user get at the data of a run while it goes on, by Arrow Flight; they may also put data beside it.
/// The program needs weir's library `libWeirFlight` beside it, the package's product `WeirFlight`.
public enum WeirServing: Sendable, Hashable {
    /// On a Unix socket in a folder that only this user can enter.
    case socket
    /// On a port of 127.0.0.1; every call needs the token that lies in ``WeirRun/tokenFile``.
    case loopback

    var access: FlightServer.Access {
        switch self {
        case .socket: .socket
        case .loopback: .loopback
        }
    }
}
