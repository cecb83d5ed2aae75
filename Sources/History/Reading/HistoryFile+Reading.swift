import ADBC
import Columnar
import Events

extension HistoryFile {
    /// Which runs are meant.
    package struct Selection: Sendable, Hashable {
        /// The plan file's name; nil: any.
        package var file: String?
        /// The plan's name; nil: any.
        package var plan: String?

        package init(file: String? = nil, plan: String? = nil) {
            self.file = file
            self.plan = plan
        }

        var condition: String { "(? = '' or file = ?) and (? = '' or plan = ?)" }
        var values: [Scalar] { [file ?? "", file ?? "", plan ?? "", plan ?? ""].map { .string($0) } }
    }

    /// The newest first; none where there is no history. Blocks.
    package func runs(_ selection: Selection = Selection(), limit: Int) throws(HistoryError) -> [RecordedRun] {
        guard exists else { return [] }
        return try reading { connection in
            try Self.runs(
                "where \(selection.condition) order by id desc limit ?", selection.values + [.int64(Int64(limit))],
                connection)
        }
    }

    /// The steps of a run, in the order of its plan. Blocks.
    package func steps(of run: RecordedRun) throws(HistoryError) -> [RecordedStep] {
        guard exists else { return [] }
        return try reading { connection in
            let rows = try ResultRows(
                "\(Self.stepColumns) from steps s join definitions d on d.id = s.definition "
                    + "where s.run = (select id from runs where run = ?) order by s.step", [.string(run.id)],
                from: connection)
            return try (0..<rows.count).map { try Self.step(rows, $0) }
        }
    }

    /// Labels of the steps of all these runs, distinct and sorted. Blocks.
    package func labels(_ selection: Selection = Selection()) throws(HistoryError) -> [String] {
        guard exists else { return [] }
        return try reading { connection in
            let rows = try ResultRows(
                """
                select distinct label from definitions d where exists (
                    select 1 from steps s join runs r on r.id = s.run where s.definition = d.id and \(selection.condition))
                order by label
                """, selection.values, from: connection)
            return (0..<rows.count).map { rows.text(0, $0) }
        }
    }

    /// A step of this label in each of the last runs that had it, the newest first. Blocks.
    package func occurrences(
        ofStep label: String, _ selection: Selection = Selection(), limit: Int
    ) throws(HistoryError) -> [(run: RecordedRun, step: RecordedStep)] {
        guard exists else { return [] }
        return try reading { connection in
            let condition =
                "where \(selection.condition) and exists (select 1 from steps s join definitions d on d.id = s.definition "
                + "where s.run = runs.id and d.label = ?)"
            let runs = try Self.runs(
                condition + " order by id desc limit ?", selection.values + [.string(label), .int64(Int64(limit))],
                connection)
            let rows = try ResultRows(
                "\(Self.stepColumns), r.run from (select * from runs \(condition) order by id desc limit ?) r "
                    + "join steps s on s.run = r.id join definitions d on d.id = s.definition "
                    + "where d.label = ? order by r.id desc, s.step",
                selection.values + [.string(label), .int64(Int64(limit)), .string(label)], from: connection)
            let byID = Dictionary(runs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            return try (0..<rows.count).compactMap { row in
                guard let run = byID[rows.text(Self.stepColumnCount, row)] else { return nil }
                return (run, try Self.step(rows, row))
            }
        }
    }

    // MARK: Rows

    private static func runs(_ rest: String, _ values: [Scalar], _ connection: Connection) throws -> [RecordedRun] {
        let rows = try ResultRows(
            """
            select run, plan, file, started, duration, outcome, modes, workers, coalesce(budget, -1), steps, finished,
            failed, skipped, cancelled, cached, rows, bytes, peak_data, peak_resident from runs \(rest)
            """, values, from: connection)
        return (0..<rows.count).map { row in
            let budget = rows.number(8, row)
            return RecordedRun(
                id: rows.text(0, row), plan: rows.text(1, row), file: rows.text(2, row),
                started: Int64(rows.number(3, row)), duration: rows.time(4, row),
                outcome: RunFinished.Outcome(rawValue: rows.text(5, row)) ?? .failed, modes: rows.text(6, row),
                workers: rows.number(7, row), memoryBudget: budget < 0 ? nil : Int64(budget),
                counts: .init(
                    steps: rows.number(9, row), finished: rows.number(10, row), failed: rows.number(11, row),
                    skipped: rows.number(12, row), cancelled: rows.number(13, row), cached: rows.number(14, row)),
                rows: rows.number(15, row), bytes: rows.number(16, row), peakDataBytes: rows.number(17, row),
                peakResidentBytes: rows.number(18, row))
        }
    }

    static let stepColumns =
        "select s.step, d.hash, d.label, d.kind, d.step_group, d.framework, s.outcome, s.attempts, s.duration, "
        + "s.processor_time, s.rows, s.bytes, coalesce(s.input, -1), s.peak"
    static let stepColumnCount = 14

    static func step(_ rows: ResultRows, _ row: Int) throws -> RecordedStep {
        guard let hash = ContentHash(rows.text(1, row)),
            let outcome = RecordedStep.Outcome(rawValue: rows.number(6, row))
        else { throw HistoryError(.damaged, "a step of the history is none that this weir knows") }
        var step = RecordedStep(
            index: rows.number(0, row),
            definition: .init(
                hash: hash, label: rows.text(2, row), kind: rows.text(3, row), group: rows.text(4, row),
                framework: rows.text(5, row)), outcome: outcome)
        step.attempts = rows.number(7, row)
        step.duration = rows.time(8, row)
        step.processorTime = rows.time(9, row)
        step.rows = rows.number(10, row)
        step.bytes = rows.number(11, row)
        let input = rows.number(12, row)
        step.input = input < 0 ? nil : input
        step.peakBytes = rows.number(13, row)
        return step
    }
}
