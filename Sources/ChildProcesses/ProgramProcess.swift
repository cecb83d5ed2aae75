internal import CSystem

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A running program with its three streams, from its start to its end, as the one thread sees it that moves the bytes. Nothing here
/// blocks but `wait`, and, for a bounded time, `end`.
///
/// It is in a process group of its own, with what it starts itself. A guard, which is not this process, ends the group as soon as
/// this process has ended, however that was.
package final class ProgramProcess {
    package let id: Int32
    /// What it prints to its standard error.
    package let errors: ProcessOutput
    private var input: Int32
    private var output: Int32
    /// Can be read once the process has ended.
    private let exit: Int32
    /// The group, and the process that leads it.
    private let guardian: pid_t
    private var lifeline: Int32
    private var isReaped = false

    /// Milliseconds that the group gets to end after SIGTERM.
    private static let grace: Int32 = 1_000

    /// Why a program could not be started.
    package struct StartFailure: Error {
        package var message: String
    }

    /// Starts a program.
    package init(_ program: Program) throws(StartFailure) {
        // Each with the reading end first: its input, its output, its errors, the guard's lifeline.
        var pipes = [[Int32]](repeating: [-1, -1], count: 4)
        func closeAll() { for descriptor in pipes.joined() where descriptor >= 0 { close(descriptor) } }
        for index in pipes.indices where weir_pipe_make(&pipes[index], index == 1 || index == 2) != 0 {
            closeAll()
            throw StartFailure(
                message: "there is no descriptor left for a program; raise the limit of open files (ulimit -n)")
        }
        for index in 0...1 { weir_pipe_widen(pipes[index][1]) }
        let leader = weir_guard_start(pipes[3][0])
        let started =
            leader > 0
            ? Self.start(program, group: leader, input: pipes[0][0], output: pipes[1][1], errors: pipes[2][1]) : leader
        let watch = started > 0 ? weir_process_watch(started) : started
        guard started > 0, watch >= 0 else {
            if leader > 0 {
                kill(-leader, SIGKILL)
                if started > 0 { waitpid(started, nil, 0) }
                waitpid(leader, nil, 0)
            }
            closeAll()
            throw StartFailure(message: Self.message(of: started > 0 ? watch : started, program))
        }
        for descriptor in [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][0]] { close(descriptor) }
        id = started
        guardian = leader
        exit = watch
        input = pipes[0][1]
        output = pipes[1][0]
        errors = ProcessOutput(taking: pipes[2][0])
        lifeline = pipes[3][1]
        weir_stops_forward()
        _ = weir_stops_add(guardian)
    }

    private static func start(
        _ program: Program, group: pid_t, input: Int32, output: Int32, errors: Int32
    ) -> pid_t {
        let arguments = program.arguments.map { strdup($0) }
        let variables = program.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + variables { free(text) } }
        return weir_program_start(
            program.path, arguments.map { UnsafePointer($0) } + [nil], program.folder,
            variables.compactMap { UnsafePointer($0) }, variables.count, group, input, output, errors)
    }

    private static func message(of code: Int32, _ program: Program) -> String {
        switch -code {
        case ENOEXEC:
            "'\(program.path)' is no program that the system can execute; a script begins with a line such as #!/bin/sh"
        case ENOENT:
            "'\(program.path)' cannot be executed: the program that its first line names, or its folder \(program.folder), is missing"
        default: "'\(program.path)' could not be started: \(String(cString: strerror(-code)))"
        }
    }

    deinit {
        if !isReaped { end() }
        closeInput()
        closeOutput()
        close(exit)
    }

    // MARK: Its streams

    /// What `wait` found.
    package struct Ready {
        package var takesInput = false
        package var hasOutput = false
        package var hasErrors = false
        package var hasEnded = false
    }

    /// Waits until something can be done, or `wake` is woken.
    ///
    /// - Parameters:
    ///   - writes: whether there is something to write.
    ///   - timeout: nil: as long as it takes.
    package func wait(_ wake: WakePipe, writes: Bool, timeout: Duration?) -> Ready {
        var polled = [
            pollfd(fd: writes ? input : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), timeout.map(Self.milliseconds) ?? -1) > 0 else { return Ready() }
        if polled[4].revents != 0 { wake.drain() }
        return Ready(
            takesInput: polled[0].revents != 0, hasOutput: polled[1].revents != 0, hasErrors: polled[2].revents != 0,
            hasEnded: polled[3].revents != 0)
    }

    /// Rounded up, so that time that is left is not waited for in a circle.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// Writes what its input takes now. Nil: it reads no more.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard input >= 0, let start = bytes.baseAddress else { return input >= 0 ? 0 : nil }
        let written = weir_pipe_write(input, start, bytes.count)
        if written >= 0 { return written }
        if written == -Int(EAGAIN) || written == -Int(EINTR) { return 0 }
        closeInput()
        return nil
    }

    /// Nothing more comes.
    package func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Reads what is there of its output. Nil: nothing; 0: it has ended.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard output >= 0 else { return 0 }
        while true {
            let count = readBytes(output, buffer.baseAddress, buffer.count)
            if count > 0 { return count }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return nil }
            closeOutput()
            return 0
        }
    }

    private func closeOutput() {
        if output >= 0 { close(output) }
        output = -1
    }

    // MARK: Its end

    /// Ends the whole group where it has not ended, by SIGTERM and, after a moment, by SIGKILL. What it has printed can be read still.
    @discardableResult
    package func end() -> ProcessEnd {
        guard !isReaped else { return .unknown }
        kill(-guardian, SIGTERM)
        let deadline = ContinuousClock.now + .milliseconds(Int(Self.grace))
        var polled = pollfd(fd: exit, events: Int16(POLLIN), revents: 0)
        while poll(&polled, 1, Self.milliseconds(deadline - .now)) < 0, errno == EINTR {}
        return reap()
    }

    /// Takes the status of the program, which has ended (or is ended now), and ends what is left of its group.
    package func reap() -> ProcessEnd {
        guard !isReaped else { return .unknown }
        isReaped = true
        weir_stops_remove(guardian)
        kill(-guardian, SIGKILL)
        var status: Int32 = 0
        let found = Self.wait(for: id, &status)
        // Last, for until then the group's number is no other's.
        _ = Self.wait(for: guardian, nil)
        close(lifeline)
        lifeline = -1
        return found ? ProcessEnd(waitStatus: status) : .unknown
    }

    private static func wait(for process: pid_t, _ status: UnsafeMutablePointer<Int32>?) -> Bool {
        while true {
            let found = waitpid(process, status, 0)
            if found == process { return true }
            if found < 0, errno != EINTR { return false }
        }
    }
}
