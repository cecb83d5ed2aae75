import Events
import History
import Monitor

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Earlier runs as JSON, one object on a line: times are nanoseconds, instants RFC 3339.
enum HistoryJSON {
    private struct Run: Encodable {
        var run: String
        var plan: String
        var file: String
        var started: String
        var duration: UInt64
        var outcome: String
        var modes: [String]
        var workers: Int
        var memoryBudget: Int64?
        var steps: Int
        var finished: Int
        var failed: Int
        var skipped: Int
        var cancelled: Int
        var cached: Int
        var rows: Int
        var bytes: Int
        var peakDataBytes: Int
        var peakResidentBytes: Int

        init(_ record: RecordedRun) {
            run = record.id
            plan = record.plan
            file = record.file
            started = Figures.timestamp(milliseconds: record.started / 1_000)
            duration = record.duration
            outcome = record.outcome.rawValue
            modes = record.modes.split(separator: ",").map(String.init)
            workers = record.workers
            memoryBudget = record.memoryBudget
            steps = record.counts.steps
            finished = record.counts.finished
            failed = record.counts.failed
            skipped = record.counts.skipped
            cancelled = record.counts.cancelled
            cached = record.counts.cached
            rows = record.rows
            bytes = record.bytes
            peakDataBytes = record.peakDataBytes
            peakResidentBytes = record.peakResidentBytes
        }
    }

    private struct Step: Encodable {
        var definition: String
        var outcome: String
        var attempts: Int
        var duration: UInt64
        var processorTime: UInt64
        var rows: Int
        var bytes: Int
        var input: Int?
        var peakDataBytes: Int

        init(_ step: RecordedStep) {
            definition = step.definition.identity
            outcome = step.outcome.name
            attempts = step.attempts
            duration = step.duration
            processorTime = step.processorTime
            rows = step.rows
            bytes = step.bytes
            input = step.input
            peakDataBytes = step.peakBytes
        }
    }

    private struct Runs: Encodable { var runs: [Run] }

    private struct StepHistory: Encodable {
        struct Occurrence: Encodable {
            var run: String
            var plan: String
            var started: String
            var step: Step
        }

        var step: String
        var kind: String?
        var group: String?
        var framework: String?
        var runs: Int
        var finished: Int
        var failed: Int
        var isFlaky: Bool
        var median: UInt64?
        var p90: UInt64?
        var trend: Double?
        var occurrences: [Occurrence]
    }

    private struct Comparison: Encodable {
        struct Line: Encodable {
            var step: String
            var before: Step?
            var after: Step?
            var ratio: Double?
            var difference: Int64
            var isChanged: Bool
        }

        var before: Run
        var after: Run
        var steps: [Line]
        var stepCount: Int
    }

    static func runs(_ runs: [RecordedRun]) -> String { text(Runs(runs: runs.map(Run.init))) }

    static func step(_ label: String, _ found: [(run: RecordedRun, step: RecordedStep)]) -> String {
        let statistics = StepStatistics(found.map(\.step))
        let definition = found.first?.step.definition
        return text(
            StepHistory(
                step: label, kind: definition?.kind, group: definition?.group, framework: definition?.framework,
                runs: statistics.runs, finished: statistics.finished, failed: statistics.failed,
                isFlaky: statistics.isFlaky, median: statistics.median, p90: statistics.p90, trend: statistics.trend,
                occurrences: found.map { run, step in
                    .init(
                        run: run.id, plan: run.plan,
                        started: Figures.timestamp(milliseconds: run.started / 1_000), step: Step(step))
                }))
    }

    static func comparison(
        _ before: RecordedRun, _ after: RecordedRun, _ comparison: RunComparison, limit: Int
    ) -> String {
        text(
            Comparison(
                before: Run(before), after: Run(after),
                steps: comparison.lines.prefix(limit).map { line in
                    .init(
                        step: line.label, before: line.before.map(Step.init), after: line.after.map(Step.init),
                        ratio: line.ratio, difference: line.difference, isChanged: line.isChanged)
                }, stepCount: comparison.lines.count))
    }

    /// Numbers and texts can always be encoded.
    private static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
    }
}
