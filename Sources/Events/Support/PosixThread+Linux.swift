#if os(Linux)
import Glibc

extension PosixThread {
    static func create(_ attributes: inout pthread_attr_t, _ context: UnsafeMutableRawPointer) -> pthread_t? {
        var handle = pthread_t()
        let status = pthread_create(
            &handle, &attributes,
            { pointer in
                if let pointer { Start.run(pointer) }
                return nil
            }, context)
        return status == 0 ? handle : nil
    }

    /// By way of `/proc`: the C library's call is a GNU extension that its Swift module does not show.
    static func nameCurrent(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        var text = name
        text.withUTF8 { bytes in _ = write(file, bytes.baseAddress, min(bytes.count, 15)) }
    }
}
#endif
