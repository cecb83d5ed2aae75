internal import CADBC
package import Columnar
internal import Plan

/// What this module throws. Its texts hold no credentials: those of the database are blanked out.
package struct DatabaseError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// The driver is not installed, or cannot be loaded; the message says what to do.
        case driver
        /// A name, value or combination of arguments makes no sense.
        case invalid
        /// A table, column or file does not exist.
        case notFound
        case alreadyExists
        /// A value does not fit where it is to go, or breaks a rule of the table.
        case data
        /// The driver cannot do this.
        case unsupported
        /// Nobody wants the result any more.
        case cancelled
        /// Wrong credentials, or not allowed.
        case refused
        case io
        case memory
        /// Everything else that a database says, most of all of a query that it does not understand.
        case failed
    }

    package var code: Code
    /// What went wrong; a database's own words where it said it.
    package var message: String
    /// Five characters as the SQL standard has them, where the database gives them.
    package var sqlState: String?
    /// The database's own number of the error.
    package var vendorCode: Int?
    /// The column and value, where known.
    package var context: ColumnarError.Context

    package init(
        _ code: Code, _ message: String, sqlState: String? = nil, vendorCode: Int? = nil,
        _ context: ColumnarError.Context = .init()
    ) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.vendorCode = vendorCode
        self.context = context
    }

    package static let cancelled = DatabaseError(.cancelled, "the query was cancelled")
}

extension DatabaseError: CustomStringConvertible {
    /// `column "name": message (SQLSTATE 42P01)`, without the parts that are not known.
    package var description: String {
        (context.column.map { "column \"\($0)\": " } ?? "") + message + (sqlState.map { " (SQLSTATE \($0))" } ?? "")
    }
}

extension DatabaseError {
    /// Of data on its way to or from a database.
    init(_ error: ColumnarError) {
        let code: Code =
            switch error.code {
            case .invalid, .internal: .failed
            case .data, .overflow: .data
            case .unsupported: .unsupported
            case .notFound: .notFound
            case .io: .io
            case .memory: .memory
            }
        self.init(code, error.message, error.context)
    }

    /// Runs what works on columns.
    static func columnar<Result>(_ body: () throws(ColumnarError) -> Result) throws(DatabaseError) -> Result {
        do throws(ColumnarError) {
            return try body()
        } catch {
            throw DatabaseError(error)
        }
    }
}

// MARK: The C border

extension DatabaseError {
    /// Takes what C stored.
    init(taking error: inout CADBCError, redaction: Redaction) {
        defer { cadbc_error_clear(&error) }
        let code: Code =
            switch error.status {
            case CADBC_LIBRARY: .driver
            case CADBC_INVALID_ARGUMENT, CADBC_INVALID_STATE, CADBC_UNKNOWN, CADBC_INTERNAL: .failed
            case CADBC_NOT_IMPLEMENTED: .unsupported
            case CADBC_NOT_FOUND: .notFound
            case CADBC_ALREADY_EXISTS: .alreadyExists
            case CADBC_INVALID_DATA, CADBC_INTEGRITY: .data
            case CADBC_IO, CADBC_TIMEOUT: .io
            case CADBC_CANCELLED: .cancelled
            case CADBC_UNAUTHENTICATED, CADBC_UNAUTHORIZED: .refused
            case CADBC_MEMORY: .memory
            default: .failed
            }
        let state = withUnsafeBytes(of: error.sqlstate) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(
            code, redaction.apply(error.message.map { String(cString: $0) } ?? "no message"),
            sqlState: state.isEmpty || state == "00000" ? nil : state,
            vendorCode: error.vendor_code == 0 ? nil : Int(error.vendor_code))
    }

    /// Calls C with a place for its error; nil becomes that error, thrown.
    static func make<Result>(
        _ redaction: Redaction, _ body: (UnsafeMutablePointer<CADBCError>) -> Result?
    ) throws(DatabaseError) -> Result {
        var error = CADBCError()
        if let result = body(&error) { return result }
        throw DatabaseError(taking: &error, redaction: redaction)
    }

    /// The same for C functions that return whether they succeeded.
    static func check(
        _ redaction: Redaction, _ body: (UnsafeMutablePointer<CADBCError>) -> Bool
    ) throws(DatabaseError) {
        var error = CADBCError()
        if body(&error) { return }
        throw DatabaseError(taking: &error, redaction: redaction)
    }
}
