/// A relation of a database as it was found, without the connection that found it.
struct DatabaseTable {
    let relation: DatabaseRelation
    let columns: [DatabaseColumn]
    /// Of columns of one name the first.
    let columnsByName: [String: DatabaseColumn]
    /// See `DatabaseReader.hasRowNumbers`.
    let hasRowNumbers: Bool

    /// Blocks.
    init(_ reader: DatabaseReader) {
        relation = reader.relation
        columns = reader.columns
        columnsByName = reader.columnsByName
        hasRowNumbers = reader.hasRowNumbers
    }
}
