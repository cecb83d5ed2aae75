/// Why an event log could not be written or read.
package struct EventLogError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case cannotOpen
        case cannotWrite
        case cannotRead
        /// The first line is no event of a log.
        case notAnEventLog
        /// Written by a later version in a way that this one could misread.
        case unsupportedVersion
        /// A line is no event, or lacks something.
        case badRecord
    }

    package let code: Code
    package let path: String
    /// Counts from 1; nil where no line is to blame.
    package let line: Int?
    /// What went wrong, in words.
    package let cause: String

    package init(_ code: Code, path: String, line: Int? = nil, cause: String) {
        self.code = code
        self.path = path
        self.line = line
        self.cause = cause
    }

    /// `path:line: what: cause`
    package var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        let what =
            switch code {
            case .cannotOpen: "cannot open the event log"
            case .cannotWrite: "cannot write the event log"
            case .cannotRead: "cannot read the event log"
            case .notAnEventLog: "this is not an event log"
            case .unsupportedVersion: "this event log is of a later version"
            case .badRecord: "this is not an event"
            }
        return "\(place): \(what): \(cause)"
    }
}
