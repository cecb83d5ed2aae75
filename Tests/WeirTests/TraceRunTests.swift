import Foundation
import TestFolders
import Testing
import TraceCollectors

/// Runs of the built program whose trace is taken.
@Suite struct TraceRunTests {
    private func spans(_ document: Data) throws -> [[String: Any]] {
        let object = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
        let resourceSpans = try #require((object["resourceSpans"] as? [[String: Any]])?.first)
        let scopeSpans = try #require((resourceSpans["scopeSpans"] as? [[String: Any]])?.first)
        return try #require(scopeSpans["spans"] as? [[String: Any]])
    }

    @Test(arguments: ["sync", "threads", "processes"])
    func aFileHasASpanForTheRunAndForEachStepInEveryMode(_ mode: String) async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none", "--mode", mode, "--otel", "trace.jsonl"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        // A line for each time that spans were due, of which a slow run has several.
        let spans = try folder.text(of: "trace.jsonl").split(separator: "\n").flatMap { try self.spans(Data($0.utf8)) }
        let names = Set(spans.compactMap { $0["name"] as? String })
        #expect(
            names == [
                "read sales", "amount__mean_imputed", "group by_town", "write filled", "collect towns", "run shop",
            ])
        var ids: [String: String] = [:]
        for span in spans { ids[span["name"] as? String ?? ""] = span["spanId"] as? String }
        let write = try #require(spans.first { $0["name"] as? String == "write filled" })
        #expect(write["parentSpanId"] as? String == ids["amount__mean_imputed"])
        #expect((write["links"] as? [[String: String]])?.compactMap { $0["spanId"] } == [ids["read sales"] ?? ""])
        let read = try #require(spans.first { $0["name"] as? String == "read sales" })
        #expect(read["parentSpanId"] as? String == ids["run shop"])
    }

    @Test func theEnvironmentMayNameACollector() async throws {
        let collector = try TraceCollector()
        defer { collector.close() }
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none"], in: folder.path,
            environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_SERVICE_NAME": "shop"])
        #expect(ended.status == 0)
        let requests = collector.requests
        let request = try #require(requests.first)
        #expect(request.path == "/v1/traces")
        // In one request, unless the run takes longer than what there is waits to be sent.
        #expect(try requests.flatMap { try spans($0.body) }.count == 6)
        #expect(
            String(decoding: request.body, as: UTF8.self).contains(
                #"{"key":"service.name","value":{"stringValue":"shop"}}"#))
    }

    @Test func aCollectorThatIsNotThereCostsOneWarning() async throws {
        let collector = try TraceCollector()
        collector.close()
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none", "--otel", collector.address], in: folder.path)
        #expect(ended.status == 0)
        #expect(
            ended.errors.hasPrefix("weir: warning: the trace was not delivered to \(collector.address)/v1/traces: "))
        #expect(ended.errors.split(separator: "\n").count == 1)
    }

    @Test func anAddressThatNoTraceCanBeSentToIsAnError() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let asked = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none", "--otel", "https://collector:4318"], in: folder.path)
        #expect(asked.status == 2)
        #expect(asked.errors.contains("--otel: 'https://collector:4318': weir sends traces over http only"))
        let found = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none"], in: folder.path,
            environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector:4318"])
        #expect(found.status == 0)
        #expect(found.errors.hasPrefix("weir: warning: no trace of this run: "))
    }
}
