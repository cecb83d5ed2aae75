internal import CFlight
import Runtime

/// What this module throws.
package struct FlightError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case invalid
        case notFound
        case refused
        /// The token is missing or wrong.
        case unauthenticated
        /// Not now, or there is nobody (any more).
        case busy
        case memory
        /// The folder of the socket cannot be made.
        case folder
        /// The library that holds Flight is missing or does not fit.
        case library
        case failed
    }

    package let code: Code
    /// What, where, and what to do.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

// MARK: The C border

extension FlightError {
    /// Takes what a failure holds.
    init(taking failure: inout CFlightFailure) {
        let code: Code =
            switch failure.code {
            case CFLIGHT_INVALID: .invalid
            case CFLIGHT_NOT_FOUND: .notFound
            case CFLIGHT_REFUSED: .refused
            case CFLIGHT_UNAUTHENTICATED: .unauthenticated
            case CFLIGHT_BUSY: .busy
            case CFLIGHT_MEMORY: .memory
            default: .failed
            }
        self.init(code, failure.message.map { String(cString: $0) } ?? "no reason given")
        cflight_failure_clear(&failure)
    }

    /// Calls C with a place for its failure; nil becomes that failure, thrown.
    static func make<Result>(
        _ body: (UnsafeMutablePointer<CFlightFailure>) -> Result?
    ) throws(FlightError) -> Result {
        var failure = CFlightFailure()
        if let result = body(&failure) { return result }
        throw FlightError(taking: &failure)
    }

    /// The same for C functions that return whether they succeeded.
    static func check(_ body: (UnsafeMutablePointer<CFlightFailure>) -> Bool) throws(FlightError) {
        var failure = CFlightFailure()
        if body(&failure) { return }
        throw FlightError(taking: &failure)
    }
}

extension DatasetFault {
    /// Tells C of it.
    func store(in failure: UnsafeMutablePointer<CFlightFailure>) {
        let code =
            switch code {
            case .invalid: CFLIGHT_INVALID
            case .notFound: CFLIGHT_NOT_FOUND
            case .refused: CFLIGHT_REFUSED
            case .busy: CFLIGHT_BUSY
            case .internal: CFLIGHT_FAILED
            }
        cflight_fail(failure, code, message)
    }
}
