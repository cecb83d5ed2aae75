import Events

/// Runs what blocks on a thread of its own, so that the cooperative pool stays free.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        PosixThread.start(name: "blocking") { continuation.resume(with: Result(catching: body)) }?.detach()
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () throws -> Success) {
        do { self = .success(try body()) } catch { self = .failure(error) }
    }
}
