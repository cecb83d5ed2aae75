import Plan

/// Why a step could not be done: what is wrong, where, and what to do about it.
package struct ComputeError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, Codable {
        /// A value of the data does not fit what is asked of it.
        case data
        /// An integer result is beyond its type's range, or a zero integer divisor.
        case arithmetic
        /// A file or folder cannot be read or written.
        case file
        /// This framework cannot do what the plan asks for.
        case unsupported
        /// The plan and what is there at run time do not go together.
        case mismatch
        /// A program that the plan runs failed, or gave what it should not.
        case program
        /// Something that a program put around the step failed.
        case extender
        /// A fault of this program.
        case `internal`
    }

    package var code: Code
    package var message: String
    /// Path as the message should show it.
    package var file: String?
    /// Counts from 1.
    package var line: Int?
    package var column: String?
    package var value: String?
    package var cause: (any Error)?

    package init(
        _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: String? = nil,
        value: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.value = value
        self.cause = cause
    }

    /// `file:line: column 'speed': message`, free of control characters.
    package var description: String {
        var text = ""
        if let file { text += line.map { "\(file):\($0): " } ?? "\(file): " }
        if let column { text += "column '\(column)': " }
        return (text + message).printable
    }
}
