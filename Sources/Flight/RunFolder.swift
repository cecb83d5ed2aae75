import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A folder of one run, named after it, that only its user can enter: for the socket and the token of its server. It holds a file that
/// the process keeps locked for as long as it lives, however it ends, so that others can tell a dead run's folder and sweep it.
package final class RunFolder: Sendable {
    package let path: String
    /// Where the server's socket belongs; short enough for one.
    package var socket: String { "\(path)/\(Self.socketName)" }

    /// The locked file; -1 once the folder is removed.
    private let lock: Locked<Int32>

    static let prefix = "weir-run-"
    static let socketName = "flight.sock"
    static let tokenName = "token"
    static let lockName = "lock"
    /// What may lie in such a folder; the lock goes last.
    static let names = [socketName, tokenName, lockName]

    /// Bytes of a socket's path that every system takes, without the NUL.
    private static let longestSocket = 103

    /// Makes the folder in the first of the places where it can be, and sweeps what dead runs have left there.
    ///
    /// - Parameters:
    ///   - run: fit for a file name.
    ///   - places: absolute paths of folders; see `places(environment:)`.
    /// - Throws: `.folder`, with the reason for each place.
    package init(run: String, in places: [String]) throws(FlightError) {
        var reasons: [String] = []
        for place in places {
            let path = "\(place)/\(Self.prefix)\(run)"
            guard path.utf8.count + Self.socketName.utf8.count < Self.longestSocket else {
                reasons.append("\(place): its path is too long for a socket")
                continue
            }
            // Clients decode an address once, some of them twice: no escape reads the same to all.
            guard path.utf8.allSatisfy(Self.isPlain) else {
                reasons.append("\(place): its path has other characters than letters, digits and -._~/ in it")
                continue
            }
            Self.sweep(place)
            switch Self.make(path) {
            case .success(let descriptor):
                self.path = path
                lock = Locked(descriptor)
                return
            case .failure(let reason): reasons.append("\(place): \(reason.text)")
            }
        }
        throw FlightError(
            .folder, "there is no place for the Flight server's socket:\n" + reasons.joined(separator: "\n"))
    }

    deinit { remove() }

    /// Whether a byte of a path stands for itself in a URI.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// The user's folder for such things, where the system has one, and the folders for temporary files.
    package static func places(environment: (String) -> String?) -> [String] {
        var places: [String] = []
        for place in [environment("XDG_RUNTIME_DIR"), environment("TMPDIR"), "/tmp"] {
            guard var place, place.hasPrefix("/") else { continue }
            while place.count > 1 && place.hasSuffix("/") { place.removeLast() }
            if !places.contains(place) { places.append(place) }
        }
        return places
    }

    /// Writes the token that callers must know. Returns the file's path.
    func store(token: String) throws(FlightError) -> String {
        let file = "\(path)/\(Self.tokenName)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FlightError(.folder, "\(file): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var token = token
        guard token.withUTF8({ write(descriptor, $0.baseAddress, $0.count) == $0.count }) else {
            throw FlightError(.folder, "\(file): \(String(cString: strerror(errno)))")
        }
        return file
    }

    /// Removes the folder and what is in it. Any thread; does nothing the second time.
    package func remove() {
        lock.withLock { lock in
            guard lock >= 0 else { return }
            Self.empty(path)
            close(lock)
            lock = -1
        }
    }
}
