package import Events

/// Sends the trace of a run to a file or a collector, on a thread of its own that sleeps until there are events. The run never waits
/// for it; a collector that does not answer costs its spans and one warning.
package final class TraceExporter: @unchecked Sendable {
    // Sendable: `outbox` and `fold` are used by the exporter's thread only; `ended` is used under `bell`, by which the thread hands over
    // what came of it.

    private let settings: TraceSettings
    private let subscription: EventSubscription
    private let sink: any SpanSink
    private var fold: SpanFold
    private var outbox: SpanOutbox
    private let bell = ConditionLock()
    /// Nil until all is delivered or given up.
    private var ended: Ending?

    /// Spans are sent as soon as there are so many, or after so many nanoseconds with the next that ends; and at the end.
    private static let batch = 512
    private let period: UInt64

    /// Takes in what is published from now on; `finish` after the run.
    ///
    /// - Parameters:
    ///   - version: of weir.
    ///   - period: nanoseconds after which what has ended is sent, though it is little.
    /// - Throws: where the file cannot be made, or the system has no thread left.
    package init(
        _ settings: TraceSettings, bus: EventBus, version: String, period: UInt64 = 5_000_000_000
    ) throws(TraceError) {
        self.settings = settings
        self.period = period
        switch settings.target {
        case .file(let path): sink = try FileSpanSink(path: path)
        case .collector(let address):
            sink = CollectorSpanSink(address, headers: settings.headers, timeout: settings.timeout)
        }
        fold = SpanFold(parent: settings.parent)
        outbox = SpanOutbox(resource: settings.resource, version: version)
        subscription = bus.subscribe()
        guard let thread = PosixThread.start(name: "weir trace", { [self] in export() }) else {
            subscription.cancel()
            throw TraceError("the system has no thread left for the trace")
        }
        thread.detach()
    }

    /// Waits, once the run is over, until all is delivered or given up; at most as long as two requests may take. Blocks.
    ///
    /// - Returns: what the user should know; nil: all is delivered.
    package func finish() -> String? {
        let deadline = MonotonicTime.now &+ UInt64(settings.timeout) &* 2_000_000
        return bell.withLock {
            while ended == nil {
                guard bell.wait(until: deadline) else { return warning(SpanOutbox.Loss(reason: "it takes too long")) }
            }
            return ended?.warning
        }
    }

    private func export() {
        var sentAt = MonotonicTime.now
        while let events = subscription.nextBatch() {
            var spans: [Span] = []
            for event in events { fold.receive(event, into: &spans) }
            outbox.add(spans)
            let now = MonotonicTime.now
            guard outbox.count >= Self.batch || now &- sentAt >= period else { continue }
            outbox.send(to: sink, isLast: false)
            // A collector that takes its time is not asked again at once.
            sentAt = MonotonicTime.now
        }
        outbox.send(to: sink, isLast: true)
        let loss = outbox.close(sink)
        bell.withLock {
            ended = Ending(warning: loss.map(warning))
            bell.broadcast()
        }
    }

    private func warning(_ loss: SpanOutbox.Loss) -> String {
        let place =
            switch settings.target {
            case .file(let path): path
            case .collector(let address): "\(address)"
            }
        let spans = loss.spans.map { "; \($0) spans of the trace are lost" } ?? ""
        return "the trace was not delivered to \(place): \(loss.reason)\(spans)"
    }

    private struct Ending {
        /// What the user should know; nil: nothing is lost.
        var warning: String?
    }
}
