package import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An HTTP server on a port of 127.0.0.1 that answers every request as it is told to, and keeps what it got. Gone with its owner.
package final class TraceCollector: @unchecked Sendable {
    // Sendable: `kept` and `answers` are used under `lock` only; the descriptor is constant.

    package struct Request: Sendable {
        package var method: String
        package var path: String
        /// By name in small letters.
        package var headers: [String: String]
        package var body: Data
    }

    package let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var kept: [Request] = []
    private var answers: [String]

    /// An answer without a body of its own.
    package static func status(_ status: String, body: String = "{}") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// - Parameter answers: to the first requests in their order; the last to all that follow. Whole, as bytes of HTTP.
    package init(answers: [String] = [status("200 OK")]) throws {
        self.answers = answers
        #if canImport(Darwin)
        let listener = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [self] in serve() }
        thread.start()
    }

    /// Takes no more connections.
    package func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    package var address: String { "http://127.0.0.1:\(port)" }

    /// What it got so far.
    package var requests: [Request] { lock.withLock { kept } }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            if let request = Self.read(connection) {
                let answer = lock.withLock {
                    kept.append(request)
                    return answers.count > 1 ? answers.removeFirst() : answers[0]
                }
                let bytes = Array(answer.utf8)
                _ = send(connection, bytes, bytes.count, 0)
            }
            systemClose(connection)
        }
        systemClose(listener)
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let request = Request(bytes) { return request }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}

extension TraceCollector.Request {
    /// Nil: not all of it is there.
    fileprivate init?(_ bytes: Data) {
        guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard bytes.count - end.upperBound >= length else { return nil }
        method = String(words[0])
        path = String(words[1])
        self.headers = headers
        body = bytes[end.upperBound..<(end.upperBound + length)]
    }
}

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
