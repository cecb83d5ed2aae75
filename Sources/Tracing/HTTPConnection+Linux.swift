#if os(Linux)
import Glibc

extension HTTPConnection {
    static var streamType: UInt32 { SOCK_STREAM.rawValue }

    /// A socket that does not block and that no child of the program inherits; -1 where there is none.
    static func openSocket(family: Int32) -> Int32 {
        socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    /// As `send`, without a signal where the other side is gone.
    static func send(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
#endif
