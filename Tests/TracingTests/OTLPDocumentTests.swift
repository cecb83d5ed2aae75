import Events
import Foundation
import Plan
import Testing
import Tracing

/// The JSON of traces, against the field names and forms of OTLP's protocol buffers.
@Suite("OTLP documents")
struct OTLPDocumentTests {
    private func document() throws -> [String: Any] {
        var run = TracedRun(steps: ["a", "b", "c"], dependencies: [[], [], [0, 1]])
        run.starts(0)
        run.starts(1)
        run.finishes(0, after: 3)
        run.finishes(1, after: 3)
        run.starts(2)
        run.happens(.stepFailed(StepID(2), .init(message: "a \"quoted\"\nfailure")), after: 4)
        run.ends(.failed, failed: 1)
        let bytes = try OTLPDocument(
            run.spans, resource: [.init("service.name", .text("weir")), .init("process.pid", .int(7))], version: "9"
        ).encoded()
        #expect(!bytes.contains(UInt8(ascii: "\n")))
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("it has the fields of ExportTraceServiceRequest and no others")
    func fields() throws {
        let document = try document()
        #expect(Set(document.keys) == ["resourceSpans"])
        let resourceSpans = try #require((document["resourceSpans"] as? [[String: Any]])?.first)
        #expect(Set(resourceSpans.keys) == ["resource", "scopeSpans"])
        let resource = try #require(resourceSpans["resource"] as? [String: Any])
        let attributes = try #require(resource["attributes"] as? [[String: Any]])
        #expect(attributes.map { $0["key"] as? String } == ["service.name", "process.pid"])
        #expect((attributes[1]["value"] as? [String: String]) == ["intValue": "7"])
        let scopeSpans = try #require((resourceSpans["scopeSpans"] as? [[String: Any]])?.first)
        #expect((scopeSpans["scope"] as? [String: String]) == ["name": "weir", "version": "9"])
        let spans = try #require(scopeSpans["spans"] as? [[String: Any]])
        let known: Set = [
            "traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes",
            "events", "droppedEventsCount", "links", "droppedLinksCount", "status",
        ]
        for span in spans {
            #expect(Set(span.keys).isSubset(of: known))
            #expect((span["traceId"] as? String)?.wholeMatch(of: #/[0-9a-f]{32}/#) != nil)
            #expect((span["spanId"] as? String)?.wholeMatch(of: #/[0-9a-f]{16}/#) != nil)
            #expect((span["startTimeUnixNano"] as? String)?.wholeMatch(of: #/1767323045\d{9}/#) != nil)
            #expect((span["endTimeUnixNano"] as? String)?.wholeMatch(of: #/1767323045\d{9}/#) != nil)
            #expect(span["kind"] as? Int == 1)
        }
    }

    @Test("parents, links, events and status are said as OTLP says them")
    func relations() throws {
        let resourceSpans = try #require((try document()["resourceSpans"] as? [[String: Any]])?.first)
        let scopeSpans = try #require((resourceSpans["scopeSpans"] as? [[String: Any]])?.first)
        let spans = try #require(scopeSpans["spans"] as? [[String: Any]])
        let failed = try #require(spans.first { $0["name"] as? String == "c" })
        let (a, b, root) = (spans[0], spans[1], spans[3])
        #expect(failed["parentSpanId"] as? String == b["spanId"] as? String)
        let link = try #require((failed["links"] as? [[String: String]])?.first)
        #expect(link == ["traceId": a["traceId"] as? String ?? "", "spanId": a["spanId"] as? String ?? ""])
        #expect(a["parentSpanId"] as? String == root["spanId"] as? String)
        #expect(root["parentSpanId"] == nil)
        let status = try #require(failed["status"] as? [String: Any])
        #expect(status["code"] as? Int == 2)
        #expect(status["message"] as? String == "a \"quoted\"\nfailure")
        #expect((a["status"] as? [String: Any])?["code"] as? Int == 1)
        let event = try #require((failed["events"] as? [[String: Any]])?.first)
        #expect(event["name"] as? String == "exception")
        #expect((event["timeUnixNano"] as? String)?.hasPrefix("1767323045") == true)
    }
}
