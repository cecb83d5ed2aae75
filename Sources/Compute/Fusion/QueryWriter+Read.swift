import ADBC
import Columnar
import Plan

// Steps that read sources.
extension QueryWriter {
    mutating func read(_ work: ReadWork, _ step: Step) -> SQLRelation? {
        switch fusion.sources[step.id] {
        case .parquet(let reader): read(reader, work, step)
        case .rows(let reader): bring(reader, work, step)
        case .table(let table): read(table, work, step)
        case nil: nil
        }
    }

    /// Of Parquet files, whose types say all; a declared type is one that they become without loss.
    private mutating func read(_ reader: FileReader, _ work: ReadWork, _ step: Step) -> SQLRelation? {
        func value(_ name: String) -> SQLExpression? {
            guard let stored = reader.schema[name].flatMap({ DataType($0) }),
                let type = Self.widened(stored, to: work.source.types[name]?.value), dialect.name(of: type) != nil,
                let column = try? dialect.identifier(name)
            else { return nil }
            return SQLExpression(text: dialect.cast(column, to: type), type: type)
        }
        guard let paths = try? reader.paths.map({ try dialect.literal(.string($0)) }),
            let parts = parts(of: work, step, value)
        else { return nil }
        var made = parts.made
        let (file, row) = (script.orderColumn(), script.orderColumn())
        let list = "[\(paths.joined(separator: ", "))]"
        let several = paths.count > 1
        if several { made.append("list_position(\(list), filename) as \(file)") }
        made.append("file_row_number as \(row)")
        files += reader.paths
        // The bounds of a Parquet file's columns leave NaN out, and DuckDB takes them for all that is there unless it is told.
        let options = "can_have_nan = true, file_row_number = true\(several ? ", filename = true" : "")"
        let name = script.add(
            "select \(made.joined(separator: ", ")) from read_parquet(\(list), \(options))\(parts.condition)")
        return SQLRelation(
            name: name, columns: columns(step.outputs),
            order: (several ? [SQLRelation.Key(column: file)] : []) + [SQLRelation.Key(column: row)], comesInOrder: true
        )
    }

    /// Of a CSV file, whose rows are a table by then, with the types that they are read as.
    private mutating func bring(_ reader: FileReader, _ work: ReadWork, _ step: Step) -> SQLRelation? {
        let names = work.columns.indices.map { "v\($0)" }
        func value(_ name: String) -> SQLExpression? {
            guard let type = reader.schema[name].flatMap({ DataType($0) }), dialect.name(of: type) != nil,
                work.source.types[name].map({ $0.value == type }) ?? true, let index = work.columns.firstIndex(of: name)
            else { return nil }
            return SQLExpression(text: names[index], type: type)
        }
        guard let parts = parts(of: work, step, value), case .file(_, let path, _) = work.source.origin.value,
            work.columns.allSatisfy({ value($0) != nil })
        else { return nil }
        let table = add(names, from: QueryWork.File(source: work.source, path: path, columns: work.columns))
        let row = script.orderColumn()
        let made = parts.made + ["rowid as \(row)"]
        let name = script.add("select \(made.joined(separator: ", ")) from \(table)\(parts.condition)")
        return SQLRelation(
            name: name, columns: columns(step.outputs), order: [SQLRelation.Key(column: row)], comesInOrder: true)
    }

    /// The type of a file's column for the plan; nil where DuckDB may not take its values for the same.
    private static func widened(_ stored: DataType, to declared: DataType?) -> DataType? {
        switch (stored, declared) {
        case (_, nil): stored
        case (.int32, .int64), (.int32, .float64), (.decimal, .float64): declared
        default: stored == declared ? stored : nil
        }
    }

    /// Of a table, in the order of its rows, or by the keys that the plan names and then by that.
    private mutating func read(_ table: QueryTable, _ work: ReadWork, _ step: Step) -> SQLRelation? {
        let alias = alias(of: table)
        guard let relation = try? table.sql(in: alias) else { return nil }
        var rules: [QueryWork.Rule] = []
        func value(_ name: String) -> SQLExpression? {
            guard let column = table.column(name), let type = column.type, dialect.name(of: type) != nil,
                let identifier = try? dialect.identifier(name)
            else { return nil }
            if let rule = column.rule(of: relation, identifier) { rules.append(rule) }
            return SQLExpression(text: dialect.binary(column.selection, type), type: type)
        }
        guard let parts = parts(of: work, step, value) else { return nil }
        var made = parts.made
        var order: [SQLRelation.Key] = []
        for key in table.orderBy {
            guard let column = value(key.feature.value) else { return nil }
            let name = script.orderColumn()
            made.append("\(column.text) as \(name)")
            order.append(SQLRelation.Key(column: name, descending: key.descending, isComplete: false))
        }
        let row = script.orderColumn()
        made.append("\(table.row ?? "row_number() over ()") as \(row)")
        let name = script.add("select \(made.joined(separator: ", ")) from \(relation)\(parts.condition)")
        for rule in rules where !self.rules.contains(rule) { self.rules.append(rule) }
        return SQLRelation(
            name: name, columns: columns(step.outputs), order: order + [SQLRelation.Key(column: row)],
            comesInOrder: order.isEmpty && dialect == .duckdb)
    }

    /// What the query calls the database that a table lies in; nil for the server that it runs in.
    private mutating func alias(of table: QueryTable) -> String? {
        let known = databases.first { $0.origin.place == table.origin.place }
        if let known { return known.alias }
        let alias = home.takesData ? "d\(databases.count)" : nil
        databases.append(QueryWork.Database(alias: alias, origin: table.origin))
        return alias
    }

    /// The columns under the names of their slots, and the condition of the rows; nil where one has no value.
    private func parts(
        of work: ReadWork, _ step: Step, _ value: (String) -> SQLExpression?
    ) -> (made: [String], condition: String)? {
        var made: [String] = []
        for (slot, name) in zip(step.outputs, work.columns) {
            guard let value = value(name), value.type == plan[slot].type else { return nil }
            made.append("\(value.text) as \(SQLScript.column(slot))")
        }
        guard let predicate = work.predicate else { return (made, "") }
        let columns = predicate.references.compactMap { value(work.column(of: $0)) }
        guard columns.count == predicate.references.count,
            let test = SQLExpression(predicate.root, columns, dialect)
        else { return nil }
        return (made, " where \(test.text)")
    }
}

extension SourceDeclaration.Origin {
    /// The database, whatever is read of it.
    fileprivate var place: String {
        switch self {
        case .file(_, let path, _), .sqlite(let path, _, _), .duckdb(let path, _, _): path
        case .postgresql(let uri, _), .adbc(_, let uri, _): uri
        }
    }
}
