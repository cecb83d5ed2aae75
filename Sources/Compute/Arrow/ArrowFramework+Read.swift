import Columnar
import Plan

extension ArrowFramework {
    /// Reads a file source. What Parquet can decide on its own it filters while reading; the rest of the predicate acts on what
    /// was read.
    func read(_ work: ReadWork, _ step: Step, _ context: StepContext) throws -> StepProduct {
        guard case .file(_, let path, let written) = work.source.origin.value else {
            throw ComputeError(.unsupported, work.source.unavailable)
        }
        let reader = try FileReader(work.source)
        let predicate = try ReadPredicate(work, reader: reader)
        let made = work.columns.prefix(step.outputs.count)
        let wanted = work.columns.filter { made.contains($0) || predicate.columns.contains($0) }
        var table: Table
        do {
            table = try reader.read(columns: wanted, filters: predicate.pushed)
        } catch {
            throw ComputeError(error).naming(path, as: written)
        }
        try context.checkCancellation()
        let read = table.rowCount
        if let mask = try predicate.mask(table) { table = try table.selecting(Array(made)).filter(mask) }
        // How many rows Parquet's reader left out is not known.
        let removed = predicate.pushed.isEmpty || table.rowCount < read ? read - table.rowCount : nil
        context.log(
            "read \(table.rowCount) row\(table.rowCount == 1 ? "" : "s") of \(made.count) column\(made.count == 1 ? "" : "s") from \(Self.described(reader.paths, written))"
        )
        return StepProduct(
            outputs: try made.map { FeatureData.column(try table.column($0)) }, rows: table.rowCount,
            removedRows: work.predicate == nil ? nil : removed)
    }

    private static func described(_ paths: [String], _ written: String) -> String {
        paths.count == 1 ? written : "\(paths.count) files of \(written)"
    }
}

/// A read's predicate, divided into what the file's reader decides and what is evaluated on the rows it gives.
private struct ReadPredicate {
    private(set) var pushed: [PushedFilter] = []
    private var rest: [Expression] = []
    /// The predicate's columns, which its references are indices of.
    private let names: [String]

    init(_ work: ReadWork, reader: FileReader) throws {
        // Column names as they are, or as an expression writes them, in backticks.
        names =
            work.predicate?.references.map { name in
                work.columns.contains(name) ? name : FeatureName.column(name[...]).name
            } ?? []
        guard let predicate = work.predicate else { return }
        let types = names.map { name in reader.schema[name].flatMap { DataType($0) } }
        let typed = try predicate.root.typed(types).expression
        for term in typed.conjuncts {
            let isPushed = reader.format == .parquet && push(term, types, declared: reader.types)
            if !isPushed { rest.append(term) }
        }
    }

    /// The columns that `mask` needs.
    var columns: Set<String> { Set(rest.flatMap(\.referencedIndices).map { names[$0] }) }

    /// Whether each row satisfies what the reader did not decide; nil where it decided all.
    func mask(_ table: Table) throws -> Column? {
        if rest.isEmpty { return nil }
        let needed = columns
        let inputs = try names.map { name in
            // A column that only the reader's part names is not there, and not looked at.
            needed.contains(name) ? try table.column(name) : try Column(nulls: table.rowCount, type: .null)
        }
        return try ExpressionEvaluator.mask(.and(rest), inputs: inputs, rows: table.rowCount, names: names)
    }

    /// Only comparisons with a literal of just the column's type, so that the reader's idea of them cannot differ.
    private mutating func push(_ term: Expression, _ types: [DataType?], declared: [String: ColumnType]) -> Bool {
        guard let simple = SimplePredicate(term), let type = types[simple.reference],
            declared[names[simple.reference]] == nil, let condition = Self.condition(simple.test, type)
        else { return false }
        pushed.append(PushedFilter(names[simple.reference], condition))
        return true
    }

    private static func condition(_ test: SimplePredicate.Test, _ type: DataType) -> PushedFilter.Condition? {
        switch test {
        case .isNotNull: return .isNotNull
        case .isNull: return nil
        case .oneOf(let literals):
            let values = literals.compactMap { scalar($0, type) }
            guard values.count == literals.count, let set = column(of: values, type) else { return nil }
            return .isIn(set)
        case .compare(let comparison, let literal):
            guard let value = scalar(literal, type) else { return nil }
            switch comparison {
            case .equal: return .equal(value)
            case .less: return .less(value)
            case .lessOrEqual: return .lessOrEqual(value)
            case .greater: return .greater(value)
            case .greaterOrEqual: return .greaterOrEqual(value)
            case .notEqual: return nil
            }
        }
    }

    private static func scalar(_ literal: Expression.Literal, _ type: DataType) -> Scalar? {
        switch (type, literal) {
        case (.int64, .int(let number)): .int64(number)
        case (.int32, .int(let number)): Int32(exactly: number) == nil ? nil : .int64(number)
        case (.float64, .double(let number)): number.isNaN ? nil : .double(number)
        case (.float64, .int(let number)): Double(exactly: number).map { .double($0) }
        case (.string, .string(let text)): .string(text)
        case (.bool, .bool(let flag)): .bool(flag)
        case (.timestamp, .timestamp(let microseconds)): .timestamp(microseconds)
        case (.date, .date(let days)): .date(days)
        default: nil
        }
    }

    /// Texts and integers only: of floats, membership and comparison differ in NaN.
    private static func column(of values: [Scalar], _ type: DataType) -> Column? {
        switch type {
        case .string:
            try? Column(strings: values.map { if case .string(let text) = $0 { text } else { nil } })
        case .int32, .int64:
            try? Column(int64s: values.map { if case .int64(let number) = $0 { number } else { nil } })
        default: nil
        }
    }
}
