import Plan

/// The steps that make, choose and order rows; inputs and outputs are those that `StepWork` documents.
enum RowSteps {
    static func filter(_ predicate: ParsedExpression, _ inputs: [RowFeature]) throws -> RowsMade {
        let rows = inputs.first?.rowCount ?? 0
        let holds = try predicate.holds(in: inputs, rows: rows)
        let kept = (0..<rows).filter { holds[$0] }
        let carried = inputs.dropFirst(predicate.references.count)
        return RowsMade(carried.map { $0.taking(kept) }, rows: kept.count, removedRows: rows - kept.count)
    }

    /// Where, distinct, sort, limit; each acts on the rows that the one before left.
    static func select(_ work: SelectWork, _ inputs: [RowFeature]) throws -> RowsMade {
        let rows = inputs.first?.rowCount ?? 0
        let references = work.predicate?.references.count ?? 0
        let keys = try inputs.dropFirst(references).prefix(work.descending.count).map { try $0.singleColumn("sort_by") }
        let carried = inputs.dropFirst(references + work.descending.count)
        var kept = Array(0..<rows)
        if let predicate = work.predicate {
            let holds = try predicate.holds(in: inputs, rows: rows)
            kept = kept.filter { holds[$0] }
        }
        if work.distinct { kept = firstOfEach(kept, carried.flatMap(\.columns)) }
        if !keys.isEmpty { kept = RowPartitions.sorted(kept, by: Array(zip(keys, work.descending))) }
        if let limit = work.limit { kept = Array(kept.prefix(limit)) }
        return RowsMade(carried.map { $0.taking(kept) }, rows: kept.count)
    }

    private static func firstOfEach(_ rows: [Int], _ columns: [RowColumn]) -> [Int] {
        var seen: Set<[RowValue]> = []
        return rows.filter { row in seen.insert(columns.map { $0[row] }).inserted }
    }

    static func groupBy(keys count: Int, _ aggregates: [AggregateCall], _ inputs: [RowFeature]) throws -> RowsMade {
        let rows = inputs.first?.rowCount ?? 0
        let keys = try inputs.prefix(count).map { try $0.singleColumn("a key of a group-by") }
        let groups = RowPartitions.of(rows, by: keys)
        var outputs = keys.map { key in RowFeature.column(key.taking(groups.map(\.first))) }
        for aggregate in aggregates {
            guard let function = AggregateFunction(aggregate.operation) else {
                throw ComputeError(.unsupported, "the framework rows has no aggregate '\(aggregate.operation)'")
            }
            guard let input = aggregate.input else {
                outputs.append(.column(RowColumn(.int64, groups.map { .int(Int64($0.count)) })))
                continue
            }
            outputs.append(
                try inputs[input].map(rows: groups.count) { column in
                    RowColumn(try function.result(of: column.type), try function.values(of: column, over: groups))
                })
        }
        return RowsMade(outputs, rows: groups.count)
    }

    /// The rows of the parts one after another, in the type that the plan gives each column, else in the smallest that holds all.
    static func append(
        parts: Int, distinct: Bool, _ slots: [Slot], _ inputs: [RowFeature]
    ) throws -> RowsMade {
        let width = inputs.count / max(parts, 1)
        let rows = (0..<parts).reduce(0) { $0 + (width == 0 ? 0 : inputs[$1 * width].rowCount) }
        let outputs = try (0..<width).map { index in
            try joined((0..<parts).map { inputs[$0 * width + index] }, slots[index], rows: rows)
        }
        guard distinct else { return RowsMade(outputs, rows: rows) }
        let kept = firstOfEach(Array(0..<rows), outputs.flatMap(\.columns))
        return RowsMade(outputs.map { $0.taking(kept) }, rows: kept.count)
    }

    private static func joined(_ parts: [RowFeature], _ slot: Slot, rows: Int) throws -> RowFeature {
        guard case .family(let suffixes, _, _)? = parts.first else {
            return .column(try joined(parts.map { try $0.singleColumn("an append") }, slot))
        }
        for part in parts {
            guard case .family(suffixes, _, _) = part else {
                throw ComputeError(
                    .mismatch, "the parts have different columns '\(slot.name)~…'; append what they are made of instead"
                )
            }
        }
        let columns = try suffixes.indices.map { index in try joined(parts.map { $0.columns[index] }, slot) }
        return .family(suffixes: suffixes, columns, rows: rows)
    }

    private static func joined(_ parts: [RowColumn], _ slot: Slot) throws -> RowColumn {
        var common = slot.type
        if common == nil {
            for type in parts.compactMap(\.type) {
                guard let unified = common.map({ $0.unified(with: type) }) ?? type else {
                    throw ComputeError(
                        .mismatch, "the column has different types in the parts; declare one type under 'types'",
                        column: slot.name)
                }
                common = unified
            }
        }
        return RowColumn(common, try parts.flatMap { try $0.converted(to: common, exactly: true).values })
    }

    static func pick(_ suffix: String, _ inputs: [RowFeature]) throws -> RowsMade {
        guard case .family(let suffixes, let columns, let rows)? = inputs.first else {
            throw ComputeError(.mismatch, "the feature is one column, so there is no '~\(suffix)' of it")
        }
        guard let index = suffixes.firstIndex(of: suffix) else {
            let listed = suffixes.prefix(10).map { "~\($0)" }.joined(separator: ", ")
            throw ComputeError(
                .mismatch,
                "the feature has no column '~\(suffix)'\(NearestName.hint(suffix, among: suffixes)) (there are \(listed)"
                    + (suffixes.count > 10 ? ", …)" : ")"))
        }
        return RowsMade([.column(columns[index])], rows: rows)
    }

    /// As `RowOrder` says it. The features here look at rows in an order that they find themselves; it is for those of other frameworks.
    static func order(_ work: OrderWork, _ inputs: [RowFeature]) throws -> RowsMade {
        let rows = inputs.first?.rowCount ?? 0
        let columns = try inputs.map { try $0.singleColumn("an order") }
        let keys = Array(columns.dropFirst(work.partitions))
        let partitions = RowPartitions.of(
            rows, by: Array(columns.prefix(work.partitions)), orderBy: keys.map { ($0, work.descending) })
        let places = partitions.flatMap { partition in
            partition.indices.map { place -> RowValue in
                let row = partition[place]
                let differs = place == 0 || keys.contains { $0[row] != $0[partition[place - 1]] }
                return .int(Int64(row) << 2 | (differs ? 2 : 0) | (place == 0 ? 1 : 0))
            }
        }
        return RowsMade([.column(RowColumn(.int64, places))], rows: rows)
    }

    static func rowNumbers(_ inputs: [RowFeature]) -> RowsMade {
        let rows = inputs.first?.rowCount ?? 0
        return RowsMade([.column(RowColumn(.int64, (0..<rows).map { .int(Int64($0)) }))], rows: rows)
    }
}
