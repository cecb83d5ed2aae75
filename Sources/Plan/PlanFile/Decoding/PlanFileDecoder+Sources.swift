extension PlanFileDecoder {
    func source(_ entry: NodeReader.Entry, names: inout RowSpaceNames) -> SourceDeclaration? {
        checkName(entry, of: "a source")
        declare(entry, in: &names)
        let subject = "source '\(entry.key)'"
        guard let fields = reader.fields(entry.value, entry.key, of: .source, subject: subject),
            let kind = sourceKind(fields)
        else { return nil }
        fields.reportKeys(otherThan: SourceKey.allowed(in: kind), in: SourceKey.description(of: kind))
        let columns = fields.names("columns", of: "columns")
        if let columns, columns.isEmpty {
            reader.error(
                "'columns' is empty; name the columns, or leave it out for all", at: fields["columns"]?.position)
        }
        var source = SourceDeclaration(
            name: Located(entry.key, at: entry.position),
            origin: Located(.file(.csv, path: "", written: ""), at: fields.position))
        source.types = types(fields, columns: columns)
        source.columns = columns
        source.framework = fields.text("framework")
        source.orderBy = sortKeys(fields, "order_by")
        source.csv = dialect(fields)
        guard let origin = origin(kind, fields) else { return nil }
        source.origin = origin
        return source
    }

    /// The one key that says what kind of source it is.
    private func sourceKind(_ fields: Fields) -> String? {
        let kinds = KeyTable.source.alternatives
        guard fields.hasAtMostOne(of: kinds) else { return nil }
        if let kind = fields.entries.first(where: { kinds.contains($0.key) }) { return kind.key }
        if fields.hasUnknownKeys { return nil }
        reader.error(
            "\(fields.subject) does not say where its data is; give it one of \(kinds.listed(by: "or"))",
            at: fields.position)
        return nil
    }

    private func origin(_ kind: String, _ fields: Fields) -> Located<SourceDeclaration.Origin>? {
        let expected = SourceKey.expectation(of: kind)
        let location =
            kind == "postgresql" ? fields.address(kind, expected: expected) : fields.text(kind, expected: expected)
        guard let location else {
            if SourceKey.isDatabase(kind) { _ = relation(fields) }
            return nil
        }
        if let format = SourceDeclaration.FileFormat(rawValue: kind) {
            return Located(
                .file(format, path: absolute(location.value), written: location.value), at: location.position)
        }
        let relation = relation(fields)
        let uri = fields.address("uri")
        if kind == "adbc" && !fields.has("uri") {
            reader.error(
                "\(fields.subject) lacks 'uri': what the driver '\(location.value)' connects to", at: fields.position)
        }
        guard let relation else { return nil }
        let path = location.value == ":memory:" ? location.value : absolute(location.value)
        let origin: SourceDeclaration.Origin
        switch kind {
        case "sqlite": origin = .sqlite(path: path, written: location.value, relation)
        case "duckdb": origin = .duckdb(path: path, written: location.value, relation)
        case "postgresql": origin = .postgresql(uri: location.value, relation)
        default:
            guard let uri else { return nil }
            origin = .adbc(driver: location.value, uri: uri.value, relation)
        }
        return Located(origin, at: location.position)
    }

    private func relation(_ fields: Fields) -> SourceDeclaration.Relation? {
        guard fields.hasAtMostOne(of: ["table", "query"]) else { return nil }
        if fields.has("table") { return fields.text("table").map { .table($0.value) } }
        if fields.has("query") { return fields.text("query").map { .query($0.value) } }
        reader.error("\(fields.subject) lacks 'table' or 'query': what to read of the database", at: fields.position)
        return nil
    }

    private func types(_ fields: Fields, columns: [Located<String>]?) -> [String: Located<DataType>] {
        guard let entry = fields["types"],
            let entries = reader.dictionary(entry.value, "types", expected: "a mapping of columns to types")
        else { return [:] }
        let known = columns.map { Set($0.map(\.value)) }
        var types: [String: Located<DataType>] = [:]
        for column in entries {
            if let known, !known.contains(column.key) {
                let hint = reader.hint(column.key, among: known.sorted())
                reader.error(
                    "'types' names the column '\(column.key)', which 'columns' leaves out\(hint)", at: column.position)
            }
            if let type = reader.type(column.value, ofColumn: column.key) { types[column.key] = type }
        }
        return types
    }

    private func dialect(_ fields: Fields) -> SourceDeclaration.CSVDialect {
        var dialect = SourceDeclaration.CSVDialect()
        if let character = csvCharacter(fields, "delimiter") { dialect.delimiter = character }
        if let character = csvCharacter(fields, "quote") { dialect.quote = character }
        if dialect.delimiter == dialect.quote {
            reader.error("'delimiter' and 'quote' are both '\(dialect.quote)'; they must differ", at: fields.position)
        }
        dialect.columnNames = header(fields)
        if let entry = fields["null_values"],
            let values = reader.texts(entry.value, "null_values", of: "texts", orOne: true)
        {
            dialect.nullValues = values
        }
        if let encoding = fields.text("encoding") { dialect.encoding = encoding.value.lowercased() }
        return dialect
    }

    private func csvCharacter(_ fields: Fields, _ key: String) -> Character? {
        guard let entry = fields[key], let text = reader.text(entry.value, key, expected: "one character") else {
            return nil
        }
        if text.value == "\\t" { return "\t" }
        if text.value.utf8.count == 1, let character = text.value.first, !character.isNewline { return character }
        reader.error("'\(key)': expected one ASCII character, found '\(text.value)'", at: text.position)
        return nil
    }

    private func header(_ fields: Fields) -> [String]? {
        guard let entry = fields["header"] else { return nil }
        if case .sequence = entry.value {
            let names = reader.names(entry.value, "header", of: "column names")
            if let names, names.isEmpty { reader.error("'header' is empty; name every column", at: entry.position) }
            return names?.map(\.value)
        }
        if case .scalar(let scalar) = entry.value, let value = reader.value(of: scalar), value == .bool(true) {
            return nil
        }
        reader.mismatch(
            "header", expected: "true, or a list of the column names where the file has none", found: entry.value)
        return nil
    }

    /// Columns to sort by: `a`, `-b` for descending, or `{column:, descending:}`.
    func sortKeys(_ fields: Fields, _ key: String) -> [SortKey] {
        guard let entry = fields[key],
            let elements = reader.elements(entry.value, key, of: "columns", orOne: true)
        else { return [] }
        let keys = elements.compactMap { sortKey($0, key) }
        reader.reportRepeated(keys.map(\.feature), key)
        if elements.isEmpty { reader.error("'\(key)' is empty; name a column, or leave it out", at: entry.position) }
        return keys
    }

    private func sortKey(_ node: YAMLNode, _ key: String) -> SortKey? {
        if case .mapping(let mapping) = node {
            guard let fields = reader.fields(mapping, of: .sortKey) else { return nil }
            let descending = fields.flag("descending") ?? false
            return fields.name("column", expected: "a column").map { SortKey(feature: $0, descending: descending) }
        }
        guard
            var name = reader.name(node, key, expected: "a column, '-column' for descending, or {column:, descending:}")
        else { return nil }
        let descending = name.value.hasPrefix("-")
        if descending { name.value.removeFirst() }
        if name.value.isEmpty {
            reader.error("'\(key)': expected a column after '-'", at: name.position)
            return nil
        }
        return SortKey(feature: name, descending: descending)
    }
}

/// Which keys go with which kind of source.
private enum SourceKey {
    static func isDatabase(_ kind: String) -> Bool { SourceDeclaration.FileFormat(rawValue: kind) == nil }

    static func allowed(in kind: String) -> Set<String> {
        var keys: Set<String> = [kind, "types", "columns", "framework", "order_by"]
        switch kind {
        case "csv": keys.formUnion(["delimiter", "header", "quote", "null_values", "encoding"])
        case "adbc": keys.formUnion(["uri", "table", "query"])
        default: if isDatabase(kind) { keys.formUnion(["table", "query"]) }
        }
        return keys
    }

    static func description(of kind: String) -> String {
        switch kind {
        case "csv": "a CSV source"
        case "json": "a JSON source"
        case "parquet": "a Parquet source"
        case "arrow": "an Arrow source"
        case "sqlite": "an SQLite source"
        case "duckdb": "a DuckDB source"
        case "postgresql": "a PostgreSQL source"
        default: "an ADBC source"
        }
    }

    static func expectation(of kind: String) -> String {
        switch kind {
        case "sqlite", "duckdb": "the path of a database"
        case "postgresql": "a connection URI"
        case "adbc": "the name of an ADBC driver"
        default: "a path or glob"
        }
    }
}
