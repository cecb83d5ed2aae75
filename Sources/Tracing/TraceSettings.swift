/// Where a run's trace goes and what it says of its program: the flag's value, and the variables of the environment that OpenTelemetry
/// defines.
package struct TraceSettings: Sendable, Hashable {
    /// Where spans go.
    package enum Target: Sendable, Hashable {
        /// A file of JSON lines, made anew.
        case file(String)
        case collector(CollectorAddress)
    }

    package var target: Target
    /// Of requests to a collector.
    package var headers: [Header] = []
    /// Attributes of the program.
    package var resource: [Span.Attribute]
    package var parent: TraceParent?
    /// Milliseconds that one request may take, from `OTEL_EXPORTER_OTLP_TIMEOUT`.
    package var timeout: Int32 = 10_000

    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Nil where nobody wants a trace: there is no flag, and the environment names no collector or says that there is to be none.
    ///
    /// - Parameters:
    ///   - flag: a path, or the address of a collector, `http://HOST:PORT`; goes over the environment.
    ///   - version: of weir.
    /// - Throws: for an address that no trace can be sent to, which the flag or the environment gives.
    package init?(
        flag: String?, environment: (String) -> String?, version: String, processID: Int32
    ) throws(TraceError) {
        func variable(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let flag {
            target = try Self.target(flag)
        } else {
            guard variable("OTEL_SDK_DISABLED")?.lowercased() != "true",
                variable("OTEL_TRACES_EXPORTER") ?? "otlp" == "otlp"
            else { return nil }
            if let address = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
                target = .collector(try CollectorAddress(address, isWhole: true))
            } else if let address = variable("OTEL_EXPORTER_OTLP_ENDPOINT") {
                target = .collector(try CollectorAddress(address, appending: "/v1/traces"))
            } else {
                return nil
            }
        }
        for name in ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"] where headers.isEmpty {
            headers = Self.pairs(variable(name) ?? "").map { Header(name: $0.key, value: $0.value) }
        }
        for header in headers where !header.isSafe {
            throw TraceError("OTEL_EXPORTER_OTLP_HEADERS: '\(header.name)' is no header that a request can have")
        }
        for name in ["OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"] {
            if let value = variable(name).flatMap({ Int32($0) }), value > 0 { timeout = value }
        }
        parent = variable("TRACEPARENT").flatMap { TraceParent($0) }
        resource = Self.resource(
            variable("OTEL_RESOURCE_ATTRIBUTES") ?? "", service: variable("OTEL_SERVICE_NAME"), version, processID)
    }

    private static func target(_ flag: String) throws(TraceError) -> Target {
        if flag.contains("://") { return .collector(try CollectorAddress(flag, appending: "/v1/traces")) }
        guard !flag.isEmpty else {
            throw TraceError("it takes a file, or the address of a collector: http://HOST:4318")
        }
        return .file(flag)
    }

    /// `service.name` by its own variable goes over that among the attributes.
    private static func resource(
        _ list: String, service: String?, _ version: String, _ processID: Int32
    ) -> [Span.Attribute] {
        var values = [
            "service.name": "weir", "service.version": version, "telemetry.sdk.name": "weir",
            "telemetry.sdk.language": "swift", "telemetry.sdk.version": version,
        ]
        for (key, value) in pairs(list) { values[key] = value }
        if let service { values["service.name"] = service }
        return values.sorted { $0.key < $1.key }.map { Span.Attribute($0.key, .text($0.value)) }
            + [Span.Attribute("process.pid", .int(Int64(processID)))]
    }

    /// `key=value,key=value`, values percent-encoded. What is not of this form is left out.
    private static func pairs(_ text: String) -> [(key: String, value: String)] {
        text.split(separator: ",").compactMap { pair in
            guard let sign = pair.firstIndex(of: "=") else { return nil }
            let key = pair[..<sign].trimmed
            guard !key.isEmpty else { return nil }
            return (key, decoded(pair[pair.index(after: sign)...].trimmed))
        }
    }

    /// Percent-encoded bytes decoded; where they are none, or no UTF-8, the text itself.
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return text
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self) ?? text
    }
}

extension TraceSettings.Header {
    /// Whether it stays one header in a request.
    fileprivate var isSafe: Bool {
        name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}

/// Why there is no trace, or not all of it.
package struct TraceError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
