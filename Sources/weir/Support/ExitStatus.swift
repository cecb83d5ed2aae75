#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the process tells its parent. Thrown by a command that has said all there is to say.
enum ExitStatus: Error, Equatable {
    case success
    /// A step or a check failed.
    case failed
    /// Wrong usage, or a plan with errors.
    case usage
    /// The memory budget is too small.
    case memory
    /// A fault of weir itself.
    case internalFault
    /// Ended by a signal; the shell's convention of 128 + its number.
    case signal(Int32)

    var code: Int32 {
        switch self {
        case .success: 0
        case .failed: 1
        case .usage: 2
        case .memory: 3
        case .internalFault: 70
        case .signal(let number): 128 + number
        }
    }
}

extension ExitStatus {
    /// What an output that cannot be written leads to. A closed pipe ends the program without a word, and so does a terminal that has
    /// gone.
    static func of(_ failure: SinkFailure) -> ExitStatus {
        guard !failure.isHangUp else { return .signal(SIGHUP) }
        guard !failure.isClosedPipe else { return .signal(SIGPIPE) }
        TextSink.errors.tryWrite("weir: error: cannot write to the output: \(failure.reason)\n")
        return .failed
    }
}

/// A command that cannot do its work, for a reason that is not in a plan.
struct CommandFailure: Error {
    var message: String
    var status: ExitStatus

    init(_ message: String, status: ExitStatus = .usage) {
        self.message = message
        self.status = status
    }
}
