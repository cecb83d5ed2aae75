import ADBC
package import Caching
import Columnar
package import Events
package import Plan

extension HistoryFile {
    /// What the last runs of a plan file tell of one to come: of each step the medians over those in which it did the same, or, where
    /// what it does has changed, over those in which it had the same label. Blocks.
    ///
    /// - Parameters:
    ///   - plan: of which `definitions` are.
    ///   - inputs: bytes of the files that steps read, as they are now; what was made of more or less is set in proportion.
    package func expectations(
        of plan: ExecutionPlan, _ definitions: PlanDefinition, inputs: [StepID: Int]
    ) throws(HistoryError) -> RunExpectations {
        guard exists else { return RunExpectations(steps: []) }
        return try reading { connection in
            let rows = try ResultRows(
                """
                \(Self.stepColumns) from (
                    select id, row_number() over newest as number, sum(steps) over newest as total
                    from runs where file = ? window newest as (order by id desc)) r
                join steps s on s.run = r.id join definitions d on d.id = s.definition
                where r.number <= ? and (r.total <= ? or r.number = 1) and s.outcome in (0, 1)
                order by s.run desc, s.step
                """,
                [.string(RunFold.name(plan.file)), .int64(Self.regardedRuns), .int64(Self.regardedSteps)],
                from: connection)
            var (same, alike): ([ContentHash: StepSamples], [String: StepSamples]) = ([:], [:])
            for row in 0..<rows.count {
                let step = try Self.step(rows, row)
                same[step.definition.hash, default: StepSamples()].add(step)
                alike[step.definition.label, default: StepSamples()].add(step)
            }
            return RunExpectations(
                steps: ContiguousArray(
                    plan.steps.map { step in
                        let input = inputs[step.id]
                        if let samples = same[definitions[step.id]] { return samples.expectation(input: input) }
                        // That it failed when it did something else says nothing.
                        var expected = alike[step.label]?.expectation(input: input)
                        expected?.failed = 0
                        return expected
                    }))
        }
    }

    /// The last runs that are looked at, and of these so many that they have no more steps together.
    private static let regardedRuns: Int64 = 20
    private static let regardedSteps: Int64 = 200_000
}

/// What a step did in several runs.
struct StepSamples {
    private var durations: [Double] = []
    private var rows: [Double] = []
    private var bytes: [Double] = []
    private var inputs: [Double] = []
    private var ratios: [Double] = []
    private var runs = 0
    private var failed = 0

    mutating func add(_ step: RecordedStep) {
        runs += 1
        if step.hasFailed { failed += 1 }
        guard step.outcome == .finished else { return }
        durations.append(Double(step.duration))
        rows.append(Double(step.rows))
        bytes.append(Double(step.bytes))
        guard let input = step.input, input > 0 else { return }
        inputs.append(Double(input))
        ratios.append(Double(step.bytes) / Double(input))
    }

    /// Nil where it never finished.
    ///
    /// - Parameter input: bytes of the files that it reads now; nil: it reads none.
    func expectation(input: Int?) -> RunExpectations.Step? {
        guard let duration = Quantiles.median(durations), let bytes = Quantiles.median(bytes),
            let rows = Quantiles.median(rows)
        else { return nil }
        var growth = 1.0
        if let input, let usual = Quantiles.median(inputs), usual > 0 { growth = Double(input) / usual }
        func scaled(_ value: Double) -> Double { min(value * growth, 0x1p60) }
        return RunExpectations.Step(
            duration: UInt64(scaled(duration)), bytes: Int(scaled(bytes)), rows: Int(scaled(rows)),
            bytesPerInput: input == nil ? Quantiles.median(ratios) : nil, runs: runs, finished: durations.count,
            failed: failed)
    }
}
