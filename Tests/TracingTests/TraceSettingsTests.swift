import Testing
import Tracing

/// What the flag and OpenTelemetry's variables come to.
@Suite("Settings of a trace")
struct TraceSettingsTests {
    private func settings(_ flag: String?, _ environment: [String: String] = [:]) throws(TraceError) -> TraceSettings? {
        try TraceSettings(flag: flag, environment: { environment[$0] }, version: "9", processID: 7)
    }

    @Test("without a flag and variables there is no trace")
    func none() throws {
        #expect(try settings(nil) == nil)
        #expect(try settings(nil, ["OTEL_SERVICE_NAME": "x", "OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
    }

    @Test(
        "where spans go",
        arguments: [
            ("http://localhost:4318", "http://localhost:4318/v1/traces"),
            ("http://localhost:4318/", "http://localhost:4318/v1/traces"),
            ("http://collector/otlp/", "http://collector:80/otlp/v1/traces"),
            ("http://collector:1/v1/traces", "http://collector:1/v1/traces"),
            ("HTTP://[::1]:4318", "http://[::1]:4318/v1/traces"),
        ])
    func addresses(flag: String, address: String) throws {
        guard case .collector(let collector)? = try settings(flag)?.target else {
            Issue.record("a collector")
            return
        }
        #expect(collector.description == address)
    }

    @Test("a flag that is no address is a file, and goes over the environment")
    func file() throws {
        let settings = try settings("out/trace.jsonl", ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"])
        #expect(settings?.target == .file("out/trace.jsonl"))
    }

    @Test("the variables of the environment")
    func environment() throws {
        let given = try #require(
            try settings(
                nil,
                [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
                    "OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%20b, tenant = x ",
                    "OTEL_EXPORTER_OTLP_TIMEOUT": "250", "OTEL_SERVICE_NAME": "flights",
                    "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,deployment.environment=ci,broken",
                    "TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                ]))
        #expect(given.headers == [.init(name: "api-key", value: "a b"), .init(name: "tenant", value: "x")])
        #expect(given.timeout == 250)
        #expect(given.parent?.span.description == "b7ad6b7169203331")
        let resource = Dictionary(uniqueKeysWithValues: given.resource.map { ($0.key, $0.value) })
        #expect(resource["service.name"] == .text("flights"))
        #expect(resource["deployment.environment"] == .text("ci"))
        #expect(resource["service.version"] == .text("9"))
        #expect(resource["process.pid"] == .int(7))
        #expect(resource["broken"] == nil)
    }

    @Test("the variables for traces go over those for all, and their address is taken as it is")
    func tracesOnly() throws {
        let given = try #require(
            try settings(
                nil,
                [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:2/x",
                    "OTEL_EXPORTER_OTLP_HEADERS": "a=1", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "b=2",
                ]))
        #expect(given.target == .collector(try CollectorAddress("http://b:2/x", isWhole: true)))
        #expect(given.headers.map(\.name) == ["b"])
    }

    @Test(
        "the environment may say that there are to be no traces",
        arguments: [("OTEL_SDK_DISABLED", "true"), ("OTEL_TRACES_EXPORTER", "none")])
    func off(name: String, value: String) throws {
        #expect(try settings(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", name: value]) == nil)
    }

    @Test(
        "what no trace can be sent to is refused, and says what can",
        arguments: [
            ("https://collector:4318", "have a collector on this machine pass them on"),
            ("grpc://collector:4317", "write http://HOST:4318"), ("http://:4318", "names no host"),
            ("http://a:0", "'0' is no port"), ("http://a:70000", "'70000' is no port"), ("http://u:p@a", "has no user"),
            ("http://a/ b", "has characters"), ("", "it takes a file"),
        ])
    func refused(flag: String, message: String) {
        let error = #expect(throws: TraceError.self) { try settings(flag) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.description.contains("u:p") != true)
    }

    @Test("a header cannot bring another with it")
    func unsafeHeader() {
        #expect(throws: TraceError.self) {
            try settings("http://a:1", ["OTEL_EXPORTER_OTLP_HEADERS": "a=1%0d%0ab: 2"])
        }
    }
}
