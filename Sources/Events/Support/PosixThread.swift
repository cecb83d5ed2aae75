#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A thread of our own, for work that blocks. To be joined or detached exactly once.
package struct PosixThread: @unchecked Sendable {
    // Sendable: a thread handle may be used from every thread.
    let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: as debuggers and `top -H` show it; cut to 15 bytes on Linux.
    ///   - stackSize: bytes, rounded up to whole pages by the system.
    /// - Returns: nil where the system has no room for one more.
    package static func start(
        name: String, stackSize: Int = 4 << 20, _ body: @escaping @Sendable () -> Void
    ) -> PosixThread? {
        // Allocated, not made by `pthread_attr_t()`: which module declares that initializer depends on which one the compiler
        // happens to load first.
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { attributes.deallocate() }
        pthread_attr_init(attributes)
        defer { pthread_attr_destroy(attributes) }
        pthread_attr_setstacksize(attributes, max(stackSize, 2 << 20))
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        guard let handle = create(&attributes.pointee, start.toOpaque()) else {
            start.release()
            return nil
        }
        return PosixThread(handle: handle)
    }

    /// Waits for its end. Blocks.
    package func join() { pthread_join(handle, nil) }

    /// Lets it go: nobody will wait for its end.
    package func detach() { pthread_detach(handle) }

    /// What a new thread is to do; handed over through the pointer that `pthread_create` carries.
    final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        static func run(_ pointer: UnsafeMutableRawPointer) {
            let start = Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
            PosixThread.nameCurrent(start.name)
            start.body()
        }
    }
}
