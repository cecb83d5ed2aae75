#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reads an event log, event by event; blocks on the file. A log that ends in the middle of a line, as that of a killed run may,
/// ends before that line.
package struct EventLogReader: ~Copyable {
    package let path: String
    /// Lines read so far.
    package private(set) var line = 0
    /// Events of kinds that this version does not know, which were passed over.
    package private(set) var unknownEvents = 0
    /// Whether the last line was cut short.
    package private(set) var isTruncated = false

    private let file: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private static let chunk = 1 << 18

    /// - Throws: where the file cannot be opened.
    package init(path: String) throws(EventLogError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw EventLogError(.cannotOpen, path: path, cause: String(cString: strerror(errno))) }
    }

    deinit { close(file) }

    /// The next event; nil at the end.
    ///
    /// - Throws: where the file is no event log, is of a later version, or has a line that is no event.
    package mutating func next() throws(EventLogError) -> RunEvent? {
        while let text = try nextLine() {
            if text.isEmpty { continue }
            let record: JSONValue
            do throws(JSONProblem) {
                record = try JSONParser.parse(text)
            } catch {
                let code: EventLogError.Code = line == 1 ? .notAnEventLog : .badRecord
                throw EventLogError(code, path: path, line: line, cause: "\(error.message) at byte \(error.offset + 1)")
            }
            if let version = record["schema_version"] {
                try check(version)
            } else if line == 1 {
                throw EventLogError(.notAnEventLog, path: path, line: 1, cause: "it has no “schema_version”")
            }
            do throws(EventDecoder.Problem) {
                if let event = try EventDecoder.event(record) { return event }
                unknownEvents += 1
            } catch {
                throw EventLogError(.badRecord, path: path, line: line, cause: error.message)
            }
        }
        return nil
    }

    private func check(_ version: JSONValue) throws(EventLogError) {
        guard case .integer(let number) = version, number > 0 else {
            throw EventLogError(.notAnEventLog, path: path, line: line, cause: "its “schema_version” is no number")
        }
        guard number <= RunEvent.schemaVersion else {
            throw EventLogError(
                .unsupportedVersion, path: path, line: line,
                cause: "version \(number), but this program reads up to \(RunEvent.schemaVersion)")
        }
    }

    /// The next whole line without its line feed; nil at the end.
    private mutating func nextLine() throws(EventLogError) -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                line += 1
                return buffer[start..<end]
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            guard try fill() else {
                isTruncated = !buffer.isEmpty
                buffer = []
                return nil
            }
        }
    }

    /// Reads more. False at the end of the file.
    private mutating func fill() throws(EventLogError) -> Bool {
        let used = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(file, bytes.baseAddress.map { $0 + used }, Self.chunk)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw EventLogError(.cannotRead, path: path, cause: String(cString: strerror(errno)))
            }
            buffer.removeLast(Self.chunk - count)
            return count > 0
        }
    }
}
