import CSystem
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program on a terminal of its own, whose screen can be read: for tests of what a user would see. All waiting is for conditions;
/// the one limit of time only makes a test fail that would never end.
///
/// Its calls block: use it within `onThread`.
package final class PseudoTerminal {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The terminal's modes, for comparing.
    package struct Modes: Hashable, Sendable {
        private let flags: [UInt64]
        private let characters: [UInt8]

        init(_ modes: termios) {
            flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag].map { UInt64($0) }
            characters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
        }
    }

    /// Nanoseconds a wait may take.
    private static let limit: UInt64 = 300_000_000_000

    private var master: Int32
    private var slave: Int32
    private let path: String
    private var process: pid_t = -1
    private var exit: (reading: Int32, status: Locked<Int32>)?
    /// The exit status; 128 + the signal that ended it.
    package private(set) var status: Int32?
    package private(set) var screen: ScreenReader
    /// All that it wrote to the terminal.
    package private(set) var bytes: [UInt8] = []
    private let readsScreen: Bool

    /// - Parameter readsScreen: whether `screen` shows what comes; it costs more than the program's own drawing.
    package init(width: Int, height: Int, readsScreen: Bool = true) throws {
        self.readsScreen = readsScreen
        guard let pair = Self.openPair() else { throw Failure(description: "no pseudo terminals left") }
        (master, slave, path) = pair
        screen = ScreenReader(width: width, height: height)
        setSize(width, height)
    }

    deinit {
        if process > 0, status == nil { kill(process, SIGKILL) }
        hangUp()
        if let exit { close(exit.reading) }
    }

    /// Runs a blocking body on a thread of its own, so that it keeps none of Swift's pool waiting.
    package static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = PosixThread.start(name: "terminal-test") { continuation.resume(with: Result { try body() }) }
            guard let thread else {
                return continuation.resume(throwing: Failure(description: "the system has no thread left"))
            }
            thread.detach()
        }
    }

    /// A program of this package's, which lies beside the bundle of the tests.
    package static func builtProgram(_ name: String) -> String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        var folder = bundle[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if access(folder + "/" + name, X_OK) == 0 { return folder + "/" + name }
        }
        return name
    }

    /// Starts a program as the leader of the terminal's session, in the foreground, with signals as they are by default.
    ///
    /// - Parameters:
    ///   - environment: over a small one that is the same everywhere.
    ///   - errors: a file for its standard error; nil: the terminal.
    package func start(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], errors: String? = nil
    ) throws {
        var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "HOME": "/"]
        variables.merge(environment) { _, given in given }
        let setup = Setup(path: path, errors: errors)
        defer { setup.destroy() }
        process = try setup.spawn(program, [program] + arguments, variables.map { "\($0)=\($1)" })
        var ends: [Int32] = [0, 0]
        guard weir_pipe_make(&ends, true) == 0 else { throw Failure(description: "no descriptors left") }
        let status = Locked<Int32>(0)
        exit = (ends[0], status)
        let (process, writing) = (process, ends[1])
        PosixThread.start(name: "wait") {
            var code: Int32 = 0
            while waitpid(process, &code, 0) < 0 && errno == EINTR {}
            status.withLock { $0 = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F) }
            close(writing)
        }?.detach()
    }

    /// Types.
    package func send(_ text: String) { send(Array(text.utf8)) }

    package func send(_ keys: [UInt8]) { _ = keys.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

    package func signal(_ number: Int32) { kill(process, number) }

    /// Changes the window's size, of which the system tells the program.
    package func resize(width: Int, height: Int) {
        screen.resize(width: width, height: height)
        setSize(width, height)
    }

    package var modes: Modes {
        var modes = termios()
        tcgetattr(slave, &modes)
        return Modes(modes)
    }

    /// Takes the terminal away, as a closed window does.
    package func hangUp() {
        for descriptor in [master, slave] where descriptor >= 0 { close(descriptor) }
        (master, slave) = (-1, -1)
    }

    /// Reads what the program writes until the condition holds of the screen.
    package func wait(for what: String, _ condition: (PseudoTerminal) -> Bool) throws {
        let deadline = MonotonicTime.now + Self.limit
        // Half a frame is no screen: its rest is on the way.
        while screen.modes.contains(2026) && status == nil || !condition(self) {
            guard status == nil else { throw failure("ended with \(status ?? 0) before: \(what)") }
            try read(until: deadline, what)
        }
    }

    /// Reads until the screen shows the text.
    package func wait(forText text: String) throws {
        try wait(for: "'\(text)'") { $0.screen.lines.contains { $0.contains(text) } }
    }

    /// Reads until the program has ended. Returns its status.
    @discardableResult
    package func waitForEnd() throws -> Int32 {
        let deadline = MonotonicTime.now + Self.limit
        while status == nil { try read(until: deadline, "its end") }
        return status ?? -1
    }

    /// Reads for so many nanoseconds, or until the program has ended: for benchmarks, as tests wait for conditions.
    package func read(for nanoseconds: UInt64) throws {
        let end = MonotonicTime.now + nanoseconds
        while status == nil, MonotonicTime.now < end { try read(until: end, nil) }
    }

    /// - Parameter what: is waited for; nil: nothing, so that it may not come in time.
    private func read(until deadline: UInt64, _ what: String?) throws {
        var polled = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
        if let exit { polled.append(pollfd(fd: exit.reading, events: Int16(POLLIN), revents: 0)) }
        let now = MonotonicTime.now
        let milliseconds = deadline > now ? Int32(clamping: (deadline - now) / 1_000_000) : 0
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else {
            guard let what else { return }
            throw failure("waited in vain for \(what)")
        }
        if polled[0].revents & Int16(POLLIN) != 0 {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = max(0, systemRead(master, &buffer, buffer.count))
            bytes += buffer[..<count]
            if readsScreen { screen.receive(buffer[..<count]) }
        } else if let exit, polled[1].revents != 0 {
            // It may have written its last words after the terminal was looked at; they are read first.
            var last = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            if poll(&last, 1, 0) > 0, last.revents & Int16(POLLIN) != 0 { return }
            status = exit.status.withLock { $0 }
        }
    }

    private func failure(_ text: String) -> Failure {
        Failure(description: text + "; the screen:\n" + screen.lines.joined(separator: "\n"))
    }

    private func setSize(_ width: Int, _ height: Int) {
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// The attributes of `posix_spawn`.
    private struct Setup {
        private let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
        private let attributes = UnsafeMutablePointer<posix_spawnattr_t>.allocate(capacity: 1)

        init(path: String, errors: String?) {
            posix_spawn_file_actions_init(actions)
            // The first terminal that the leader of a session opens becomes the session's.
            posix_spawn_file_actions_addopen(actions, STDIN_FILENO, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO)
            if let errors {
                posix_spawn_file_actions_addopen(actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            } else {
                posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDERR_FILENO)
            }
            posix_spawnattr_init(attributes)
            var defaults = sigset_t()
            sigemptyset(&defaults)
            for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP] { sigaddset(&defaults, signal) }
            posix_spawnattr_setsigdefault(attributes, &defaults)
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(attributes, &none)
            posix_spawnattr_setflags(
                attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | PseudoTerminal.newSession)
        }

        func destroy() {
            posix_spawn_file_actions_destroy(actions)
            posix_spawnattr_destroy(attributes)
            actions.deallocate()
            attributes.deallocate()
        }

        func spawn(_ program: String, _ arguments: [String], _ environment: [String]) throws -> pid_t {
            var arguments: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
            var environment: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
            defer { for pointer in arguments + environment { free(pointer) } }
            var identifier: pid_t = 0
            let code = posix_spawn(&identifier, program, actions, attributes, &arguments, &environment)
            guard code == 0 else { throw Failure(description: "cannot start \(program): error \(code)") }
            return identifier
        }
    }
}

/// `read(2)`, whose name the type has for itself.
private func systemRead(_ descriptor: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
    read(descriptor, &buffer, count)
}
