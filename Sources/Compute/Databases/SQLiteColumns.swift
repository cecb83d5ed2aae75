import ADBC
import Columnar
import Plan

/// The columns of a relation in SQLite.
enum SQLiteColumns {
    /// How many rows tell the type of a column that has none.
    private static let sample = 10_000

    static func all(
        of relation: DatabaseRelation, _ declared: [String: DataType], _ connection: Connection
    ) throws(DatabaseError) -> [DatabaseColumn] {
        let found = try connection.query(
            "select name, type from pragma_table_xinfo(?) where hidden <> 1 order by cid",
            [.string(relation.catalogName ?? "")])
        var columns: [DatabaseColumn] = []
        for row in 0..<found.rowCount {
            guard let name = found.text(row, 0) else { continue }
            let identifier = try connection.dialect.identifier(name)
            let wanted = declared[name]
            let storage: SQLiteStorage =
                if let wanted {
                    SQLiteStorage(wanted)
                } else if let natural = SQLiteStorage(declared: found.text(row, 1) ?? "") {
                    natural
                } else {
                    try sampled(identifier, relation, connection)
                }
            let values = SQLiteValues(storage, declared: wanted)
            columns.append(
                DatabaseColumn(
                    name, wanted ?? storage.type, selection: values.selection(identifier),
                    isNative: (wanted ?? storage.type) == storage.type && !values.takesNumbers, values: values))
        }
        return columns
    }

    /// From the first rows: what all values have in common. Only nulls: text.
    private static func sampled(
        _ identifier: String, _ relation: DatabaseRelation, _ connection: Connection
    ) throws(DatabaseError) -> SQLiteStorage {
        let table = try connection.query(
            """
            select distinct typeof(v) as t from (select \(identifier) as v from \(relation.sql) limit \(sample))
            where v is not null
            """)
        let types = Set((0..<table.rowCount).compactMap { table.text($0, 0) })
        if types == ["integer"] { return .integer }
        if !types.isEmpty, types.isSubset(of: ["integer", "real"]) { return .real }
        return types == ["blob"] ? .blob : .text
    }

    /// Throws where a column has a value that it may not have, with the column and the value. Blocks.
    static func check(
        _ rules: [QueryWork.Rule], _ connection: Connection, _ interruption: Interruption
    ) throws(DatabaseError) {
        var rest = rules[...]
        while let relation = rest.first?.relation {
            let own = rest.prefix { $0.relation == relation }
            rest = rest.dropFirst(own.count)
            try check(Array(own), of: relation, connection, interruption)
        }
    }

    /// In one go over the relation's rows.
    private static func check(
        _ rules: [QueryWork.Rule], of relation: String, _ connection: Connection, _ interruption: Interruption
    ) throws(DatabaseError) {
        let counts = rules.enumerated().map { "count(*) filter (where \($1.misfit)) as n\($0)" }.joined(separator: ", ")
        let found = try connection.query("select \(counts) from \(relation)", interruption: interruption)
        for (index, rule) in rules.enumerated() {
            guard case .int64(let count)? = try? found.columns[index].scalar(at: 0), count > 0 else { continue }
            let first = try connection.query(
                """
                select typeof(\(rule.identifier)) as t, cast(quote(\(rule.identifier)) as text) as v
                from \(relation) where \(rule.misfit) limit 1
                """, interruption: interruption)
            throw misfit(rule, kind: first.text(0, 0) ?? "value", value: first.text(0, 1) ?? "", count: Int(count))
        }
    }

    private static func misfit(_ rule: QueryWork.Rule, kind: String, value: String, count: Int) -> DatabaseError {
        let value = value.count > 60 ? String(value.prefix(60)) + "…" : value
        let others = count > 1 ? ", and \(count - 1) more," : ""
        return DatabaseError(
            .data,
            "the \(kind) \(value)\(others) cannot be \(rule.type), for SQLite lets a column hold "
                + "values of any type; correct them, or declare another type under `types:`",
            .init(column: rule.column, value: value))
    }
}

extension Table {
    /// The text in a row of a column; nil where it is null or no text.
    func text(_ row: Int, _ column: Int) -> String? {
        if case .string(let text)? = try? columns[column].scalar(at: row) { text } else { nil }
    }
}
