/// The forms of a group, each with the keys it takes.
private enum GroupForm {
    case groupBy, resample, select, append, sql, command

    var noun: String {
        switch self {
        case .groupBy: "a group with 'group_by'"
        case .resample: "a group with 'time' and 'every'"
        case .select: "a group of some rows of another"
        case .append: "a group of several"
        case .sql: "an SQL group"
        case .command: "a command"
        }
    }

    var required: [String] {
        switch self {
        case .groupBy: ["from", "group_by", "features"]
        case .resample: ["from", "time", "every", "features"]
        case .select, .append: ["from"]
        case .sql: ["sql"]
        case .command: ["command", "from", "inputs", "outputs"]
        }
    }

    var optional: [String] {
        switch self {
        case .groupBy: ["framework"]
        case .resample: ["partition_by", "framework"]
        case .select: ["where", "distinct", "sort_by", "limit", "framework"]
        case .append: ["append", "union", "framework"]
        case .sql: ["inputs", "framework"]
        case .command: ["rows", "timeout", "env"]
        }
    }
}

extension PlanFileDecoder {
    func group(_ entry: NodeReader.Entry, names: inout RowSpaceNames) -> GroupDeclaration? {
        checkName(entry, of: "a group")
        declare(entry, in: &names)
        let subject = "group '\(entry.key)'"
        guard let fields = reader.fields(entry.value, entry.key, of: .group, subject: subject), let form = form(fields)
        else { return nil }
        fields.reportKeys(otherThan: Set(form.required + form.optional), in: form.noun)
        for key in form.required where !fields.has(key) {
            let clause = KeyTable.group.keys.first { $0.name == key }?.clause ?? ""
            reader.error("\(subject) lacks '\(key)'\(clause)", at: fields.position)
        }
        let definition =
            switch form {
            case .groupBy: groupBy(fields)
            case .resample: resample(fields)
            case .select: select(fields)
            case .append: append(fields)
            case .sql: sql(fields)
            case .command: command(fields)
            }
        let framework = fields.text("framework")
        return definition.map {
            GroupDeclaration(name: Located(entry.key, at: entry.position), definition: $0, framework: framework)
        }
    }

    /// What the keys given make of the group; they may stand in any order.
    private func form(_ fields: Fields) -> GroupForm? {
        guard fields.hasAtMostOne(of: ["command", "sql", "group_by", "every", "append", "union"]) else { return nil }
        if fields.has("command") { return .command }
        if fields.has("sql") { return .sql }
        if fields.has("group_by") { return .groupBy }
        if fields.has("every") || fields.has("time") { return .resample }
        if fields.has("append") || fields.has("union") { return .append }
        if let features = fields["features"] {
            reader.error(
                "\(fields.subject) has 'features' but no 'group_by' (or 'time' and 'every'), so they have no groups "
                    + "to be computed of",
                at: features.position)
            return nil
        }
        if let stray = fields.entries.first(where: { ["inputs", "outputs", "rows", "env", "timeout"].contains($0.key) })
        {
            reader.error(
                "\(fields.subject) has '\(stray.key)' but no 'command': the program and its arguments",
                at: stray.position)
            return nil
        }
        if fields.has("from") { return .select }
        if fields.hasUnknownKeys { return nil }
        reader.error("\(fields.subject) has no rows; give it 'from', 'sql' or 'command'", at: fields.position)
        return nil
    }

    private func from(_ fields: Fields) -> Located<String>? {
        guard let entry = fields["from"] else { return nil }
        if case .sequence = entry.value {
            reader.error(
                "'from': expected one source or group, found a list; to join several as rows, "
                    + "make a group of its own with 'append: true' or 'union: true'", at: reader.position(entry.value))
            return nil
        }
        return reader.name(entry.value, "from", expected: "the name of a source or group")
    }

    private func groupBy(_ fields: Fields) -> GroupDeclaration.Definition? {
        let from = from(fields)
        let keys = fields.names("group_by", of: "features", orOne: true)
        let aggregates = aggregates(fields)
        guard let from, let keys, let aggregates else { return nil }
        return .groupBy(from: from, keys: keys, aggregates: aggregates)
    }

    private func resample(_ fields: Fields) -> GroupDeclaration.Definition? {
        let from = from(fields)
        let time = fields.name("time", expected: "a column")
        let every = fields.duration("every")
        let partition = fields.names("partition_by", of: "columns", orOne: true)
        let aggregates = aggregates(fields)
        guard let from, let time, let every, let aggregates else { return nil }
        return .resample(from: from, time: time, every: every, partitionBy: partition ?? [], aggregates: aggregates)
    }

    private func select(_ fields: Fields) -> GroupDeclaration.Definition? {
        let from = from(fields)
        let predicate = fields.text("where", expected: "an expression")
        let isDistinct = fields.flag("distinct") ?? false
        let order = sortKeys(fields, "sort_by")
        let limit = fields.integer("limit", atLeast: 0)
        return from.map { .select(from: $0, where: predicate, distinct: isDistinct, sortBy: order, limit: limit) }
    }

    private func append(_ fields: Fields) -> GroupDeclaration.Definition? {
        let key = fields.has("union") ? "union" : "append"
        if let flag = fields.flag(key), !flag {
            reader.error("'\(key)' can only be true; leave it out otherwise", at: fields[key]?.position)
        }
        guard let entry = fields["from"],
            let elements = reader.elements(entry.value, "from", of: "sources and groups")
        else { return nil }
        let from = elements.compactMap { reader.name($0, "from", expected: "the name of a source or group") }
        if elements.count < 2 {
            reader.error(
                "'from': expected two or more sources and groups with '\(key)', found \(elements.count)",
                at: reader.position(entry.value))
        }
        return .append(from: from, distinct: key == "union")
    }

    private func sql(_ fields: Fields) -> GroupDeclaration.Definition? {
        let inputs = fields.names("inputs", of: "sources and groups")
        guard let entry = fields["sql"], let text = reader.text(entry.value, "sql", expected: "an SQL query") else {
            return nil
        }
        return .sql(SQLDeclaration(text: text, places: reader.places(of: text, in: entry.value), inputs: inputs))
    }

    private func command(_ fields: Fields) -> GroupDeclaration.Definition? {
        let from = from(fields)
        let arguments = fields["command"].flatMap {
            reader.texts($0.value, "command", of: "a program and its arguments")
        }
        if let arguments, arguments.first?.isEmpty ?? true {
            reader.error(
                "'command' names no program; write it as [program, argument, …]", at: fields["command"]?.position)
        }
        let inputs = fields.names("inputs", of: "features")
        let outputs = commandOutputs(fields)
        if let outputs, outputs.isEmpty {
            reader.error("'outputs' is empty; name the columns that the command gives", at: fields["outputs"]?.position)
        }
        let timeout = fields.duration("timeout")
        let environment = environment(fields)
        let sameRows = fields.choice("rows", of: RowCorrespondence.self) != nil
        guard let from, let arguments, let inputs, let outputs else { return nil }
        return .command(
            CommandDeclaration(
                from: from, arguments: arguments, inputs: inputs, outputs: outputs, keepsRows: sameRows,
                timeout: timeout?.value, environment: environment))
    }

    /// Names, or names with types.
    private func commandOutputs(_ fields: Fields) -> [CommandDeclaration.Output]? {
        guard let entry = fields["outputs"] else { return nil }
        guard case .mapping = entry.value else {
            return fields.names("outputs", of: "columns")?.map { CommandDeclaration.Output(name: $0) }
        }
        return reader.dictionary(entry.value, "outputs", expected: "a mapping of columns to types")?.map { column in
            CommandDeclaration.Output(
                name: Located(column.key, at: column.position), type: reader.type(column.value, ofColumn: column.key))
        }
    }

    private enum RowCorrespondence: String, CaseIterable { case same }

    private func environment(_ fields: Fields) -> [String: String] {
        guard let entry = fields["env"],
            let entries = reader.dictionary(entry.value, "env", expected: "a mapping of variables to texts")
        else { return [:] }
        var environment: [String: String] = [:]
        for variable in entries {
            if variable.key.isEmpty || variable.key.contains("=") {
                reader.error("'\(variable.key)' cannot be the name of an environment variable", at: variable.position)
            }
            guard case .scalar(let scalar) = variable.value else {
                reader.mismatch(variable.key, expected: "text", found: variable.value)
                continue
            }
            // Plain null is the empty text here, as in a shell.
            guard let value = reader.resolve(scalar) else { continue }
            environment[variable.key] = value.isTyped && CoreSchema.isNull(value.text) ? "" : value.text
        }
        return environment
    }

    // MARK: Aggregates

    private func aggregates(_ fields: Fields) -> [GroupDeclaration.Aggregate]? {
        guard let names = fields.names("features", of: "'column__operation' or 'count'", orOne: true) else {
            return nil
        }
        if names.isEmpty {
            reader.error("'features' is empty; name what to compute, such as 'count'", at: fields["features"]?.position)
        }
        return names.compactMap(aggregate)
    }

    private func aggregate(_ name: Located<String>) -> GroupDeclaration.Aggregate? {
        if name.value == "count" { return GroupDeclaration.Aggregate(name: name, column: nil, operation: "count") }
        guard let split = AggregateName(name.value) else {
            reader.error("expected 'column__operation' or 'count', found '\(name.value)'", at: name.position)
            return nil
        }
        guard AggregateName.isOperation(split.operation) else {
            let hint = reader.hint(split.operation, among: AggregateName.operations)
            let known = "; known are " + AggregateName.operations.joined(separator: ", ") + " and p0 to p100"
            reader.error(
                "unknown operation '\(split.operation)' in '\(name.value)'\(hint.isEmpty ? known : hint)",
                at: name.position)
            return nil
        }
        return GroupDeclaration.Aggregate(name: name, column: split.column, operation: split.operation)
    }
}

/// `column__operation`: the last `__` outside backticks parts them.
private struct AggregateName {
    let column: String
    let operation: String

    init?(_ text: String) {
        var isQuoted = false
        var previous: Character?
        var split: String.Index?
        for index in text.indices {
            let character = text[index]
            if character == "`" { isQuoted.toggle() }
            if character == "_" && previous == "_" && !isQuoted { split = index }
            previous = character
        }
        guard let split else { return nil }
        column = String(text[..<text.index(before: split)])
        operation = String(text[text.index(after: split)...])
        if column.isEmpty || operation.isEmpty { return nil }
    }

    static let operations = [
        "sum", "min", "max", "avg", "mean", "count", "std", "var", "median", "first", "last", "mode", "nunique",
    ]

    /// One of `operations`, or the percentile `p0` to `p100`.
    static func isOperation(_ name: String) -> Bool {
        if operations.contains(name) { return true }
        guard name.first == "p", let percent = Int(name.dropFirst()), name.utf8.count <= 4 else { return false }
        return (0...100).contains(percent) && !name.contains("+") && !name.contains("-")
    }
}
