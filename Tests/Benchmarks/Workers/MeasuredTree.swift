import Events
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program's run with that of its children: how long, and the most memory that all of them had at once.
struct MeasuredTree {
    /// In seconds.
    var wall: Double
    /// Sampled each two milliseconds; memory that several processes map counts once (Linux: the sum of proportional set sizes).
    /// NaN where the system does not tell.
    var peakBytes: Double
    /// Sampled likewise: anonymous memory of all of them, and what the system's shared memory grew by, mapped or not: what a container
    /// counts. 0 where the system does not tell.
    var peakUnbacked: Double

    static func run(_ command: [String]) throws -> MeasuredTree {
        let isOver = Locked(false)
        let peak = Locked(Double.nan)
        let peakUnbacked = Locked(0.0)
        let shared = sharedBytes()
        let sampler = PosixThread.start(name: "sampler") {
            while !isOver.withLock({ $0 }) {
                let processes = children(of: getpid()).flatMap(tree)
                let now = processes.reduce(0.0) { $0 + proportionalBytes($1) }
                let unbacked = processes.reduce(0.0) { $0 + anonymousBytes($1) } + max(0, sharedBytes() - shared)
                peakUnbacked.withLock { $0 = max($0, unbacked) }
                if now > 0 { peak.withLock { $0 = $0.isNaN ? now : max($0, now) } }
                usleep(2_000)
            }
        }
        let child = try ChildProcess.run(command)
        isOver.withLock { $0 = true }
        sampler?.join()
        guard child.status == 0 else { throw BenchmarkError("\(command) ended with status \(child.status)") }
        return MeasuredTree(
            wall: child.cost.wall, peakBytes: peak.withLock { $0 }, peakUnbacked: peakUnbacked.withLock { $0 })
    }

    /// A process and all that descend from it.
    private static func tree(_ process: pid_t) -> [pid_t] { [process] + children(of: process).flatMap(tree) }

    private static func children(of process: pid_t) -> [pid_t] {
        guard let folder = opendir("/proc/\(process)/task") else { return [] }
        defer { closedir(folder) }
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let thread = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard pid_t(thread) != nil else { continue }
            found += text(of: "/proc/\(process)/task/\(thread)/children").split(separator: " ").compactMap { pid_t($0) }
        }
        return found
    }

    private static func proportionalBytes(_ process: pid_t) -> Double {
        kibibytes("Pss:", of: "/proc/\(process)/smaps_rollup")
    }

    private static func anonymousBytes(_ process: pid_t) -> Double {
        kibibytes("RssAnon:", of: "/proc/\(process)/status")
    }

    private static func sharedBytes() -> Double { kibibytes("Shmem:", of: "/proc/meminfo") }

    private static func kibibytes(_ label: String, of path: String) -> Double {
        let lines = text(of: path).split(separator: "\n")
        let words = lines.first { $0.hasPrefix(label) }?.split { $0 == " " || $0 == "\t" } ?? []
        return words.count > 1 ? (Double(String(words[1])) ?? 0) * 1024 : 0
    }

    private static func text(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = read(file, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
}
