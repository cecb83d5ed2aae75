/// Where a collector takes traces over HTTP.
package struct CollectorAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: UInt16
    /// With its `/`.
    package var path: String

    /// Reads `http://HOST[:PORT][/PATH]`.
    ///
    /// - Parameters:
    ///   - suffix: comes after the path, unless the path ends with it.
    ///   - isWhole: the path is what it is, and `/` where there is none.
    package init(_ text: String, appending suffix: String = "", isWhole: Bool = false) throws(TraceError) {
        guard let mark = text.firstRange(of: "://") else {
            throw TraceError("'\(text)' is no address of a collector; write http://HOST:4318")
        }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "http" else {
            throw TraceError(
                scheme == "https"
                    ? "'\(text)': weir sends traces over http only; have a collector on this machine pass them on, at "
                        + "http://localhost:4318"
                    : "'\(text)' is no address of a collector; write http://HOST:4318")
        }
        let rest = text[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let place = rest[..<end]
        guard !place.contains("@") else {
            throw TraceError("an address of a collector has no user; give credentials by OTEL_EXPORTER_OTLP_HEADERS")
        }
        (host, port) = try Self.hostAndPort(place, in: text)
        var path = String(rest[end...])
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw TraceError("the path of '\(text)' has characters that an address cannot have; write them as %XX")
        }
        if !isWhole {
            while path.hasSuffix("/") { path.removeLast() }
            if !path.hasSuffix(suffix) { path += suffix }
        }
        self.path = path.hasPrefix("/") ? path : "/" + path
    }

    private static func hostAndPort(_ place: Substring, in text: String) throws(TraceError) -> (String, UInt16) {
        var host = place
        var port: Substring?
        if place.hasPrefix("[") {
            guard let bracket = place.firstIndex(of: "]") else { throw TraceError("'\(text)' lacks a ']'") }
            host = place[place.index(after: place.startIndex)..<bracket]
            let after = place[place.index(after: bracket)...]
            if after.hasPrefix(":") { port = after.dropFirst() }
        } else if let colon = place.lastIndex(of: ":") {
            host = place[..<colon]
            port = place[place.index(after: colon)...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw TraceError("'\(text)' names no host; write http://HOST:4318")
        }
        guard let port else { return (String(host), 80) }
        guard let number = UInt16(port), number > 0 else {
            throw TraceError("'\(port)' is no port; it is a number from 1 to 65535, 4318 of most collectors")
        }
        return (String(host), number)
    }

    /// As `init` reads it, and as a request's `Host` has it.
    package var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    package var description: String { "http://\(authority)\(path)" }
}
