extension ExecutionPlan {
    /// What a step does, in one line of words: its source, its group with inputs and options, its keys, its columns.
    package func details(of step: Step) -> String {
        switch step.work {
        case .read(let work): describe(work, step)
        case .compute(let call): describe(call, step)
        case .pick(let suffix): "column ~\(suffix) of \(names(step.inputs))"
        case .rowNumber: "row number"
        case .order(let work): describe(work, step)
        case .filter(let predicate): "where \(predicate.text); \(step.outputs.count.counted("column"))"
        case .groupBy(let keys, let aggregates): describe(keys, aggregates, step)
        case .select(let work): describe(work, step)
        case .append(let parts, let distinct):
            "\(parts) parts\(distinct ? ", distinct" : ""); \(step.outputs.count.counted("column"))"
        case .command(let work): describe(work, step)
        case .query(let work): describe(work, step)
        case .join(let work): describe(work, step)
        case .transform(let from): "from \(from); \(step.inputs.count.counted("column"))"
        case .check(let work): "\(work.description)\(work.severity == .warn ? " (warns)" : "")"
        case .write(let output): describe(outputs[output])
        }
    }

    /// The group's name for a feature, or the kind of work: `aggregated`, `read`, `filter`.
    package func groupName(of step: Step) -> String {
        switch step.work {
        case .read: "read"
        case .compute(let call): call.group
        case .pick: "pick"
        case .rowNumber: "row_number"
        case .order: "order"
        case .filter: "filter"
        case .groupBy: "group_by"
        case .select: "select"
        case .append(_, let distinct): distinct ? "union" : "append"
        case .command: "command"
        case .query: "sql"
        case .join(let work): work.join.rawValue
        case .transform: "transform"
        case .check: "check"
        case .write: "write"
        }
    }

    /// The dataset that a step fills; nil for steps that fill none.
    package func dataset(of step: Step) -> DatasetID? { step.outputs.first.map { self[$0].dataset } }

    /// What the rows are that a step looks at: the name of their dataset, and if they come right from a source, where that is and which of
    /// its rows it lets through: `flights (csv flights.csv, where distance >= 500)`. Nil for a step that reads no slot.
    package func place(ofRowsOf step: Step) -> String? {
        guard let dataset = step.inputs.first.map({ self[self[$0].dataset] }) else { return nil }
        guard case .read(let work) = self[dataset.creator].work else { return dataset.name }
        let predicate = work.predicate.map { ", where \($0.text)" } ?? ""
        return "\(dataset.name) (\(work.source.origin.value)\(predicate))"
    }

    private func names(_ slots: some Sequence<SlotID>) -> String { slots.map { self[$0].name }.joined(separator: ", ") }

    private func describe(_ work: ReadWork, _ step: Step) -> String {
        var text = "\(work.source.origin.value); \(step.outputs.count.counted("column")): \(names(step.outputs))"
        if let predicate = work.predicate { text += "; where \(predicate.text)" }
        return text
    }

    private func describe(_ call: FeatureCall, _ step: Step) -> String {
        var text = "\(call.group)(\(names(step.inputs)))"
        for (key, value) in call.options.sorted(by: { $0.key < $1.key }) { text += " \(key)=\(value)" }
        return text
    }

    private func describe(_ work: OrderWork, _ step: Step) -> String {
        let keys = step.inputs.dropFirst(work.partitions).map { (work.descending ? "-" : "") + self[$0].name }
        let partitions = step.inputs.prefix(work.partitions)
        var parts: [String] = []
        if !keys.isEmpty { parts.append("along \(keys.joined(separator: ", "))") }
        if !partitions.isEmpty { parts.append("within \(names(partitions))") }
        return "the rows \(parts.joined(separator: " ")), sorted once for all who look at them so"
    }

    private func describe(_ keys: Int, _ aggregates: [AggregateCall], _ step: Step) -> String {
        "by \(names(step.inputs.prefix(keys))): \(names(step.outputs.dropFirst(keys)))"
    }

    private func describe(_ work: SelectWork, _ step: Step) -> String {
        var parts: [String] = []
        let references = work.predicate?.references.count ?? 0
        if let predicate = work.predicate { parts.append("where \(predicate.text)") }
        if work.distinct { parts.append("distinct") }
        if !work.descending.isEmpty {
            let keys = zip(step.inputs[references...], work.descending).map { ($1 ? "-" : "") + self[$0].name }
            parts.append("sort by \(keys.joined(separator: ", "))")
        }
        if let limit = work.limit { parts.append("limit \(limit)") }
        if parts.isEmpty { parts.append("all rows") }
        return parts.joined(separator: ", ") + "; " + step.outputs.count.counted("column")
    }

    private func describe(_ work: CommandWork, _ step: Step) -> String {
        let inputs = work.inputs.isEmpty ? "rows only" : work.inputs.joined(separator: ", ")
        return "\(work.commandLine): \(inputs) → \(names(step.outputs))\(work.keepsRows ? ", same rows" : "")"
    }

    private func describe(_ work: QueryWork, _ step: Step) -> String {
        let tables = work.tables.map { "\($0.name) (\($0.columns.joined(separator: ", ")))" }.joined(separator: ", ")
        let text = work.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return "\(text); over \(tables.isEmpty ? "nothing" : tables) → \(names(step.outputs))"
    }

    private func describe(_ work: JoinWork, _ step: Step) -> String {
        let keys = (0..<work.keys).map { key in
            let (left, right) = (self[step.inputs[key]].name, self[step.inputs[work.keys + key]].name)
            return left == right ? left : "\(left) = \(right)"
        }
        var text = "\(work.join.rawValue) on \(keys.joined(separator: ", "))"
        if let asOf = work.asOf {
            text += keys.isEmpty ? "" : ", "
            text += asOf.time.left == asOf.time.right ? asOf.time.left : "\(asOf.time.left) = \(asOf.time.right)"
            text += " \(asOf.direction.rawValue)"
            if let tolerance = asOf.tolerance { text += " within \(tolerance)" }
        }
        return text + "; \(step.outputs.count.counted("column"))"
    }

    private func describe(_ output: OutputPlan) -> String {
        let columns = output.columns.joined(separator: ", ")
        return output.target.map { "\($0): \(columns)" } ?? "preview: \(columns)"
    }
}

extension SourceDeclaration.Origin: CustomStringConvertible {
    /// The kind and the place, as the plan says them; an URI's credentials are left out.
    package var description: String {
        switch self {
        case .file(let format, _, let written): "\(format.rawValue) \(written)"
        case .sqlite(_, let written, let relation): "sqlite \(written) \(relation)"
        case .duckdb(_, let written, let relation): "duckdb \(written) \(relation)"
        case .postgresql(let uri, let relation): "postgresql \(Redaction.address(uri)) \(relation)"
        case .adbc(let driver, let uri, let relation): "\(driver) \(Redaction.address(uri)) \(relation)"
        }
    }
}

extension SourceDeclaration.Relation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .table(let name): "table \(name)"
        case .query(let text): "query \(text)"
        }
    }
}

extension OutputDeclaration.Target: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(_, let written, _): written
        case .table(let target): "\(target.database) table \(target.table) (\(target.mode.rawValue))"
        }
    }
}

extension OutputDeclaration.TableTarget.Database: CustomStringConvertible {
    /// The kind and the place, without credentials.
    package var description: String {
        switch self {
        case .sqlite(_, let written): "sqlite \(written)"
        case .duckdb(_, let written): "duckdb \(written)"
        case .postgresql(let uri): "postgresql \(Redaction.address(uri))"
        }
    }
}
