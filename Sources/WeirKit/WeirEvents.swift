package import Events

/// The events of a run as JSON lines, as `weir run --events FILE` records them: the schema's version first, the outcome last.
/// Steps' transitions are never lost; of progress only the newest may arrive. Reading slowly does not slow the run.
public struct WeirEvents: AsyncSequence, Sendable {
    public typealias Element = String
    public typealias Failure = Never

    private let subscription: EventSubscription

    package init(_ subscription: EventSubscription) { self.subscription = subscription }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(batches: subscription.makeAsyncIterator()) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var batches: EventSubscription.AsyncIterator
        private var batch: ArraySlice<RunEvent> = []
        private var encoder = EventEncoder()

        fileprivate init(batches: EventSubscription.AsyncIterator) { self.batches = batches }

        /// The next line, without its line end; nil after the last.
        public mutating func next() async -> String? {
            if batch.isEmpty {
                guard let events = await batches.next() else { return nil }
                batch = events[...]
            }
            return batch.popFirst().map { String(decoding: encoder.line($0).dropLast(), as: UTF8.self) }
        }
    }
}
