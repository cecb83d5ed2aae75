import ChildProcesses

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a worker process ended, from its wait status; and how that is told.
enum WorkerEnd: Equatable {
    case signal(Int32)
    case exit(Int32)
    /// Somebody else in this process has taken its status.
    case unknown
    /// It lived, but could not be reached any more, and was ended.
    case channelClosed
    /// It lived, but what it said made no sense, and it was ended. The text says what.
    case misunderstood(String)

    init(waitStatus: Int32) {
        self =
            switch ProcessEnd(waitStatus: waitStatus) {
            case .signal(let number): .signal(number)
            case .exit(let status): .exit(status)
            case .unknown: .unknown
            }
    }

    /// As a reason: why it is no more.
    var description: String {
        switch self {
        case .signal(let number): "killed by \(ProcessEnd.name(of: number))"
        case .exit(let status): "exited with status \(status)"
        case .unknown: "ended"
        case .channelClosed: "closed its channel"
        case .misunderstood: "could not be understood"
        }
    }

    /// Of a step that it owed.
    func message(process: Int32, lastLines: [String]) -> String {
        if case .misunderstood(let what) = self { return what }
        let verb = if case .signal = self { "was " } else { "" }
        var text = "its worker process \(process) \(verb)\(description) before the step was done"
        // Nobody here kills with it.
        if self == .signal(SIGKILL) { text += " (by hand, or by the system where memory has run out)" }
        if self == .signal(SIGXCPU) { text += " (it has used the processor time that its limit allows)" }
        guard !lastLines.isEmpty else { return text }
        return text + "; its last words: " + lastLines.joined(separator: " | ")
    }
}

/// Whether it makes sense to start one more worker process after others died: not once so many have died in a row that no step
/// ended between them.
struct WorkerDeaths {
    static let limit = 10
    private(set) var inARow = 0

    var isExhausted: Bool { inARow >= Self.limit }
    mutating func died() { inARow += 1 }
    mutating func stepEnded() { inARow = 0 }
}
