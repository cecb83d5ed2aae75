import ADBC

/// The tables of a history, as steps from one version of them to the next: the first makes them where there are none. A file says
/// its version, and whose it is, in its header.
struct HistorySchema: Sendable {
    /// SQL that leads from version `n` to `n + 1`, by n.
    let changes: [[String]]

    var version: Int { changes.count }

    /// "weir", in the header's place for the program that a file is of.
    static let applicationID = 0x7765_6972

    static let current = HistorySchema(changes: [
        [
            // Times are nanoseconds, instants microseconds since 1970. An outcome is a name of `RunFinished.Outcome`.
            """
            create table runs (
                id integer primary key, run text not null unique, plan text not null, file text not null,
                started integer not null, duration integer not null, outcome text not null, modes text not null,
                workers integer not null, budget integer, steps integer not null, finished integer not null,
                failed integer not null, skipped integer not null, cancelled integer not null, cached integer not null,
                rows integer not null, bytes integer not null, peak_data integer not null, peak_resident integer not null)
            """,
            "create index runs_of_file on runs (file, id)",
            // What steps do; the hash is that of `PlanDefinition`.
            """
            create table definitions (
                id integer primary key, hash text not null unique, label text not null, kind text not null,
                step_group text not null, framework text not null)
            """,
            "create index definitions_of_label on definitions (label)",
            // An outcome is a number of `RecordedStep.Outcome`; what is not known is null.
            """
            create table steps (
                run integer not null references runs (id) on delete cascade, step integer not null,
                definition integer not null references definitions (id), outcome integer not null,
                attempts integer not null, duration integer not null, processor_time integer not null,
                rows integer not null, bytes integer not null, input integer, peak integer not null,
                primary key (run, step)) without rowid
            """,
            "create index steps_of_definition on steps (definition, run)",
        ]
    ])
}
