import Columnar
package import Plan

/// Fewer columns that tell most of what many tell.
package struct PrincipalComponentAnalysis: FittedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "dimensionality",
        title: "Dimensionality",
        grammar: "a,b,c__pca_{k}d",
        summary: """
            The k principal components of the rows, float64: columns `~dim1`, `~dim2`, …, the first along the direction in which the \
            rows vary most. Columns are centred, not scaled. The largest loading of each component is positive.
            """,
        operations: [("pca_{k}d", "k from 1 to the number of columns; a family counts with each of its columns")],
        options: [],
        nulls: "A row with a null, a NaN or an infinity takes no part, and is null in every column.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                a,b
                0,0
                3,4
                ,1
                6,8

                """,
            feature: "a,b__pca_1d",
            output: """
                a,b__pca_1d~dim1
                -5
                0

                5

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasPrefix("pca_"), operation.hasSuffix("d") else { return .no }
        return Self.count(operation) == nil ? .unknown(segments: ["pca_2d"]) : .yes(.atLeast(1))
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        for case .some(let type) in inputs where !type.isNumeric {
            throw .cannot(call.operation, type, "it takes numbers; encode the column first, or give it a number type")
        }
        return .family(.float64)
    }

    /// Nil where no row is complete.
    package func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> PrincipalComponents? {
        let count = try count(call)
        let complete = try CompleteRows(inputs[...], rows: rows)
        guard count <= complete.width else {
            throw Self.tooFewColumns(call, width: complete.width, components: count)
        }
        return complete.count == 0 ? nil : try PrincipalComponents(complete, count: count)
    }

    /// Over rows too.
    static func tooFewColumns(_ call: FeatureCall, width: Int, components count: Int) -> ComputeError {
        ComputeError(
            .mismatch,
            "'\(call.operation)' asks for \(count) components, but its inputs have \(width.counted("column"))")
    }

    package func apply(
        _ fit: PrincipalComponents?, _ call: FeatureCall, inputs: [FeatureData], rows: Int
    ) throws -> FeatureData {
        let complete = try CompleteRows(inputs[...], rows: rows)
        if let fit { try complete.check(width: fit.mean.count, call.operation) }
        let columns = try (0..<count(call)).map { component in
            let values = try ColumnWriter<Double>(count: rows)
            var next = 0
            for (place, row) in complete.rows.enumerated() {
                guard let fit else { break }
                while next < row {
                    values.setNull(next)
                    next += 1
                }
                values[row] = fit.project(complete[place], on: component)
                next = row + 1
            }
            for row in next..<rows { values.setNull(row) }
            return try values.finish()
        }
        return .family(FeatureFamily(suffixes: columns.indices.map { "dim\($0 + 1)" }, columns, rows: rows))
    }

    private func count(_ call: FeatureCall) throws(ComputeError) -> Int {
        guard let count = Self.count(call.operation[...]) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        return count
    }

    private static func count(_ operation: Substring) -> Int? {
        let digits = operation.dropFirst("pca_".count).dropLast()
        guard let count = Int(digits), (1...10_000).contains(count), digits == String(count) else { return nil }
        return count
    }
}
