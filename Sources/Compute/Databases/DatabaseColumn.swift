import ADBC
import Columnar
import Plan

/// A column of a database source: how a query takes it, and what becomes of what comes.
struct DatabaseColumn {
    let name: String
    /// Inside the run; nil: a type that features cannot have.
    let type: DataType?
    /// As the query's select list has it.
    let selection: String
    /// Whether the database compares and orders its values as this program does: nothing is parsed or cast on the way.
    let isNative: Bool
    /// Set for SQLite, whose columns may hold values of any type.
    let values: SQLiteValues?

    init(_ name: String, _ type: DataType?, selection: String, isNative: Bool, values: SQLiteValues? = nil) {
        self.name = name
        self.type = type
        self.selection = selection
        self.isNative = isNative
        self.values = values
    }
}

extension DatabaseColumn {
    /// The columns of a relation, as the database types them, with the types that the plan declares.
    static func all(
        of relation: DatabaseRelation, _ declared: [String: DataType], _ connection: Connection
    ) throws(DatabaseError) -> [DatabaseColumn] {
        if connection.dialect == .sqlite { return try SQLiteColumns.all(of: relation, declared, connection) }
        let schema = try connection.schema(ofQuery: "select * from \(relation.sql)")
        let numerics =
            connection.dialect == .postgresql
            ? try PostgreSQLNumerics.types(of: relation, schema.names, connection) : [:]
        var columns: [DatabaseColumn] = []
        for field in schema.fields {
            let found = numerics[field.name] ?? DataType(field.type)
            let type = declared[field.name] ?? found
            columns.append(
                DatabaseColumn(
                    field.name, found == nil ? nil : type, selection: try connection.dialect.identifier(field.name),
                    isNative: numerics[field.name] == nil && type == found))
        }
        return columns
    }
}

/// PostgreSQL's `numeric` comes as text, for Arrow's decimals have fewer digits.
enum PostgreSQLNumerics {
    /// The types of the columns that are `numeric`: decimal where the table says of how many digits, else float64.
    static func types(
        of relation: DatabaseRelation, _ names: [String], _ connection: Connection
    ) throws(DatabaseError) -> [String: DataType] {
        guard !names.isEmpty else { return [:] }
        if relation.isTable {
            let found = try connection.query(
                """
                select a.attname::text as name, a.atttypmod::int8 as modifier from pg_catalog.pg_attribute a
                where a.attrelid = cast($1::text as regclass) and a.attnum > 0 and not a.attisdropped
                and a.atttypid = 'pg_catalog.numeric'::regtype
                """, [.string(relation.sql)])
            return try Dictionary(
                rows(of: found).map { ($0.name, type(modifier: $0.modifier)) }, uniquingKeysWith: { first, _ in first })
        }
        var asked: [String] = []
        for (index, name) in names.enumerated() {
            asked.append("pg_catalog.pg_typeof(q.\(try connection.dialect.identifier(name)))::text as c\(index)")
        }
        // One row also where the query has none.
        let found = try connection.query(
            "select \(asked.joined(separator: ", ")) from (select 1) as one left join \(relation.sql) on false")
        var types: [String: DataType] = [:]
        for (name, column) in zip(names, found.columns) where (try? column.scalar(at: 0)) == .string("numeric") {
            types[name] = .float64
        }
        return types
    }

    private static func rows(of table: Table) throws(DatabaseError) -> [(name: String, modifier: Int)] {
        var rows: [(name: String, modifier: Int)] = []
        for row in 0..<table.rowCount {
            guard let name = table.text(row, 0), case .int64(let modifier)? = try? table.columns[1].scalar(at: row)
            else { throw DatabaseError(.failed, "PostgreSQL does not tell the types of the columns") }
            rows.append((name, Int(modifier)))
        }
        return rows
    }

    /// Of a column declared `numeric(precision, scale)`, which PostgreSQL packs into one number, 4 more than needed.
    private static func type(modifier: Int) -> DataType {
        let (precision, scale) = ((modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF)
        return modifier > 4 && precision <= 38 && scale <= precision
            ? .decimal(precision: precision, scale: scale) : .float64
    }
}
