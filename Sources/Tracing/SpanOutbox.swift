/// Spans that are to be delivered. What cannot be delivered now is tried again with what comes next, as far as there is room.
struct SpanOutbox {
    /// Spans that wait at most; of more, the oldest go.
    static let limit = 20_000
    /// Spans of one document at most.
    static let documentLimit = 1_000

    private let resource: [Span.Attribute]
    private let version: String
    private var waiting: [Span] = []
    private var lost = 0
    private var lastFailure: String?

    init(resource: [Span.Attribute], version: String) {
        self.resource = resource
        self.version = version
    }

    /// Why something is lost, and how much, where that is known.
    struct Loss: Equatable {
        var reason: String
        var spans: Int?
    }

    var count: Int { waiting.count }

    mutating func add(_ spans: [Span]) {
        waiting += spans
        let excess = waiting.count - Self.limit
        guard excess > 0 else { return }
        waiting.removeFirst(excess)
        lost += excess
    }

    /// Delivers what waits. Blocks.
    ///
    /// - Parameter isLast: nothing comes after it: what fails now is lost.
    mutating func send(to sink: any SpanSink, isLast: Bool) {
        var done = 0
        while done < waiting.count {
            let next = waiting[done..<min(done + Self.documentLimit, waiting.count)]
            do {
                try sink.deliver(OTLPDocument(Array(next), resource: resource, version: version).encoded())
            } catch let failure as DeliveryFailure {
                lastFailure = failure.message
                // What cannot be reached now will not be for the rest either.
                if failure.isPassing { break }
                lost += next.count
            } catch {
                lastFailure = "\(error)"
                lost += next.count
            }
            done += next.count
        }
        waiting.removeFirst(done)
        guard isLast else { return }
        lost += waiting.count
        waiting = []
    }

    /// Nil: all is delivered.
    func close(_ sink: any SpanSink) -> Loss? {
        do throws(DeliveryFailure) {
            try sink.close()
        } catch {
            return Loss(reason: error.message, spans: lost == 0 ? nil : lost)
        }
        return lost == 0 ? nil : Loss(reason: lastFailure ?? "there was no room for all", spans: lost)
    }
}
