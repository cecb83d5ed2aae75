#if os(Linux)
import Glibc

extension PseudoTerminal {
    /// POSIX_SPAWN_SETSID, which the C library's Swift module does not show.
    static let newSession: Int16 = 0x80

    /// Both ends of a new pseudo terminal, not handed on to programs, and the path of the programs' one; nil: none left.
    static func openPair() -> (master: Int32, slave: Int32, path: String)? {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0 else { return nil }
        var locked: Int32 = 0
        var number: UInt32 = 0
        // TIOCSPTLCK and TIOCGPTN.
        guard ioctl(master, 0x4004_5431, &locked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            close(master)
            return nil
        }
        let path = "/dev/pts/\(number)"
        let slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else {
            close(master)
            return nil
        }
        return (master, slave, path)
    }
}
#endif
