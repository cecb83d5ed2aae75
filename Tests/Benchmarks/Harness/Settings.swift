import Events
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where things lie, and how thorough the measurements are. From the environment:
/// `BENCH_FOLDER` (data and Python environment, default `.build-bench`), `BENCH_QUICK=1` (smaller sizes, fewer repetitions),
/// `BENCH_GROUPS` (only these lines of the section `groups`: `window, rows;rank`).
struct Settings {
    let executable: String
    let folder: String
    let isQuick: Bool

    init() throws {
        executable = try Settings.resolved(CommandLine.arguments[0])
        folder = try Settings.resolved(Settings.variable("BENCH_FOLDER") ?? ".build-bench", making: true)
        isQuick = Settings.variable("BENCH_QUICK") == "1"
    }

    /// The `weir` that was built along with this program.
    var weir: String { executable.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/weir" }

    /// The scripts of the peers lie in the source tree: this program is run from its root.
    let scripts = "Tests/Benchmarks/RealJob/Peers"

    /// The interpreter with the peers installed; nil where there is none.
    var python: String? {
        let path = folder + "/venv/bin/python"
        return access(path, X_OK) == 0 ? path : nil
    }

    var repetitions: Int { isQuick ? 3 : 5 }

    var machine: String {
        "\(ProcessUsage.availableCores) cores; CPU is user + system time of the whole process, medians of interleaved repetitions"
    }

    /// The names that a variable lists, separated by semicolons; empty: all.
    func chosen(_ variable: String) -> Set<String> {
        Set((Self.variable(variable) ?? "").split(separator: ";").map(String.init))
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func resolved(_ path: String, making: Bool = false) throws -> String {
        if making { mkdir(path, 0o755) }
        guard let real = realpath(path, nil) else { throw BenchmarkError("there is no '\(path)'") }
        defer { free(real) }
        return String(cString: real)
    }
}
