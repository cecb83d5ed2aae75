#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One request of HTTP/1.1 over a connection of its own, and its answer. All that a trace needs; Foundation's client would cost the
/// program a second TLS library beside Arrow's, and its start.
enum HTTPExchange {
    struct Response {
        var status: Int
        var body: [UInt8]
    }

    /// Of an answer as much is read; collectors say a few words.
    private static let answerLimit = 1 << 16

    /// Posts JSON. Blocks, at most `timeout` milliseconds and what it takes to find the host.
    static func post(
        _ body: [UInt8], to address: CollectorAddress, headers: [TraceSettings.Header], timeout: Int32
    ) throws(DeliveryFailure) -> Response {
        var connection = try HTTPConnection(address, timeout: timeout)
        defer { connection.close() }
        var head = "POST \(address.path) HTTP/1.1\r\nHost: \(address.authority)\r\nContent-Type: application/json\r\n"
        head += "Content-Length: \(body.count)\r\nConnection: close\r\nUser-Agent: weir\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        try connection.send(Array((head + "\r\n").utf8))
        try connection.send(body)
        var answer: [UInt8] = []
        while answer.count < answerLimit, !isWhole(answer), let more = try connection.receive() { answer += more }
        guard let response = Response(answer) else {
            throw DeliveryFailure(message: "what it answered is no HTTP", isPassing: false)
        }
        return response
    }

    /// Whether all of an answer is there that says its length.
    private static func isWhole(_ answer: [UInt8]) -> Bool {
        guard let head = Response.head(of: answer), let length = Response.length(in: head.lines) else { return false }
        return answer.count - head.end >= length
    }
}

extension HTTPExchange.Response {
    /// Nil for what does not begin as an answer does.
    init?(_ bytes: [UInt8]) {
        guard let head = Self.head(of: bytes), let first = head.lines.first, first.hasPrefix("HTTP/1.") else {
            return nil
        }
        let words = first.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        self.init(status: status, body: Array(bytes[head.end...]))
        let isChunked = head.lines.contains {
            $0.lowercased().hasPrefix("transfer-encoding:") && $0.lowercased().contains("chunked")
        }
        if isChunked { body = Self.unchunked(body) }
    }

    /// The lines before the body, and where that begins; nil: not all is there.
    static func head(of bytes: [UInt8]) -> (lines: [String], end: Int)? {
        let mark = Array("\r\n\r\n".utf8)
        guard let found = bytes.firstRange(of: mark) else { return nil }
        let text = String(decoding: bytes[..<found.lowerBound], as: UTF8.self)
        return (text.split(separator: "\r\n").map(String.init), found.upperBound)
    }

    static func length(in lines: [String]) -> Int? {
        lines.lazy.compactMap { line -> Int? in
            guard line.lowercased().hasPrefix("content-length:") else { return nil }
            return Int(line.dropFirst("content-length:".count).filter { $0 != " " })
        }.first
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstRange(of: Array("\r\n".utf8)) {
            let size = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0 != ";" }
            guard let count = Int(size, radix: 16), count > 0, end.upperBound + count <= rest.endIndex else { break }
            body += rest[end.upperBound..<(end.upperBound + count)]
            rest = rest[(end.upperBound + count)...].dropFirst(2)
        }
        return body
    }
}
