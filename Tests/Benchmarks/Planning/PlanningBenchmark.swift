import Compute
import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// From a plan file's text to its steps: time and memory for each feature, by the plan's size.
enum PlanningBenchmark: Section {
    static let name = "planning"

    private static func sizes(_ settings: Settings) -> [Int] {
        settings.isQuick ? [1_000, 10_000] : [1_000, 10_000, 100_000]
    }

    static func run(_ settings: Settings) throws {
        for shape in GeneratedPlan.Shape.allCases {
            var table = ReportTable(
                "Planning, \(shape.rawValue): CPU µs and peak bytes for each feature",
                [
                    "features", "steps", "decode", "bytes", "planner", "µs/step", "bytes", "weir plan", "bytes",
                    "planner, s",
                ])
            let empty = try write(GeneratedPlan(shape: shape, features: 2), settings)
            let base = try command(empty, settings)
            for size in sizes(settings) {
                let path = try write(GeneratedPlan(shape: shape, features: size), settings)
                let decode = try inFreshProcess(["decode", path], settings)
                let planner = try inFreshProcess(["planner", path, shape.rawValue, "\(size)"], settings)
                let whole = try command(path, settings)
                let count = Double(size)
                table.add([
                    "\(size)", planner[2].fixed(0),
                    (decode[0] / count).microseconds, (decode[1] / count).fixed(0),
                    (planner[0] / count).microseconds, (planner[0] / planner[2]).microseconds,
                    (planner[1] / count).fixed(0),
                    ((whole.cpu - base.cpu) / count).microseconds, ((whole.bytes - base.bytes) / count).fixed(0),
                    planner[0].seconds,
                ])
            }
            table.add(["goal", "", "", "", "", "≤ 10, flat", "", "≤ 60", "≤ 3000", "≤ 1"])
            table.print()
        }
        print(
            "`weir plan` is the whole command less the same for a plan of two features; decode is YAML to plan file.\n")
    }

    private static func write(_ plan: GeneratedPlan, _ settings: Settings) throws -> String {
        let stem = "\(settings.folder)/planning-\(plan.shape.rawValue)-\(plan.features)"
        try writeFile(plan.csv, to: stem + ".csv")
        try writeFile(plan.yaml(source: stem + ".csv"), to: stem + ".yaml")
        return stem + ".yaml"
    }

    /// `weir plan` of a file; the median of some runs.
    private static func command(_ path: String, _ settings: Settings) throws -> (cpu: Double, bytes: Double) {
        var runs: [ChildProcess] = []
        for _ in 0..<3 {
            let child = try ChildProcess.run([settings.weir, "plan", path])
            guard child.status == 0 else {
                print("(weir plan \(path) ended with status \(child.status))")
                return (.nan, .nan)
            }
            runs.append(child)
        }
        return (median(runs.map(\.cost.cpu)), median(runs.map(\.peakBytes)))
    }

    /// `decode PATH` or `planner PATH SHAPE SIZE`: prints CPU seconds, peak bytes, and for the planner the number of steps.
    static func probe(_ arguments: [String], _ settings: Settings) throws {
        let path = arguments[1]
        let repetitions = 3
        var costs: [Double] = []
        if arguments[0] == "decode" {
            let growth = try PeakMemory.growth { _ = try PlanFile.load(path: path) }
            for _ in 0..<repetitions { costs.append(try Stopwatch.measure { try PlanFile.load(path: path) }.cost.cpu) }
            print(median(costs), growth ?? .nan)
        } else {
            guard let shape = GeneratedPlan.Shape(rawValue: arguments[2]), let size = Int(arguments[3]) else { return }
            let file = try PlanFile.load(path: path)
            let sources = FixedSource(columns: GeneratedPlan(shape: shape, features: size).columns)
            var steps = 0
            func plan() throws {
                steps = try Planner.plan(file, sources: sources, features: BuiltInCatalog()).steps.count
            }
            let growth = try PeakMemory.growth(plan)
            for _ in 0..<repetitions { costs.append(try Stopwatch.measure(plan).cost.cpu) }
            print(median(costs), growth ?? .nan, steps)
        }
    }
}

/// A source of float columns that is not there.
private struct FixedSource: SourceCatalog {
    let columns: [String]

    func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        SourceSchema(columns: columns.map { SourceSchema.Column(name: $0, type: .float64) })
    }
}

func writeFile(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw BenchmarkError("\(path) cannot be written") }
    defer { fclose(file) }
    var text = text
    text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, file) }
}

func readFile(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw BenchmarkError("\(path) cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
