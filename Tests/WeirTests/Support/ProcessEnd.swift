import CSystem
import Foundation
import TestFolders

/// Tells when a process has ended, whoever's child it is.
final class ProcessEnd: Sendable {
    /// Can be read once it has; -1: it already had.
    private let descriptor: Int32

    init(of process: pid_t) throws {
        descriptor = weir_process_watch(process)
        guard descriptor >= 0 || descriptor == -ESRCH else { throw POSIXError(.EMFILE) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits for the end; blocks.
    func hasEnded(within milliseconds: Int32) -> Bool {
        guard descriptor >= 0 else { return true }
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&polled, 1, milliseconds)
            if count < 0 && errno == EINTR { continue }
            return count > 0
        }
    }
}

/// What runs may have left behind on this machine.
enum Leftovers {
    /// Processes of a run, or of its workers, that are still there although they have been given a minute to go.
    static func processes(_ known: [pid_t], in folder: TestFolder) throws -> [pid_t] {
        try (known + processes(in: folder)).filter { try !ProcessEnd(of: $0).hasEnded(within: 60_000) }
    }

    /// Every process that works in a folder, where the system can tell.
    private static func processes(in folder: TestFolder) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")) == folder.path
        }
    }

    /// Names of shared memory that look like ours.
    static var sharedMemory: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? []).filter { $0.contains("weir") }
    }
}
