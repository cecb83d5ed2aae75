import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What GitHub Actions tells its steps (documented as "Default environment variables").
enum GitHubEnvironment {
    /// The working folder seen from the root of the repository, with a `/` at its end; empty at the root and outside of it.
    static var folder: String {
        guard let root = Console.environment("GITHUB_WORKSPACE"), let current = getcwd(nil, 0) else { return "" }
        defer { free(current) }
        let prefix = root.hasSuffix("/") ? root : root + "/"
        guard let path = String(validatingCString: current), path.hasPrefix(prefix) else { return "" }
        return path.dropFirst(prefix.count) + "/"
    }

    /// Adds Markdown to the page of the job's step. Says on the error stream if it cannot.
    static func addSummary(_ markdown: String) {
        guard let path = Console.environment("GITHUB_STEP_SUMMARY"), !path.isEmpty else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            TextSink.errors.tryWrite("weir: warning: cannot open \(path.printable), the file for the step's summary\n")
            return
        }
        TextSink(descriptor: descriptor).tryWrite(markdown)
        close(descriptor)
    }
}
