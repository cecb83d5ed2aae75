import Events

/// A closure that is called at most once, by whichever thread comes first, and let go of then.
final class OnceClosure<Argument>: Sendable {
    private let body: Locked<(@Sendable (Argument) -> Void)?>

    init(_ body: @escaping @Sendable (Argument) -> Void) { self.body = Locked(body) }

    func call(_ argument: Argument) {
        let taken = body.withLock { body in
            defer { body = nil }
            return body
        }
        taken?(argument)
    }
}
