#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a child process ended.
package enum ProcessEnd: Sendable, Hashable {
    case signal(Int32)
    case exit(Int32)
    /// Somebody else in this process has taken its status.
    case unknown

    package init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exit((waitStatus >> 8) & 0xFF) : .signal(signal)
    }

    /// `was killed by SIGSEGV`, `exited with status 3`.
    package var description: String {
        switch self {
        case .signal(let number): "was killed by \(Self.name(of: number))"
        case .exit(let status): "exited with status \(status)"
        case .unknown: "ended"
        }
    }

    /// A signal's name, or its number where it has none that people know.
    package static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV",
            SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
