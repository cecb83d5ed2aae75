#if canImport(Darwin)
import Darwin

extension PseudoTerminal {
    static let newSession = Int16(POSIX_SPAWN_SETSID)

    /// Both ends of a new pseudo terminal, not handed on to programs, and the path of the programs' one; nil: none left.
    static func openPair() -> (master: Int32, slave: Int32, path: String)? {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&master, &slave, &name, nil, nil) == 0 else { return nil }
        for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (master, slave, name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" })
    }
}
#endif
