import ADBC

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A thread for what blocks.
final class TestThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// How a body ends that blocks.
    static func result(
        _ body: @escaping @Sendable () throws(DatabaseError) -> Void
    ) async -> Result<Void, DatabaseError> {
        await withCheckedContinuation { continuation in
            TestThread { continuation.resume(returning: Result(catching: body)) }.start()
        }
    }

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
