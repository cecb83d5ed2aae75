import ADBC
import Columnar
import Plan

// Steps that make rows. Columns are given the name of their slot, and what orders the rows goes along.
extension QueryWriter {
    mutating func filter(_ predicate: ParsedExpression, _ step: Step, _ source: SQLRelation) -> SQLRelation? {
        var source = source
        settle(&source)
        let count = predicate.references.count
        guard let test = expression(predicate.root, step.inputs.prefix(count), source),
            let carried = carried(step.inputs.dropFirst(count), as: step.outputs, source)
        else { return nil }
        let order = source.order.map(\.column)
        let name = script.add(
            "select \((carried + order).joined(separator: ", ")) from \(source.name) where \(test.text)")
        return SQLRelation(
            name: name, columns: columns(step.outputs), order: source.order, comesInOrder: source.comesInOrder)
    }

    mutating func select(_ work: SelectWork, _ step: Step, _ source: SQLRelation) -> SQLRelation? {
        let tested = work.predicate?.references.count ?? 0
        let sorted = step.inputs.dropFirst(tested).prefix(work.descending.count)
        let carried = step.inputs.dropFirst(tested + work.descending.count)
        // Rows that are alike but for the sign of a zero, say, are for others to tell.
        if work.distinct, !(carried + sorted).allSatisfy({ plan[$0].type != .float64 }) { return nil }
        if work.distinct, !sorted.allSatisfy({ carried.contains($0) }) { return nil }
        var result = source
        settle(&result)
        if let predicate = work.predicate {
            guard let test = expression(predicate.root, step.inputs.prefix(tested), result) else { return nil }
            result.name = script.add("select * from \(result.name) where \(test.text)")
        }
        if work.distinct {
            result = script.numbered(result)
            guard let row = result.order.first?.column, let names = names(carried, result) else { return nil }
            let first = script.orderColumn()
            let distinct = Set(names).sorted().joined(separator: ", ")
            result.name = script.add(
                "select \(distinct), min(\(row)) as \(first) from \(result.name) group by \(distinct)")
            result.order = [SQLRelation.Key(column: first)]
            result.comesInOrder = false
        }
        if !sorted.isEmpty {
            guard let names = names(sorted, result) else { return nil }
            let keys = zip(names, work.descending).map { name, descending in
                (
                    name: name,
                    key: SQLRelation.Key(column: script.orderColumn(), descending: descending, isComplete: false)
                )
            }
            let added = keys.map { "\($0.name) as \($0.key.column)" }.joined(separator: ", ")
            result.name = script.add("select *, \(added) from \(result.name)")
            result.order = keys.map(\.key) + result.order
            result.comesInOrder = false
        }
        guard let columns = self.carried(carried, as: step.outputs, result) else { return nil }
        var query = "select \((columns + result.order.map(\.column)).joined(separator: ", ")) from \(result.name)"
        if let limit = work.limit {
            if !result.comesInOrder { query += " order by \(result.orderText)" }
            query += " limit \(limit)"
        }
        return SQLRelation(
            name: script.add(query), columns: self.columns(step.outputs), order: result.order,
            comesInOrder: result.comesInOrder)
    }

    mutating func group(
        _ keys: Int, _ aggregates: [AggregateCall], _ step: Step, _ source: SQLRelation
    ) -> SQLRelation? {
        var source = source
        settle(&source)
        source = script.numbered(source)
        let grouped = step.inputs.prefix(keys)
        guard let row = source.order.first?.column, let names = names(grouped, source),
            grouped.allSatisfy({ plan[$0].type != .float64 }), keys > 0
        else { return nil }
        var made = zip(names, step.outputs).map { "\($0) as \(SQLScript.column($1))" }
        for (call, output) in zip(aggregates, step.outputs.dropFirst(keys)) {
            let value = call.input.flatMap { source.columns[step.inputs[$0]] }
            guard call.input == nil || value != nil,
                let aggregate = AggregateFunction(call.operation)?.sql(value, row: row, dialect),
                aggregate.type == plan[output].type
            else { return nil }
            made.append("\(aggregate.text) as \(SQLScript.column(output))")
        }
        let first = script.orderColumn()
        let name = script.add(
            "select \(made.joined(separator: ", ")), min(\(row)) as \(first) from \(source.name) group by \(names.joined(separator: ", "))"
        )
        return SQLRelation(
            name: name, columns: columns(step.outputs), order: [SQLRelation.Key(column: first)], comesInOrder: false)
    }

    mutating func append(_ parts: [ArraySlice<SlotID>], _ step: Step, _ sources: [SQLRelation]) -> SQLRelation? {
        let (part, row) = (script.orderColumn(), script.orderColumn())
        var queries: [String] = []
        for (index, (slots, source)) in zip(parts, sources).enumerated() {
            var source = source
            settle(&source)
            source = script.numbered(source)
            guard let carried = carried(slots, as: step.outputs, source), let order = source.order.first,
                zip(slots, step.outputs).allSatisfy({ plan[$0].type == plan[$1].type })
            else { return nil }
            queries.append(
                "select \(carried.joined(separator: ", ")), \(index) as \(part), \(order.column) as \(row) from \(source.name)"
            )
        }
        return SQLRelation(
            name: script.add(queries.joined(separator: " union all ")), columns: columns(step.outputs),
            order: [SQLRelation.Key(column: part), SQLRelation.Key(column: row)], comesInOrder: false)
    }

    mutating func join(
        _ work: JoinWork, _ step: Step, _ left: SQLRelation, _ right: SQLRelation
    ) -> SQLRelation? {
        var (left, right) = (left, right)
        settle(&left)
        settle(&right)
        // Right rows without a left one come last, where nothing of a left row's order can be missing.
        if work.join == .right || work.join == .outer { left = script.numbered(left) }
        let leftKeys = step.inputs.prefix(work.keys)
        let rightKeys = step.inputs.dropFirst(work.keys).prefix(work.keys)
        guard let leftNames = names(leftKeys, left), let rightNames = names(rightKeys, right),
            zip(leftKeys, rightKeys).allSatisfy({ plan[$0].type == plan[$1].type && plan[$0].type != .float64 })
        else { return nil }
        let carried = step.inputs.dropFirst(2 * work.keys)
        guard let fromLeft = names(carried.prefix(work.leftCarried), left),
            let fromRight = names(carried.dropFirst(work.leftCarried), right)
        else { return nil }
        let values =
            fromLeft.map { "l.\($0)" } + fromRight.map { "r.\($0)" }
            + work.coalesced.map { "coalesce(l.\(leftNames[$0]), r.\(rightNames[$0]))" }
        guard values.count == step.outputs.count else { return nil }
        var made = zip(values, step.outputs).map { "\($0) as \(SQLScript.column($1))" }
        let isHalf = work.join == .semi || work.join == .anti
        var order: [SQLRelation.Key] = []
        for (side, keys) in [("l", left.order), ("r", isHalf ? [] : right.order)] {
            for key in keys {
                var new = key
                new.column = script.orderColumn()
                if side == "r" || work.join == .right || work.join == .outer { new.isComplete = false }
                made.append("\(side).\(key.column) as \(new.column)")
                order.append(new)
            }
        }
        let condition = zip(leftNames, rightNames).map { "l.\($0) = r.\($1)" }.joined(separator: " and ")
        let columns = made.joined(separator: ", ")
        let query: String
        if isHalf {
            query =
                "select \(columns) from \(left.name) l where "
                + half(work.join, leftNames, rightNames, right.name, condition)
        } else {
            let kind = work.join == .outer ? "full" : work.join.rawValue
            query = "select \(columns) from \(left.name) l \(kind) join \(right.name) r on \(condition)"
        }
        return SQLRelation(
            name: script.add(query), columns: self.columns(step.outputs), order: order, comesInOrder: false)
    }

    /// The condition for a row that has, or has not, one on the right. SQLite would look through all of those for each row, unless they are
    /// a list.
    private func half(
        _ join: LinkDeclaration.Join, _ left: [String], _ right: [String], _ name: String, _ condition: String
    ) -> String {
        guard dialect == .sqlite else {
            return "\(join == .semi ? "" : "not ")exists (select 1 from \(name) r where \(condition))"
        }
        let keys = left.map { "l.\($0)" }.joined(separator: ", ")
        let known = right.map { "\($0) is not null" }.joined(separator: " and ")
        let test = "(\(keys)) in (select \(right.joined(separator: ", ")) from \(name) where \(known))"
        // Where a key is null it is neither true nor false.
        return join == .semi ? test : "(\(test)) is not true"
    }

    // MARK: Columns

    func columns(_ slots: [SlotID]) -> [SlotID: SQLExpression] {
        Dictionary(uniqueKeysWithValues: slots.map { ($0, column($0)) })
    }

    private func names(_ slots: some Sequence<SlotID>, _ source: SQLRelation) -> [String]? {
        var names: [String] = []
        for slot in slots {
            guard let column = source.columns[slot] else { return nil }
            names.append(column.text)
        }
        return names
    }

    /// Columns under the names of other slots.
    private func carried(_ slots: some Sequence<SlotID>, as outputs: [SlotID], _ source: SQLRelation) -> [String]? {
        names(slots, source).map { zip($0, outputs).map { "\($0) as \(SQLScript.column($1))" } }
    }

    func expression(
        _ expression: Expression, _ slots: some Sequence<SlotID>, _ source: SQLRelation
    ) -> SQLExpression? {
        var columns: [SQLExpression] = []
        for slot in slots {
            guard let column = source.columns[slot] else { return nil }
            columns.append(column)
        }
        return SQLExpression(expression, columns, dialect)
    }
}
