import ADBC
import Columnar
import Events

extension HistoryFile {
    /// What is kept of a plan file's runs: the newest so many, and of these no more than so many steps together, but always the last
    /// few.
    package struct Limits: Sendable, Hashable {
        package var runs: Int
        package var steps: Int
        package var fewest: Int

        package init(runs: Int = 100, steps: Int = 200_000, fewest: Int = 3) {
            self.runs = runs
            self.steps = steps
            self.fewest = fewest
        }
    }

    /// Keeps a run, and drops those of its plan file that are beyond the limits; all of it, or nothing. Blocks.
    ///
    /// - Returns: what else is to be said, for people.
    package func record(
        _ run: RecordedRun, _ steps: [RecordedStep], limits: Limits = Limits()
    ) throws(HistoryError) -> String? {
        try withConnection { connection in
            try connection.transaction {
                try Self.insert(run, into: connection)
                let id = try Self.number("select id from runs where run = ?", [.string(run.id)], connection)
                try Self.insert(steps, of: id, into: connection)
                try Self.prune(run.file, limits, connection)
            }
        }.note
    }

    // MARK: Statements

    private static func insert(_ run: RecordedRun, into connection: Connection) throws {
        let counts = run.counts
        let values: [Scalar] = [
            .string(run.id), .string(run.plan), .string(run.file), .int64(run.started),
            .int64(Int64(clamping: run.duration)),
            .string(run.outcome.rawValue), .string(run.modes), .int64(Int64(run.workers)),
            run.memoryBudget.map { .int64($0) } ?? .null, .int64(Int64(counts.steps)), .int64(Int64(counts.finished)),
            .int64(Int64(counts.failed)), .int64(Int64(counts.skipped)), .int64(Int64(counts.cancelled)),
            .int64(Int64(counts.cached)), .int64(Int64(run.rows)), .int64(Int64(run.bytes)),
            .int64(Int64(run.peakDataBytes)), .int64(Int64(run.peakResidentBytes)),
        ]
        // The first statement of the transaction: it waits for others that write, before this one has read anything.
        try connection.execute(
            """
            insert into runs (run, plan, file, started, duration, outcome, modes, workers, budget, steps, finished, failed,
            skipped, cancelled, cached, rows, bytes, peak_data, peak_resident)
            values (\(places(values.count)))
            """, values)
    }

    private static func insert(_ steps: [RecordedStep], of run: Int64, into connection: Connection) throws {
        guard !steps.isEmpty else { return }
        let hashes = steps.map(\.definition.hash.description)
        let definitions = steps.map(\.definition)
        try connection.execute(
            """
            insert into definitions (hash, label, kind, step_group, framework) values (\(places(5)))
            on conflict (hash) do update set label = excluded.label where label <> excluded.label
            """,
            eachOf: Table([
                ("hash", Column(strings: hashes)), ("label", Column(strings: definitions.map(\.label))),
                ("kind", Column(strings: definitions.map(\.kind))),
                ("step_group", Column(strings: definitions.map(\.group))),
                ("framework", Column(strings: definitions.map(\.framework))),
            ]))
        func column(_ value: (RecordedStep) -> Int64?) throws -> Column { try Column(int64s: steps.map(value)) }
        try connection.execute(
            """
            insert into steps (run, step, definition, outcome, attempts, duration, processor_time, rows, bytes, input, peak)
            values (?, ?, (select id from definitions where hash = ?), \(places(8)))
            """,
            eachOf: Table([
                ("run", column { _ in run }), ("step", column { Int64($0.index) }), ("hash", Column(strings: hashes)),
                ("outcome", column { Int64($0.outcome.rawValue) }), ("attempts", column { Int64($0.attempts) }),
                ("duration", column { Int64(clamping: $0.duration) }),
                ("processor_time", column { Int64(clamping: $0.processorTime) }), ("rows", column { Int64($0.rows) }),
                ("bytes", column { Int64($0.bytes) }), ("input", column { $0.input.map(Int64.init) }),
                ("peak", column { Int64($0.peakBytes) }),
            ]))
    }

    private static func prune(_ file: String, _ limits: Limits, _ connection: Connection) throws {
        try connection.execute(
            """
            delete from runs where id in (
                select id from (
                    select id, row_number() over newest as number, sum(steps) over newest as total
                    from runs where file = ? window newest as (order by id desc))
                where number > ? or (total > ? and number > ?))
            """,
            [
                .string(file), .int64(Int64(limits.runs)), .int64(Int64(limits.steps)), .int64(Int64(limits.fewest)),
            ])
        guard try number("select changes()", [], connection) > 0 else { return }
        try connection.execute(
            "delete from definitions where not exists (select 1 from steps where definition = definitions.id)")
    }

    private static func number(_ sql: String, _ values: [Scalar], _ connection: Connection) throws -> Int64 {
        let found = try connection.query(sql, values)
        guard let value = try found.columns.first?.int64s().first ?? nil else {
            throw HistoryError(.failed, "SQLite has lost what was just written")
        }
        return value
    }

    static func places(_ count: Int) -> String { repeatElement("?", count: count).joined(separator: ", ") }
}
