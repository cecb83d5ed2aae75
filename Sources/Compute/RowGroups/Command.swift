import Plan

extension RowGroups {
    static let command = GroupDocumentation(
        name: "command",
        title: "A program",
        grammar: "{from: t, command: [PROGRAM, ARGUMENT, …], inputs: [a, b], outputs: [x], rows: same}",
        summary: """
            What a program of any kind gives, which gets features as an Arrow IPC stream on standard input and gives another on \
            standard output. What it prints on standard error is the step's log. With 'rows: same' it adds columns to the rows of 'from'; \
            without, it makes rows of its own.
            """,
        operations: [],
        options: [
            .init("from", type: "source or group", default: nil, "The rows that it gets."),
            .init(
                "command", type: "list of texts", default: nil,
                "The program and its arguments, run in the plan's folder."),
            .init(
                "inputs", type: "list of features", default: nil,
                "The columns that it gets; [] for rows without columns."),
            .init(
                "outputs", type: "list of names, or names with types", default: nil,
                "The columns that it gives, all of them and no other."),
            .init("rows", type: "same", default: "rows of its own", "It gives a row for each that it gets, in order."),
            .init("timeout", type: "duration", default: "the run's", "How long it may take."),
            .init("env", type: "names with texts", default: "none", "Variables over the environment of weir."),
        ],
        nulls: "As Arrow has them, in both directions.",
        example: .init(
            input: """
                dest,delay
                ORD,5
                LAX,
                ORD,12

                """,
            feature: "{from: t, command: [cat], inputs: [delay, dest], outputs: [dest, delay]}",
            output: """
                dest,delay
                ORD,5
                LAX,
                ORD,12

                """))
}
