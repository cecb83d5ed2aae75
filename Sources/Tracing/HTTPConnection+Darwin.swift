#if canImport(Darwin)
import Darwin

extension HTTPConnection {
    static var streamType: Int32 { SOCK_STREAM }

    /// A socket that does not block, that no child of the program inherits, and that sends no signal where the other side is gone; -1
    /// where there is none.
    static func openSocket(family: Int32) -> Int32 {
        let descriptor = socket(family, SOCK_STREAM, 0)
        guard descriptor >= 0 else { return -1 }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        var isOn: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    static func send(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        Darwin.send(socket, bytes.baseAddress, bytes.count, 0)
    }
}
#endif
