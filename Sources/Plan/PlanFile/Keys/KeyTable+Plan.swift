extension KeyTable {
    static let plan = KeyTable(
        id: "plan", noun: "the plan", summary: "A weir plan: where data comes from, and which features go where.",
        keys: [
            Key("name", .text, "The plan's name; the file's stem if it is left out."),
            Key(
                "params", .dictionary(.scalar),
                "Parameters and their defaults; '${NAME}' in a value stands for one, '--set NAME=VALUE' overrides it."),
            Key("sources", .dictionary(.table("source")), "Where data comes from, by name."),
            Key(
                "groups", .dictionary(.table("group")),
                "Feature groups that the plan defines, by name; one namespace with the sources."),
            Key("links", .list(.table("link"), minimum: 0), "How sources and groups are joined."),
            Key("filters", .list(.table("filter"), minimum: 0), "Which rows count, wherever the feature lives."),
            Key("checks", .list(.table("check"), minimum: 0), "What must hold of the data."),
            Key(
                "outputs", .dictionary(.table("output")),
                "What the plan makes, by name; a plan that runs has at least one."),
            Key("run", .table("run"), "How the plan runs; the command line overrides it."),
        ])

    static let source = KeyTable(
        id: "source", noun: "a source", summary: "Files of one format, or a table or query of a database.",
        keys: [
            Key("csv", .text, "Path or glob of CSV files, relative to the plan's folder."),
            Key("json", .text, "Path or glob of JSON lines files, relative to the plan's folder."),
            Key("parquet", .text, "Path or glob of Parquet files, relative to the plan's folder."),
            Key("arrow", .text, "Path or glob of Arrow IPC files, relative to the plan's folder."),
            Key("sqlite", .text, "Path of an SQLite database, relative to the plan's folder."),
            Key("duckdb", .text, "Path of a DuckDB database, relative to the plan's folder."),
            Key("postgresql", .text, "Connection URI of a PostgreSQL database."),
            Key("adbc", .text, "Name of an ADBC driver; 'uri' says what it connects to."),
            Key("uri", .text, "What the ADBC driver connects to."),
            Key("table", .text, "The table of a database to read."),
            Key("query", .text, "The SQL query whose rows to read."),
            Key("types", .dictionary(.dataType), "Types of columns, where they are not to be inferred."),
            Key("columns", .list(.name), "The columns that exist for the plan; all of them if it is left out."),
            Key("framework", .text, "The compute framework that reads it."),
            Key(
                "order_by", .oneOrMore(.either([.name, .table("sort_key")])),
                "The order of the rows: names, '-name' for descending."),
            Key("delimiter", .text, "CSV: the character between fields; ',' if it is left out."),
            Key(
                "header", .either([.boolean, .list(.name)]),
                "CSV: true if the first line names the columns, or the names where no line does."),
            Key("quote", .text, "CSV: the character around fields; '\"' if it is left out."),
            Key(
                "null_values", .oneOrMore(.name),
                "CSV: unquoted fields that mean null; only the empty one if it is left out."),
            Key("encoding", .text, "CSV: the character encoding; utf-8 if it is left out."),
        ],
        alternatives: ["csv", "json", "parquet", "arrow", "sqlite", "duckdb", "postgresql", "adbc"])

    static let group = KeyTable(
        id: "group", noun: "a group",
        summary: "A feature group that makes rows of its own, or a program that adds columns.",
        keys: [
            Key(
                "from", .oneOrMore(.name),
                "The source or group whose rows it takes; several with 'append' or "
                    + "'union'."),
            Key("group_by", .oneOrMore(.name), "The features whose values make the groups."),
            Key(
                "features", .oneOrMore(.name), "What to compute of each group: 'column__operation', or 'count' of rows."
            ),
            Key("time", .name, "Resample: the column of times."),
            Key("every", .duration, "Resample: the length of a bucket."),
            Key("partition_by", .oneOrMore(.name), "Resample: the columns within whose values the buckets lie."),
            Key("sql", .text, "A query over sources and groups by their names."),
            Key("framework", .text, "The compute framework that computes it."),
            Key("command", .list(.name), "A program and its arguments; Arrow IPC on standard input and output."),
            Key(
                "inputs", .list(.name, minimum: 0),
                "The features that a command gets; of SQL, the sources and groups it reads."),
            Key(
                "outputs", .either([.list(.name), .dictionary(.dataType)]),
                "The columns that the command gives, by their names, or by their names with their types."),
            Key("rows", .choice(["same"]), "'same': the command gives one row for each it gets, in order."),
            Key("timeout", .duration, "How long the command may take."),
            Key("env", .dictionary(.name), "Environment variables of the command."),
            Key("where", .text, "The expression that the rows taken fulfil."),
            Key("distinct", .boolean, "Whether equal rows are taken once."),
            Key(
                "sort_by", .oneOrMore(.either([.name, .table("sort_key")])),
                "The order of the rows: names, '-name' for descending."),
            Key("limit", .integer(minimum: 0), "How many rows are taken at most."),
            Key("append", .boolean, "Whether the rows of all of 'from' follow one another, columns by name."),
            Key("union", .boolean, "As 'append', each row once."),
        ])

    static let sortKey = KeyTable(
        id: "sort_key", noun: "a sort key", summary: "A column to sort by.",
        keys: [
            Key("column", .name, "The column to sort by.", isRequired: true),
            Key("descending", .boolean, "Whether the greatest value comes first."),
        ])

    static let link = KeyTable(
        id: "link", noun: "a link", summary: "How two sources or groups are joined.",
        keys: [
            Key(
                "join", .choice(LinkDeclaration.Join.allCases.map(\.rawValue)), "The kind of join, such as 'left'.",
                isRequired: true),
            Key("left", .name, "The source or group on the left side.", isRequired: true),
            Key("right", .name, "The source or group on the right side.", isRequired: true),
            Key(
                "on", .either([.oneOrMore(.name), .dictionary(.name)]),
                "The column, or columns, that are equal; '{LEFT: RIGHT}' where their names differ.", isRequired: true),
            Key(
                "time", .either([.name, .dictionary(.name)]),
                "As-of: the column of times; '{LEFT: RIGHT}' where the names differ."),
            Key(
                "direction", .choice(LinkDeclaration.Direction.allCases.map(\.rawValue)),
                "As-of: where the match lies; backward if it is left out."),
            Key(
                "tolerance", .duration,
                "As-of: how far away the match may be, inclusive; any distance if it is left out."),
            Key("allow_exact_matches", .boolean, "As-of: whether equal times match; true if it is left out."),
        ])

    static let output = KeyTable(
        id: "output", noun: "an output", summary: "Features in the order of the columns, and where they go.",
        keys: [
            Key(
                "features", .oneOrMore(.either([.name, .table("feature")])),
                "The features, in the order of the columns.", isRequired: true),
            Key(
                "to", .either([.text, .table("table_target")]),
                "The file to write, by extension: .parquet, .csv, .arrow or .jsonl; or a database's table. Left out: "
                    + "previewed."
            ),
            Key("filters", .list(.table("filter"), minimum: 0), "Which rows this output has."),
            Key("checks", .list(.table("check"), minimum: 0), "What must hold of this output."),
        ])

    static let tableTarget = KeyTable(
        id: "table_target", noun: "a target table", summary: "A table of a database.",
        keys: [
            Key("postgresql", .text, "Connection URI of a PostgreSQL database."),
            Key("sqlite", .text, "Path of an SQLite database, relative to the plan's folder; made if there is none."),
            Key("duckdb", .text, "Path of a DuckDB database, relative to the plan's folder; made if there is none."),
            Key("table", .text, "The table to write.", isRequired: true),
            Key(
                "mode", .choice(OutputDeclaration.TableMode.allCases.map(\.rawValue)),
                "What happens to a table that is there: an error (create), rows added (append), or a new one in its place "
                    + "(replace); create if it is left out."),
        ],
        alternatives: ["postgresql", "sqlite", "duckdb"])

    static let run = KeyTable(
        id: "run", noun: "'run'", summary: "How the plan runs.",
        keys: [
            Key(
                "frameworks", .list(.name, minimum: 0),
                "Compute frameworks allowed, in order of preference; arrow is always there."),
            Key(
                "mode", .oneOrMore(.choice(ParallelizationMode.allCases.map(\.rawValue))),
                "Parallelization modes offered; threads if it is left out."),
            Key("workers", .integer(minimum: 1), "How many steps run at once; the number of cores if it is left out."),
            Key("memory", .size, "How much resident data the run may hold; without limit if it is left out."),
            Key(
                "retries", .either([.integer(minimum: 0), .table("retries")]), "How often a failed step is tried again."
            ),
            Key("timeout", .duration, "How long a step may take."),
            Key(
                "fail", .choice(FailurePolicy.allCases.map(\.rawValue)),
                "What a failure does to steps that do not depend on it; fast if it is left out."),
            Key("drivers", .dictionary(.text), "ADBC driver libraries by name, relative to the plan's folder."),
            Key("spark", .text, "The address of a Spark Connect server."),
        ])

    static let retries = KeyTable(
        id: "retries", noun: "'retries'", summary: "How often, and after which pause, a failed step is tried again.",
        keys: [
            Key("times", .integer(minimum: 0), "How often a failed step is tried again.", isRequired: true),
            Key(
                "backoff", .duration,
                "The pause before the first retry, doubled before each further one; 1s if it is left out."),
        ])

    /// The user's `config.yaml`; no part of a plan.
    static let configuration = KeyTable(
        id: "configuration", noun: "the configuration", summary: "A user's defaults.",
        keys: [
            Key("theme", .text, "The monitor's theme."),
            Key(
                "ui", .choice(UserConfiguration.Interface.allCases.map(\.rawValue)),
                "How a run is shown; auto if it is left out."),
            Key("workers", .integer(minimum: 1), "How many steps run at once."),
            Key("drivers", .dictionary(.text), "ADBC driver libraries by name, relative to this file's folder."),
        ])
}
