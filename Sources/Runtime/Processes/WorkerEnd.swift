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
    /// It lives, but cannot be reached any more.
    case channelClosed

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exit((waitStatus >> 8) & 0xFF) : .signal(signal)
    }

    var description: String {
        switch self {
        case .signal(let number): "was killed by \(Self.name(of: number))"
        case .exit(0): "exited with status 0"
        case .exit(let status): "exited with status \(status)"
        case .unknown: "ended"
        case .channelClosed: "closed its channel"
        }
    }

    /// Of a step that it owed.
    func message(process: Int32, lastLines: [String]) -> String {
        let text = "its worker process \(process) \(description) before the step was done"
        guard !lastLines.isEmpty else { return text }
        return text + "; its last words: " + lastLines.joined(separator: " | ")
    }

    static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV",
            SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[signal] ?? "signal \(signal)"
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

/// Lines of what a worker process prints, put together from pieces.
struct LineAssembly {
    /// Lines at the end that are kept for a message.
    static let kept = 5
    static let longest = 4096

    private var rest: [UInt8] = []
    private(set) var last: [String] = []

    mutating func append(_ bytes: some Sequence<UInt8>, _ each: (String) -> Void) {
        for byte in bytes {
            if byte != UInt8(ascii: "\n") { rest.append(byte) }
            if byte == UInt8(ascii: "\n") || rest.count == Self.longest { flush(each) }
        }
    }

    /// The end of what was printed is a line too.
    mutating func flush(_ each: (String) -> Void) {
        guard !rest.isEmpty else { return }
        let line = String(decoding: rest, as: UTF8.self)
        rest.removeAll(keepingCapacity: true)
        last.append(line)
        if last.count > Self.kept { last.removeFirst() }
        each(line)
    }

    /// A new step begins.
    mutating func forget() { last = [] }
}
