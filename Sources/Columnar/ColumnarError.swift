internal import CArrow

/// What this module throws.
package struct ColumnarError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// An argument, or a combination of arguments, makes no sense.
        case invalid
        /// A value in a file or column does not fit what is asked of it.
        case data
        /// An integer or decimal result does not fit its type.
        case overflow
        /// No kernel for these types, or a type that is not computed with.
        case unsupported
        /// A file, column or kernel does not exist.
        case notFound
        case io
        case memory
        case `internal`
    }

    /// Where the error is in the data, as far as known.
    package struct Context: Sendable, Hashable {
        package var file: String?
        /// 1-based line of the file.
        package var line: Int?
        package var column: String?
        package var value: String?

        package init(file: String? = nil, line: Int? = nil, column: String? = nil, value: String? = nil) {
            self.file = file
            self.line = line
            self.column = column
            self.value = value
        }
    }

    package var code: Code
    /// One sentence; the context is not part of it.
    package var message: String
    package var context: Context

    package init(_ code: Code, _ message: String, _ context: Context = Context()) {
        self.code = code
        self.message = message
        self.context = context
    }
}

extension ColumnarError: CustomStringConvertible {
    /// `file:line: column "name": message`, without the parts that are not known.
    package var description: String {
        var text = ""
        if let file = context.file {
            text += file + (context.line.map { ":\($0)" } ?? "") + ": "
        } else if let line = context.line {
            text += "line \(line): "
        }
        if let column = context.column { text += "column \"\(column)\": " }
        return text + message
    }
}

// MARK: The C border

extension ColumnarError {
    init(taking error: inout CArrowError) {
        defer { carrow_error_clear(&error) }
        let code: Code =
            switch error.code {
            case CARROW_INVALID: .invalid
            case CARROW_DATA: .data
            case CARROW_OVERFLOW: .overflow
            case CARROW_UNSUPPORTED: .unsupported
            case CARROW_NOT_FOUND: .notFound
            case CARROW_IO: .io
            case CARROW_MEMORY: .memory
            default: .internal
            }
        self.init(
            code, error.message.map { String(cString: $0) } ?? "no message",
            Context(
                file: error.file.map { String(cString: $0) },
                line: error.line > 0 ? Int(error.line) : nil,
                column: error.column.map { String(cString: $0) },
                value: error.value.map { String(cString: $0) }))
    }

    /// Calls C with a place for its error; nil becomes that error, thrown.
    static func make<Result>(
        _ body: (UnsafeMutablePointer<CArrowError>) -> Result?
    ) throws(ColumnarError) -> Result {
        var error = CArrowError()
        if let result = body(&error) { return result }
        throw ColumnarError(taking: &error)
    }

    /// The same for C functions that return whether they succeeded.
    static func check(_ body: (UnsafeMutablePointer<CArrowError>) -> Bool) throws(ColumnarError) {
        var error = CArrowError()
        if body(&error) { return }
        throw ColumnarError(taking: &error)
    }

    static let outOfMemory = ColumnarError(.memory, "out of memory")
}
