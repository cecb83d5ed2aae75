internal import CSystem
import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The user's editor at work on the terminal. One thread's own; `finish` or `abandon` is its end.
struct EditorProcess {
    /// Can be read once it has ended.
    let end: Int32
    private let process: pid_t
    private let command: String

    /// Milliseconds that an editor has to save what it has when it is told to go.
    private static let patience: Int32 = 2_000

    /// Starts it. The terminal must have been given back.
    ///
    /// - Parameters:
    ///   - output: the terminal.
    ///   - errors: what standard error was.
    /// - Throws: why it cannot be started.
    init(_ editor: Editor, output: Int32, errors: Int32) throws(TerminalError) {
        command = editor.command
        let words = editor.arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        let started = weir_foreground_start(
            editor.command + #" "$@""#, words.map { UnsafePointer($0) } + [nil], words.count, output, errors)
        guard started > 0 else {
            throw TerminalError(.noResources, "cannot start the editor: \(String(cString: strerror(-started)))")
        }
        process = started
        end = weir_process_watch(started)
        if end < 0 {
            kill(process, SIGKILL)
            _ = wait()
            throw TerminalError(.noResources, "cannot start the editor: \(String(cString: strerror(-end)))")
        }
    }

    /// After it has ended.
    ///
    /// - Returns: what went wrong; nil: nothing.
    func finish() -> String? {
        close(end)
        let status = wait()
        guard status != 0 else { return nil }
        let how = status & 0x7F == 0 ? "status \((status >> 8) & 0xFF)" : "signal \(status & 0x7F)"
        let hint = (status >> 8) & 0xFF == 127 ? ": set VISUAL or EDITOR to the one you use" : ""
        return "the editor '\(command)' ended with \(how)\(hint)"
    }

    /// Ends it, as a closed window would. Blocks until it has saved what it saves then.
    func abandon() {
        kill(process, SIGHUP)
        kill(process, SIGCONT)
        var polled = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, Self.patience) <= 0 { kill(process, SIGKILL) }
        close(end)
        _ = wait()
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
