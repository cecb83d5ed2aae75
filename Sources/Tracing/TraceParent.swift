/// The span of another program that a run is a part of, as the variable `TRACEPARENT` says it: the header `traceparent` of W3C Trace
/// Context.
package struct TraceParent: Sendable, Hashable {
    package var trace: TraceID
    package var span: SpanID

    package init(trace: TraceID, span: SpanID) {
        self.trace = trace
        self.span = span
    }

    /// Nil for what is not valid: then there is no parent.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, text.utf8.allSatisfy(Self.isAllowed),
            let high = UInt64(parts[1].prefix(16), radix: 16), let low = UInt64(parts[1].suffix(16), radix: 16),
            let span = UInt64(parts[2], radix: 16), high | low != 0, span != 0
        else { return nil }
        self.init(trace: TraceID(high: high, low: low), span: SpanID(span))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == UInt8(ascii: "-")
    }
}
