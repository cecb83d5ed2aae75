import Events
import Foundation
import Plan
import Testing
import TraceCollectors

@testable import Tracing

/// Delivery of a run's spans, to real files and a real server.
@Suite("Exporters of traces")
struct TraceExporterTests {
    /// Publishes a run of one step, and gives what the user is told.
    private func export(_ flag: String, _ environment: [String: String] = [:]) throws -> String? {
        let settings = try #require(
            try TraceSettings(flag: flag, environment: { environment[$0] }, version: "9", processID: 7))
        let bus = EventBus()
        let exporter = try TraceExporter(settings, bus: bus, version: "9", period: .max)
        var run = TracedRun(steps: ["a"], dependencies: [[]])
        run.starts(0)
        run.finishes(0, after: 1)
        run.ends()
        for event in run.events { bus.publish(event.kind) }
        bus.finish()
        return exporter.finish()
    }

    private func names(_ document: Data) throws -> [String] {
        let object = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
        let resourceSpans = try #require((object["resourceSpans"] as? [[String: Any]])?.first)
        let scopeSpans = try #require((resourceSpans["scopeSpans"] as? [[String: Any]])?.first)
        return try #require(scopeSpans["spans"] as? [[String: Any]]).compactMap { $0["name"] as? String }
    }

    @Test("a file has a document a line")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try export(path) == nil)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1)
        #expect(try names(Data(lines[0].utf8)) == ["a", "run traced"])
    }

    @Test("a file that cannot be made is an error before the run")
    func badFile() {
        let error = #expect(throws: TraceError.self) { try export("/nowhere/at/all") }
        #expect(error?.description.hasPrefix("the trace cannot be written to /nowhere/at/all: ") == true)
    }

    @Test("a collector gets the documents by POST, with the headers")
    func collector() throws {
        let collector = try TraceCollector()
        defer { collector.close() }
        #expect(try export(collector.address, ["OTEL_EXPORTER_OTLP_HEADERS": "api-key=secret"]) == nil)
        let requests = collector.requests
        #expect(requests.count == 1)
        let request = try #require(requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/v1/traces")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["host"] == "127.0.0.1:\(collector.port)")
        #expect(request.headers["api-key"] == "secret")
        #expect(try names(request.body) == ["a", "run traced"])
    }

    @Test("a collector may answer in chunks, and reject some of it")
    func partialSuccess() throws {
        let body = #"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}"#
        let chunk = String(body.utf8.count, radix: 16)
        let collector = try TraceCollector(answers: [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\r\n\(body)\r\n0\r\n\r\n"
        ])
        defer { collector.close() }
        let warning = try export(collector.address)
        #expect(warning?.hasSuffix("/v1/traces: it did not take all: 2 spans rejected, too old") == true)
    }

    @Test(
        "what a collector refuses is one warning that says why",
        arguments: [
            ("400 Bad Request", "it answered 400: no traces here; 2 spans of the trace are lost"),
            ("503 Service Unavailable", "it answered 503; 2 spans of the trace are lost"),
        ])
    func refused(status: String, message: String) throws {
        let collector = try TraceCollector(answers: [
            TraceCollector.status(status, body: #"{"code":3,"message":"no traces here"}"#)
        ])
        defer { collector.close() }
        let warning = try export(collector.address)
        #expect(warning == "the trace was not delivered to \(collector.address)/v1/traces: \(message)")
    }

    @Test("what does not speak HTTP is no collector")
    func nonsense() throws {
        let collector = try TraceCollector(answers: ["220 mail.example ESMTP\r\n"])
        defer { collector.close() }
        #expect(try export(collector.address)?.contains("what it answered is no HTTP") == true)
    }

    @Test("nobody there is one warning")
    func nobody() throws {
        let collector = try TraceCollector()
        collector.close()
        // Whoever listened there does not any more; a connection may yet be taken and cut.
        let warning = try #require(try export(collector.address))
        #expect(warning.contains("the trace was not delivered to \(collector.address)/v1/traces: "))
        #expect(warning.hasSuffix("2 spans of the trace are lost"))
    }

    @Test("what cannot be delivered now is delivered with what comes next")
    func later() {
        let sink = FlakySink(failures: 1, isPassing: true)
        var outbox = SpanOutbox(resource: [], version: "9")
        outbox.add(TracedRun.twoSpans)
        outbox.send(to: sink, isLast: false)
        #expect(outbox.count == 2)
        outbox.add(TracedRun.twoSpans)
        outbox.send(to: sink, isLast: true)
        #expect(sink.documents == 1)
        #expect(outbox.close(sink) == nil)
    }

    @Test("of more than there is room for, the oldest go, and are counted")
    func bounded() {
        let sink = FlakySink(failures: .max, isPassing: true)
        var outbox = SpanOutbox(resource: [], version: "9")
        for _ in 0..<(SpanOutbox.limit / 2 + 5) { outbox.add(TracedRun.twoSpans) }
        #expect(outbox.count == SpanOutbox.limit)
        outbox.send(to: sink, isLast: true)
        #expect(outbox.close(sink) == SpanOutbox.Loss(reason: "down", spans: SpanOutbox.limit + 10))
    }

    @Test("many spans are several documents")
    func documents() {
        let sink = FlakySink(failures: 0, isPassing: true)
        var outbox = SpanOutbox(resource: [], version: "9")
        for _ in 0..<1_001 { outbox.add(TracedRun.twoSpans) }
        outbox.send(to: sink, isLast: true)
        #expect(sink.documents == 3)
        #expect(outbox.close(sink) == nil)
    }
}

private final class FlakySink: SpanSink {
    private var failures: Int
    private let isPassing: Bool
    private(set) var documents = 0

    init(failures: Int, isPassing: Bool) {
        self.failures = failures
        self.isPassing = isPassing
    }

    func deliver(_ document: [UInt8]) throws(DeliveryFailure) {
        guard failures == 0 else {
            failures -= 1
            throw DeliveryFailure(message: "down", isPassing: isPassing)
        }
        documents += 1
    }

    func close() throws(DeliveryFailure) {}
}

extension TracedRun {
    fileprivate static var twoSpans: [Span] {
        var run = TracedRun(steps: ["a"], dependencies: [[]])
        run.starts(0)
        run.finishes(0, after: 1)
        run.ends()
        return run.spans
    }
}
