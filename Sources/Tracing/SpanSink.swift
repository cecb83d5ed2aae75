/// Where finished spans go. Used by the exporter's thread only.
protocol SpanSink: AnyObject {
    /// Delivers spans, all or none. Blocks, for a bounded time.
    func deliver(_ document: [UInt8]) throws(DeliveryFailure)
    /// All is delivered.
    func close() throws(DeliveryFailure)
}

/// Why spans could not be delivered.
struct DeliveryFailure: Error, Sendable {
    var message: String
    /// Whether it may go well another time.
    var isPassing: Bool
}
