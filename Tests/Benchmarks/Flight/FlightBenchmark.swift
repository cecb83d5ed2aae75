import Columnar
import Compute
import Events
import Flight
import Plan
import Runtime

/// A run's data read and written by pyarrow's Flight client, from weir's server and from pyarrow's own, in turns; and what it takes
/// to begin to serve.
enum FlightBenchmark: Section {
    static let name = "flight"

    private static let rows = 3_000_000

    static func run(_ settings: Settings) throws {
        let api = try loadedAPI(settings)
        try startUp(settings)
        guard let python = settings.python else {
            print("(Flight beside pyarrow left out: there is no Python environment; make bench-peers makes it)\n")
            return
        }
        let folder = try RunFolder(run: "bench-\(MonotonicTime.now)", in: ["/tmp"])
        let server = try FlightServer(.socket, in: folder, api: api)
        defer { server.close() }
        server.open(try datasets())
        let child = try ChildProcess.run(
            [
                python, "Tests/Benchmarks/Flight/Peers/flight_peer.py", server.address, "\(folder.path).peer",
                "\(settings.repetitions * 3)",
            ], capturing: true)
        guard child.status == 0 else { throw BenchmarkError("the Flight peer ended with status \(child.status)") }
        report(child.output)
    }

    /// Starts and stops a server in this fresh process; prints the seconds of loading Flight, of starting, and of stopping.
    static func probe(_ arguments: [String], _ settings: Settings) throws {
        let (loading, api) = try Stopwatch.measure { try loadedAPI(settings) }
        let (starting, server) = try Stopwatch.measure {
            try FlightServer(.socket, in: RunFolder(run: "bench-\(MonotonicTime.now)", in: ["/tmp"]), api: api)
        }
        let (stopping, _) = Stopwatch.measure { server.close() }
        print(loading.wall, starting.wall, stopping.wall)
    }

    private static func startUp(_ settings: Settings) throws {
        var figures = [[Double]]()
        for _ in 0..<settings.repetitions * 3 { figures.append(try inFreshProcess([], settings)) }
        var table = ReportTable("Flight: to begin and to end, only with --flight", ["", "wall ms"])
        for (index, what) in ["load the library", "start the server", "stop it"].enumerated() {
            table.add([what, median(figures.map { $0[index] }).milliseconds])
        }
        table.print()
    }

    private static func report(_ output: String) {
        var figures: [String: [Double]] = [:]
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let title = words.first else { continue }
            figures[String(title)] = words.dropFirst().compactMap { Double($0) }
        }
        let bytes = figures["bytes"]?.first ?? .nan
        var table = ReportTable(
            "Flight by pyarrow's client, \(bytes.megabytes) MB over a Unix socket, and 10 rows",
            ["", "weir", "pyarrow's server", "its table in pieces", "goal"])
        for (title, name) in [("get", "get, MB/s"), ("put", "put, MB/s")] {
            let cells = (figures[title] ?? []).map { (bytes / $0 / 1e6).fixed(0) }
            table.add([name] + cells + Array(repeating: "", count: max(0, 3 - cells.count)) + ["no less"])
        }
        let small = (figures["small"] ?? []).map { ($0 * 1e3).fixed(2) }
        table.add(["10 rows, ms"] + small + Array(repeating: "", count: max(0, 3 - small.count)) + ["no more"])
        table.print()
    }

    private static func loadedAPI(_ settings: Settings) throws -> FlightAPI {
        try FlightAPI.load(FlightAPI.candidates(program: settings.executable))
    }

    /// `large`, some 100 MB of numbers and texts, and `small`, ten rows.
    private static func datasets() throws -> LiveDatasets {
        func dataset(_ name: String, _ step: Int) -> DatasetPlan {
            DatasetPlan(name: name, framework: "arrow", creator: StepID(step))
        }
        func step(_ index: Int, _ outputs: [Int]) -> Step {
            Step(
                id: StepID(index), label: "step", work: .rowNumber, framework: "arrow", inputs: [],
                outputs: outputs.map { SlotID($0) }, dependencies: [])
        }
        let names = ["id", "a", "b", "text"]
        let slots = (names + ["id"]).enumerated().map { index, name in
            Slot(
                name: name, dataset: DatasetID(index / names.count), producer: StepID(index / names.count), type: nil)
        }
        let live = LiveDatasets(
            ExecutionPlan(
                name: "bench", steps: [step(0, [0, 1, 2, 3]), step(1, [4])], slots: ContiguousArray(slots),
                datasets: [dataset("large", 0), dataset("small", 1)]), frameworks: [ArrowFramework()], limit: 1 << 30,
            events: EventBus(), readersLeft: {})
        let columns = [
            try Column(int64s: (0..<rows).map { Int64($0) }), try Column(doubles: (0..<rows).map { Double($0) / 3 }),
            try Column(doubles: (0..<rows).map { Double($0) / 7 }),
            try Column(strings: (0..<rows).map { "text \($0 % 1000)" }), try Column(int64s: (0..<10).map { Int64($0) }),
        ]
        for (index, column) in columns.enumerated() { live.stored(SlotID(index), FeatureData.column(column)) }
        return live
    }
}
