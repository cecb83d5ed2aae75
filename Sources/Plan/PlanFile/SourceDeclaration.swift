/// One entry of `sources:`.
package struct SourceDeclaration: Sendable, Codable {
    package enum FileFormat: String, Sendable, Hashable, CaseIterable, Codable { case csv, json, parquet, arrow }

    package enum Relation: Sendable, Hashable, Codable {
        case table(String)
        case query(String)
    }

    package enum Origin: Sendable, Hashable, Codable {
        /// `path` is absolute and may be a glob; `written` is what the plan says.
        case file(FileFormat, path: String, written: String)
        /// SQLite or DuckDB; `path` is absolute.
        case sqlite(path: String, written: String, Relation)
        case duckdb(path: String, written: String, Relation)
        case postgresql(uri: String, Relation)
        case adbc(driver: String, uri: String, Relation)
    }

    /// How a CSV file is written; the defaults are RFC 4180's.
    package struct CSVDialect: Sendable, Hashable {
        package var delimiter: Character = ","
        package var quote: Character = "\""
        /// The names of the columns where the file has no header.
        package var columnNames: [String]?
        /// Fields that mean null; a quoted field never does.
        package var nullValues: [String] = [""]
        package var encoding = "utf-8"
        package init() {}
    }

    package var name: Located<String>
    package var origin: Located<Origin>
    package var csv: CSVDialect
    /// Declared column types, by column.
    package var types: [String: Located<DataType>]
    /// Only these columns exist for the plan; nil: all.
    package var columns: [Located<String>]?
    package var framework: Located<String>?
    /// Order of a database source's rows.
    package var orderBy: [SortKey]

    package init(
        name: Located<String>, origin: Located<Origin>, csv: CSVDialect = CSVDialect(),
        types: [String: Located<DataType>] = [:], columns: [Located<String>]? = nil,
        framework: Located<String>? = nil, orderBy: [SortKey] = []
    ) {
        self.name = name
        self.origin = origin
        self.csv = csv
        self.types = types
        self.columns = columns
        self.framework = framework
        self.orderBy = orderBy
    }
}

/// A feature to sort by.
package struct SortKey: Sendable, Codable {
    package var feature: Located<String>
    package var descending: Bool
    package init(feature: Located<String>, descending: Bool) {
        self.feature = feature
        self.descending = descending
    }
}

/// A `Character` is coded as a text of one.
extension SourceDeclaration.CSVDialect: Codable {
    private enum CodingKeys: CodingKey { case delimiter, quote, columnNames, nullValues, encoding }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func character(_ key: CodingKeys) throws -> Character {
            let text = try values.decode(String.self, forKey: key)
            guard let first = text.first, text.count == 1 else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "not one character")
            }
            return first
        }
        self.init()
        delimiter = try character(.delimiter)
        quote = try character(.quote)
        columnNames = try values.decodeIfPresent([String].self, forKey: .columnNames)
        nullValues = try values.decode([String].self, forKey: .nullValues)
        encoding = try values.decode(String.self, forKey: .encoding)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(String(delimiter), forKey: .delimiter)
        try values.encode(String(quote), forKey: .quote)
        try values.encodeIfPresent(columnNames, forKey: .columnNames)
        try values.encode(nullValues, forKey: .nullValues)
        try values.encode(encoding, forKey: .encoding)
    }
}
