import ADBC
import Columnar
import Events
import History

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Records runs in the history of a folder, one after another without end, and prints the id of each that is recorded: until it is
/// killed, it is in the middle of a write nearly always.
///
///     HistoryProbe FOLDER PREFIX
@main
enum HistoryProbe {
    static let steps = 200

    static func main() throws {
        let (folder, prefix) = (CommandLine.arguments[1], CommandLine.arguments[2])
        let file = HistoryFile(in: folder, drivers: DriverLocator())
        for number in 0... {
            let run = run(id: "\(prefix)-\(number)", number)
            if let note = try file.record(run.run, run.steps, limits: HistoryFile.Limits(runs: 20)) {
                tell("note: \(note)")
            }
            tell(run.run.id)
        }
    }

    /// At once, not when a buffer is full.
    private static func tell(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    private static func run(id: String, _ number: Int) -> (run: RecordedRun, steps: [RecordedStep]) {
        let steps = (0..<Self.steps).map { index in
            let label = "step \(index) of \(number % 3)"
            var step = RecordedStep(
                index: index,
                definition: .init(
                    hash: ContentHash(of: Array(label.utf8)), label: label, kind: "compute", group: "scaling",
                    framework: "arrow"), outcome: .finished)
            (step.attempts, step.duration, step.rows, step.bytes) = (1, UInt64(1_000 * index), number, 8 * number)
            return step
        }
        return (
            RecordedRun(
                id: id, plan: "probe", file: "probe.yaml", started: Int64(number), duration: 1, outcome: .succeeded,
                modes: "threads", workers: 1, counts: .init(steps: Self.steps, finished: Self.steps), rows: 0, bytes: 0,
                peakDataBytes: 0, peakResidentBytes: 0), steps
        )
    }
}
