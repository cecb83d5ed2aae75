import Columnar
package import Plan

/// How central the nodes of a graph are.
package struct Centrality: FeatureGroup {
    package let documentation = GroupDocumentation(
        name: "centrality",
        title: "Centrality",
        grammar: "a,b__{op}_centrality",
        summary: """
            Each row is an edge from the node in a to the node in b; the value is that of the node in a, float64. Rows that say the \
            same edge again count once, and without `directed` an edge goes both ways.
            """,
        operations: [
            ("degree_centrality", "edges at the node over the number of other nodes; a loop counts twice"),
            (
                "pagerank_centrality",
                "PageRank with damping 0.85: a walk goes anywhere from a node without edges; to a precision of 1e-6 a node"
            ),
        ],
        options: [.init("directed", .flag, default: "false", "whether edges go from a to b only")],
        nulls: "A row with a null is no edge, and its value is null.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                origin,dest
                JFK,LAX
                JFK,BOS
                LAX,JFK
                EWR,

                """,
            feature: "{name: 'origin,dest__degree_centrality', options: {directed: true}}",
            output: """
                origin,dest__degree_centrality
                1.5
                1.5
                1


                """))

    package init() {}

    private enum Operation: String, CaseIterable { case degree, pagerank }

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_centrality", operations: Operation.allCases.map(\.rawValue), arity: .atLeast(2))
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        guard call.inputCount == 2 else {
            throw OptionProblem(
                "'\(call.operation)' takes 2 inputs, the ends of an edge (a,b__\(call.operation)), not \(call.inputCount)"
            )
        }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let a = inputs[0], let b = inputs[1], Self.nodeType(a) != Self.nodeType(b) {
            throw OptionProblem(
                "\(call.operation) takes two columns of one type, for both name nodes, but they are \(a) and \(b); "
                    + "an expression can cast: cast(x as string)")
        }
        return .column(.float64)
    }

    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let isDirected = call.options["directed"]?.boolValue ?? false
        let ends = try inputs.prefix(2).map { try nodes($0.singleColumn(for: call)) }
        guard ends[0].type == ends[1].type else {
            throw ComputeError(
                .mismatch,
                "'\(call.operation)' takes two columns of one type, but they are \(ends[0].type) and \(ends[1].type)")
        }
        let graph = try EdgeList(ends[0], ends[1], isDirected: isDirected)
        let values: [Double]
        switch Operation(rawValue: String(call.operation(without: "_centrality"))) {
        case .degree: values = graph.degreeCentrality()
        case .pagerank: values = graph.pageRank()
        case nil: throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let result = try ColumnWriter<Double>(count: rows)
        for row in 0..<rows {
            if let node = graph.nodeOfRow[row] { result[row] = values[node] } else { result.setNull(row) }
        }
        return .column(try result.finish())
    }

    /// Integers of different widths may name the same nodes.
    private static func nodeType(_ type: DataType) -> DataType { type == .int32 ? .int64 : type }

    private func nodes(_ column: Column) throws -> Column {
        try column.dataType == .int32 ? column.cast(to: .int64) : column
    }
}
