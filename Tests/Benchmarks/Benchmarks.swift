import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The benchmarks: `make bench`, or `make bench ONLY="planning steps"`.
///
/// Every section prints one or more tables that put this program's figures beside a floor or a peer measured in the same run,
/// and beside the goal. Nothing here fails because something was slow.
@main
enum Benchmarks {
    static var sections: [any Section.Type] {
        [
            PlanningBenchmark.self, StepsBenchmark.self, IdleBenchmark.self, WorkersBenchmark.self,
            MemoryBenchmark.self,
            MonitorBenchmark.self, StartUpBenchmark.self, FlightBenchmark.self, RealJobBenchmark.self,
            TPCHBenchmark.self, GroupsBenchmark.self,
        ]
    }

    static func main() {
        WorkerServer.serveIfAsked(frameworks: [PortableNoOp()], meter: NoMemoryMeter())
        do {
            try run()
        } catch {
            print("benchmarks: \(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let settings = try Settings()
        if let probe = arguments.first, let name = probe.droppingPrefix("probe:") {
            guard let section = sections.first(where: { $0.name == name }) else {
                throw BenchmarkError("there is no section '\(name)' to probe")
            }
            return try section.probe(Array(arguments.dropFirst()), settings)
        }
        let known = sections.map { $0.name }
        if let unknown = arguments.first(where: { !known.contains($0) }) {
            throw BenchmarkError("there is no section '\(unknown)'; there are \(known.joined(separator: ", "))")
        }
        print("\(settings.machine)\(settings.isQuick ? ", quick" : "")\n")
        for section in sections where arguments.isEmpty || arguments.contains(section.name) {
            try section.run(settings)
        }
    }
}

/// One subject of measurement.
protocol Section {
    static var name: String { get }
    /// Measures and prints.
    static func run(_ settings: Settings) throws
    /// Part of a measurement that needs a process of its own; prints one line of figures for the section to read.
    static func probe(_ arguments: [String], _ settings: Settings) throws
}

extension Section {
    static func probe(_ arguments: [String], _ settings: Settings) throws {
        throw BenchmarkError("the section '\(name)' has no probes")
    }

    /// Runs `probe` in a fresh process and gives its figures.
    static func inFreshProcess(_ arguments: [String], _ settings: Settings) throws -> [Double] {
        let child = try ChildProcess.run([settings.executable, "probe:\(name)"] + arguments, capturing: true)
        guard child.status == 0 else {
            throw BenchmarkError("the probe \(arguments) ended with status \(child.status)")
        }
        return child.output.split(whereSeparator: \.isWhitespace).compactMap { Double(String($0)) }
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension String {
    func droppingPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
