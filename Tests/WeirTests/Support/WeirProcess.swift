import CSystem
import Compute
import Events
import Foundation
import TestFolders

/// The built program, run for real.
struct WeirProcess {
    /// How it ended and all that it said.
    struct Ended {
        /// The exit status; 128 + the signal where one ended it.
        var status: Int32
        var output: String
        var errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    let identifier: pid_t
    private let output: Int32
    private let errors: Int32

    /// Starts it, waits for its end and reads what it says.
    ///
    /// - Parameters:
    ///   - redirection: of the shell that starts it: `>&-`.
    ///   - prefix: a command of that shell that becomes the program.
    ///   - meanwhile: called with each piece of output, and the running process.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], redirection: String = "",
        prefix: String = "",
        meanwhile: @escaping @Sendable (String, WeirProcess) -> Void = { _, _ in }
    ) async throws -> Ended {
        let process = try WeirProcess(
            arguments, in: folder, environment: environment, redirection: redirection, prefix: prefix)
        return await process.end(meanwhile)
    }

    /// Starts it with its output and errors in pipes, signals as they are by default, and the given variables over a small
    /// environment that is the same everywhere.
    init(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], redirection: String = "",
        prefix: String = "", program: String = "weir"
    ) throws {
        var outputPipe: [Int32] = [0, 0]
        var errorPipe: [Int32] = [0, 0]
        guard weir_pipe_make(&outputPipe, true) == 0, weir_pipe_make(&errorPipe, true) == 0 else {
            throw POSIXError(.EMFILE)
        }
        defer {
            close(outputPipe[1])
            close(errorPipe[1])
        }
        let setup = SpawnSetup(output: outputPipe[1], errors: errorPipe[1])
        defer { setup.destroy() }

        var variables = ["PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"]
        variables.merge(environment) { _, given in given }
        // Not every C library can change the folder as it spawns; the shell can, and then becomes the program.
        let script = #"cd "$0" && exec "# + prefix + #""$@" "# + redirection
        identifier = try setup.spawn(
            "/bin/sh",
            arguments: ["sh", "-c", script, folder, Self.path(of: program)] + arguments,
            environment: variables.map { "\($0)=\($1)" })
        output = outputPipe[0]
        errors = errorPipe[0]
    }

    /// Whether it has mapped a library whose name begins so; nil where the system does not tell.
    func hasLoaded(_ library: String) -> Bool? {
        // Foundation's way of reading a file ends at the first page of this one.
        (try? FileSystem.read("/proc/\(identifier)/maps")).map {
            String(decoding: $0, as: UTF8.self).contains("/\(library)")
        }
    }

    func send(_ signal: Int32) { kill(identifier, signal) }

    /// Does something while the process stands still, so that it finds all of it done, however slow the machine is.
    func stopped(_ body: () throws -> Void) throws {
        send(SIGSTOP)
        var state = siginfo_t()
        // Whoever waits for its end still gets that.
        while waitid(P_PID, id_t(identifier), &state, WSTOPPED | WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        defer { send(SIGCONT) }
        try body()
    }

    /// Stops reading: from now on the program writes to a closed pipe.
    ///
    /// To be called by the reading thread (from `meanwhile`). The descriptor stays open, on nothing: were it closed, a pipe of
    /// another test could get its number, and be read here.
    func closeOutput() {
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(nothing, output)
        close(nothing)
    }

    /// Reads to the end of both pipes on a thread of its own and waits for the process.
    func end(_ meanwhile: @escaping @Sendable (String, WeirProcess) -> Void = { _, _ in }) async -> Ended {
        await withCheckedContinuation { continuation in
            PosixThread.start(name: "weir-test") { continuation.resume(returning: endBlocking(meanwhile)) }?.detach()
        }
    }

    /// The same on the calling thread.
    @available(*, noasync, message: "blocks; use end")
    func endBlocking(_ meanwhile: (String, WeirProcess) -> Void = { _, _ in }) -> Ended {
        let (output, errors) = read(meanwhile)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Ended(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self))
    }

    private func read(_ meanwhile: (String, WeirProcess) -> Void) -> (output: [UInt8], errors: [UInt8]) {
        var texts: [[UInt8]] = [[], []]
        var polled = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while polled.contains(where: { $0.fd >= 0 }) {
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
                let count = Foundation.read(polled[index].fd, &buffer, buffer.count)
                if count > 0 {
                    texts[index] += buffer[..<count]
                    if index == 0 { meanwhile(String(decoding: buffer[..<count], as: UTF8.self), self) }
                } else {
                    if count == 0 { close(polled[index].fd) }
                    polled[index].fd = -1
                }
            }
        }
        return (texts[0], texts[1])
    }

    /// Programs of this package lie beside the bundle of the tests.
    ///
    /// - Parameter name: an absolute path is that of any program.
    static func path(of name: String) -> String {
        if name.hasPrefix("/") { return name }
        if name == "weir", let path = ProcessInfo.processInfo.environment["WEIR_BINARY"] { return path }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        var url = URL(fileURLWithPath: bundle)
        while url.path != "/" && !FileManager.default.isExecutableFile(atPath: url.appending(path: name).path) {
            url.deleteLastPathComponent()
        }
        return url.appending(path: name).path
    }
}

/// The attributes of `posix_spawn`.
private struct SpawnSetup {
    private let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
    private let attributes = UnsafeMutablePointer<posix_spawnattr_t>.allocate(capacity: 1)

    init(output: Int32, errors: Int32) {
        posix_spawn_file_actions_init(actions)
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO)
        posix_spawnattr_init(attributes)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(attributes, &defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(attributes, &none)
        posix_spawnattr_setflags(attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    }

    func destroy() {
        posix_spawn_file_actions_destroy(actions)
        posix_spawnattr_destroy(attributes)
        actions.deallocate()
        attributes.deallocate()
    }

    func spawn(_ program: String, arguments: [String], environment: [String]) throws -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, program, actions, attributes, &arguments, &environment)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOENT) }
        return identifier
    }
}
