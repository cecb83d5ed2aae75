#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program's run from start to exit, and what it took.
struct ChildProcess {
    /// Exit status, or 128 + the signal.
    var status: Int
    var cost: Cost
    /// The most bytes that were resident at once; never less than this process's own, which the system counts in.
    var peakBytes: Double
    /// What it wrote to its output, when captured.
    var output: String

    /// Runs a program, by its path, to its end. Its input is empty; its output is captured or thrown away; its errors show.
    static func run(_ command: [String], capturing: Bool = false) throws -> ChildProcess {
        var pipeEnds: [Int32] = [-1, -1]
        if capturing, pipe(&pipeEnds) != 0 { throw BenchmarkError("there is no pipe to be had") }
        defer { if pipeEnds[0] >= 0 { close(pipeEnds[0]) } }

        var output = ""
        var usage = rusage()
        var status: Int32 = 0
        let (cost, _) = try Stopwatch.measure {
            let process = try spawn(command, output: capturing ? pipeEnds[1] : nil)
            if capturing {
                close(pipeEnds[1])
                output = readAll(pipeEnds[0])
            }
            while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
        }
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        let signal = Int(status & 0x7f)
        #if canImport(Darwin)
        let unit = 1.0
        #else
        let unit = 1024.0
        #endif
        return ChildProcess(
            status: signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal, cost: Cost(cpu: cpu, wall: cost.wall),
            peakBytes: Double(usage.ru_maxrss) * unit, output: output)
    }

    private static func spawn(_ command: [String], output: Int32?) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var arguments = command.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process: pid_t = 0
        let code = posix_spawn(&process, command[0], &actions, nil, arguments, environ)
        guard code == 0 else { throw BenchmarkError("\(command[0]): \(String(cString: strerror(code)))") }
        return process
    }

    private static func readAll(_ file: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
