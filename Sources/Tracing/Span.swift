/// 16 bytes that all spans of a trace have in common.
package struct TraceID: Sendable, Hashable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 hexadecimal digits, as OTLP's JSON has them.
    package var description: String { SpanID.digits(high) + SpanID.digits(low) }
}

/// 8 bytes, unique among the spans of a trace; never 0.
package struct SpanID: Sendable, Hashable, CustomStringConvertible {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    /// 16 hexadecimal digits.
    package var description: String { Self.digits(value) }

    static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}

/// A piece of work with a beginning and an end, in the words of OpenTelemetry.
package struct Span: Sendable, Hashable {
    /// The value of an attribute.
    package enum Value: Sendable, Hashable {
        case text(String)
        case int(Int64)
        case texts([String])
    }

    package struct Attribute: Sendable, Hashable {
        package var key: String
        package var value: Value
        package init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Something that happened at an instant of a span.
    package struct Event: Sendable, Hashable {
        package var name: String
        /// Nanoseconds since 1970-01-01T00:00:00Z.
        package var time: UInt64
        package var attributes: [Attribute]
    }

    package enum Status: Sendable, Hashable {
        case ok
        case error(String)
    }

    package var trace: TraceID
    package var id: SpanID
    package var parent: SpanID?
    package var name: String
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    package var start: UInt64
    package var end: UInt64
    package var attributes: [Attribute]
    package var events: [Event] = []
    package var droppedEvents = 0
    /// Other spans of the trace that this one follows.
    package var links: [SpanID] = []
    package var droppedLinks = 0
    package var status: Status
}
