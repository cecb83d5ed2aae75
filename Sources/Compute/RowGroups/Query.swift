import Plan

extension RowGroups {
    static let query = GroupDocumentation(
        name: "sql",
        title: "A query in SQL",
        grammar: "{sql: QUERY, framework: duckdb}",
        summary: """
            The rows of a query over sources and groups by their names. Every name after from or join is read, filtered as everywhere, \
            and of it the columns whose names the query has in it. The database is the step's own, in memory; the query can open no \
            file. Rows come in the engine's order unless the query has an 'order by'.
            """,
        operations: [],
        options: [
            .init("sql", type: "text", default: nil, "One query, which begins with 'select' or 'with'."),
            .init(
                "framework", type: "duckdb or sqlite",
                default: "the first of run.frameworks that knows SQL; else what is there",
                "The engine."),
            .init(
                "inputs", type: "list of sources and groups", default: "those that the query names",
                "What it reads, where its text does not tell."),
        ],
        nulls: "As the engine has them. SQLite holds no NaN and no decimals; both are errors.",
        frameworks: [.duckdb, .sqlite],
        example: .init(
            input: """
                dest,delay
                ORD,5
                LAX,31
                ORD,12

                """,
            feature:
                "{sql: \"select dest, count(*) as flights, max(delay) as worst from t group by dest order by dest\"}",
            output: """
                dest,flights,worst
                LAX,1,31
                ORD,2,12

                """))
}
