#if canImport(Darwin)
import Darwin

extension PosixThread {
    static func create(_ attributes: inout pthread_attr_t, _ context: UnsafeMutableRawPointer) -> pthread_t? {
        var handle: pthread_t?
        let status = pthread_create(
            &handle, &attributes,
            { pointer in
                Start.run(pointer)
                return nil
            }, context)
        return status == 0 ? handle : nil
    }

    static func nameCurrent(_ name: String) { pthread_setname_np(name) }
}
#endif
