#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A thread for what blocks.
final class TestThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        let failure = pthread_create(
            &thread, nil,
            { context in
                #if canImport(Glibc)
                let start = context.unsafelyUnwrapped
                #else
                let start = context
                #endif
                Unmanaged<TestThread>.fromOpaque(start).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(failure == 0)
        #if canImport(Glibc)
        pthread_detach(thread)
        #else
        if let thread { pthread_detach(thread) }
        #endif
    }
}
