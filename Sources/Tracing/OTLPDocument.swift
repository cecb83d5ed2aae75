#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Spans as one `ExportTraceServiceRequest` of OTLP 1 in its JSON form: ids in hexadecimal digits, 64-bit numbers in text, fields
/// that have their default left out. It is the body of a request to `/v1/traces`, and a line of the OTLP file format.
package struct OTLPDocument: Encodable {
    private let resourceSpans: [ResourceSpans]

    /// - Parameters:
    ///   - resource: attributes of the program that all spans have in common.
    ///   - version: of weir.
    package init(_ spans: [Span], resource: [Span.Attribute], version: String) {
        resourceSpans = [
            ResourceSpans(
                resource: Resource(attributes: resource.map(KeyValue.init)),
                scopeSpans: [
                    ScopeSpans(scope: Scope(name: "weir", version: version), spans: spans.map(EncodedSpan.init))
                ])
        ]
    }

    /// One line, without its end.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}

private struct ResourceSpans: Encodable {
    var resource: Resource
    var scopeSpans: [ScopeSpans]
}

private struct Resource: Encodable {
    var attributes: [KeyValue]
}

private struct ScopeSpans: Encodable {
    var scope: Scope
    var spans: [EncodedSpan]
}

private struct Scope: Encodable {
    var name: String
    var version: String
}

private struct EncodedSpan: Encodable {
    struct Event: Encodable {
        var timeUnixNano: String
        var name: String
        var attributes: [KeyValue]
    }
    struct Link: Encodable {
        var traceId: String
        var spanId: String
    }
    struct Status: Encodable {
        var code: Int
        var message: String?
    }

    var traceId: String
    var spanId: String
    var parentSpanId: String?
    var name: String
    /// SPAN_KIND_INTERNAL.
    var kind = 1
    var startTimeUnixNano: String
    var endTimeUnixNano: String
    var attributes: [KeyValue]
    var events: [Event]?
    var droppedEventsCount: Int?
    var links: [Link]?
    var droppedLinksCount: Int?
    var status: Status

    init(_ span: Span) {
        traceId = span.trace.description
        spanId = span.id.description
        parentSpanId = span.parent?.description
        name = span.name
        startTimeUnixNano = String(span.start)
        endTimeUnixNano = String(span.end)
        attributes = span.attributes.map(KeyValue.init)
        if !span.events.isEmpty {
            events = span.events.map {
                Event(timeUnixNano: String($0.time), name: $0.name, attributes: $0.attributes.map(KeyValue.init))
            }
        }
        if span.droppedEvents > 0 { droppedEventsCount = span.droppedEvents }
        if !span.links.isEmpty {
            links = span.links.map { Link(traceId: span.trace.description, spanId: $0.description) }
        }
        if span.droppedLinks > 0 { droppedLinksCount = span.droppedLinks }
        switch span.status {
        case .ok: status = Status(code: 1)
        case .error(let message): status = Status(code: 2, message: message)
        }
    }
}

private struct KeyValue: Encodable {
    struct Value: Encodable {
        struct List: Encodable {
            var values: [Value]
        }
        var stringValue: String?
        var intValue: String?
        var arrayValue: List?
    }

    var key: String
    var value: Value

    init(_ attribute: Span.Attribute) {
        key = attribute.key
        switch attribute.value {
        case .text(let text): value = Value(stringValue: text)
        case .int(let number): value = Value(intValue: String(number))
        case .texts(let texts): value = Value(arrayValue: .init(values: texts.map { Value(stringValue: $0) }))
        }
    }
}
