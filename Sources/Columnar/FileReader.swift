internal import CArrow

/// Table files of one schema: a file, or all files that match a glob, in the order of their names. Reading keeps the
/// order of files and rows, may decode on several of Arrow's threads, and gives columns of few types: integers of 32 or
/// 64 bits, floats, bool, string, binary, decimal, date, and timestamps in UTC microseconds.
///
/// Everything blocks, so call it on a thread of your own.
package struct FileReader: Sendable {
    package let format: FileFormat
    package let paths: [String]
    /// Types the user asked for; of other formats than CSV and JSON the values are cast after reading.
    package let types: [String: ColumnType]
    /// The columns and their types. A column of a type that is not handled (a list, say) is `.other`, and reading it
    /// throws.
    package let schema: Schema

    /// Finds the files and their columns: Parquet and Arrow from their metadata, CSV and JSON from each file's first
    /// MiB, many files on several threads, and none again that is as it was. Throws `.notFound` where there is no file, and `.data` where the files' columns differ.
    package init(_ format: FileFormat, pattern: String, types: [String: ColumnType] = [:]) throws(ColumnarError) {
        self.format = format
        self.types = types
        paths = try FilePattern.files(pattern)
        schema = try FileReader.schema(format, paths, types)
        if let unknown = types.keys.sorted().first(where: { schema[$0] == nil }) {
            throw ColumnarError(
                .notFound,
                "`types:` names a column that the file does not have; it has "
                    + schema.names.joined(separator: ", "), .init(file: paths.first, column: unknown))
        }
    }

    /// The rows that pass all filters, with these columns in this order (nil: all). A filter may name a column that is
    /// not read. Parquet files skip what cannot match.
    package func read(columns: [String]? = nil, filters: [PushedFilter] = []) throws(ColumnarError) -> Table {
        let wanted = columns ?? schema.names
        try check(wanted, filters.map(\.column))
        let pushed = filters.filter(canPush)
        let later = filters.filter { !canPush($0) }
        let besides = later.map(\.column).filter { !wanted.contains($0) }
        var table = try readFiles(wanted + Array(Set(besides)).sorted(), pushed)
        for (name, type) in types where table[name] != nil && table[name]?.type != type {
            do throws(ColumnarError) {
                table = try table.setting(name, table.column(name).cast(to: type))
            } catch {
                throw ColumnarError(.data, error.message, .init(file: paths.first, column: name))
            }
        }
        guard !later.isEmpty else { return table }
        let mask = try later.mask(of: table)
        return try FileReader.filter(besides.isEmpty ? table : table.selecting(wanted), mask)
    }

    /// All rows of some columns of one CSV file, at least of one, as they are asked for: beside a few blocks that are read ahead nothing
    /// is held. What has failed fails again in the same way.
    ///
    /// - Parameter names: what the columns are called.
    package func stream(columns: [String], named names: [String]) throws(ColumnarError) -> BatchReader {
        guard case .csv(let csv) = format, let path = paths.first, paths.count == 1 else {
            throw ColumnarError(.unsupported, "rows come as a stream from one CSV file", .init(file: paths.first))
        }
        try check(columns, [])
        var error = CArrowError()
        let reader = csv.withCFormat(schema.fields) { format in
            withCNames(columns) { columns in
                withCNames(names) { carrow_csv_open(path, format, columns, $0, &error) }
            }
        }
        guard let reader else { throw ColumnarError(taking: &error) }
        return try BatchReader(taking: reader)
    }

    private func check(_ wanted: [String], _ filtered: [String]) throws(ColumnarError) {
        for name in wanted + filtered where schema[name] == nil {
            throw ColumnarError(.notFound, "the file has no such column", .init(file: paths.first, column: name))
        }
        for name in wanted {
            if case .other(let type)? = schema[name] {
                throw ColumnarError(
                    .unsupported,
                    "values of the type \(type) are not handled; name the columns to read under `columns:` and leave "
                        + "this one out", .init(file: paths.first, column: name))
            }
        }
    }

    /// Whether the reader itself can filter: there the filter and the file have the same idea of the column's type.
    private func canPush(_ filter: PushedFilter) -> Bool {
        switch format {
        case .csv: true
        case .parquet: types[filter.column] == nil
        case .arrow, .jsonLines: false
        }
    }

    /// Lets go of each column as soon as its rows are picked out.
    private static func filter(_ table: consuming Table, _ mask: Column) throws(ColumnarError) -> Table {
        let names = table.names
        let kept = try mask.filter(mask).count
        var columns = table.columns
        table = try Table([])
        for index in columns.indices { columns[index] = try columns[index].filter(mask) }
        return try Table(names: names, columns: columns, rowCount: kept)
    }

    private func readFiles(_ columns: [String], _ filters: [PushedFilter]) throws(ColumnarError) -> Table {
        if format == .parquet {
            let table = try PushedFilter.withCFilters(filters) { cFilters, count in
                var error = CArrowError()
                let table = withCStrings(paths) { cPaths in
                    withCNames(columns) { carrow_parquet_read(cPaths, paths.count, $0, cFilters, count, &error) }
                }
                return (table: table, error: error)
            }
            return try FileReader.unwrap(table.table, table.error)
        }
        var tables: [Table] = []
        for path in paths { tables.append(try readFile(path, columns, filters)) }
        return try Table.concat(tables)
    }

    private func readFile(
        _ path: String, _ columns: [String], _ filters: [PushedFilter]
    ) throws(ColumnarError) -> Table {
        let known = schema.fields
        let read = try PushedFilter.withCFilters(filters) { cFilters, count in
            var error = CArrowError()
            let table: OpaquePointer? = withCNames(columns) { names in
                switch format {
                case .csv(let csv):
                    csv.withCFormat(known) { carrow_csv_read(path, $0, names, cFilters, count, &error) }
                case .jsonLines:
                    withCTypes(known) { carrow_json_read(path, $0, names, &error) }
                case .parquet, .arrow:
                    carrow_ipc_read(path, names, &error)
                }
            }
            return (table: table, error: error)
        }
        return try FileReader.unwrap(read.table, read.error)
    }
}

// MARK: Schemas

extension FileReader {
    /// Of this process: files are the same for all who read them.
    private static let sampled = SampledSchemas()
    /// Files that are looked at before what was found is compared.
    private static let batch = 512

    private static func schema(
        _ format: FileFormat, _ paths: [String], _ types: [String: ColumnType]
    ) throws(ColumnarError) -> Schema {
        switch format {
        case .csv, .jsonLines:
            var merged = SampledSchema()
            let form = SampledSchemas.Form(format: format, types: types)
            for start in stride(from: 0, to: paths.count, by: batch) {
                let some = paths[start..<min(start + batch, paths.count)]
                let found = sampled.schemas(of: some, as: form) { path in
                    Result { () throws(ColumnarError) in try infer(format, path, types) }
                }
                for (path, schema) in zip(some, found) { try merged.merge(schema.get(), of: path) }
            }
            return merged.schema
        case .parquet:
            var error = CArrowError()
            let table = withCStrings(paths) { carrow_parquet_schema($0, paths.count, &error) }
            return try unwrap(table, error).schema.retyped(types)
        case .arrow:
            var first: Schema?
            for path in paths {
                var error = CArrowError()
                let schema = try unwrap(carrow_ipc_schema(path, &error), error).schema
                if let first, first != schema {
                    throw ColumnarError(
                        .data, "its columns differ from those of \(paths[0]): \(schema) instead of \(first)",
                        .init(file: path))
                }
                first = schema
            }
            return (first ?? Schema([])).retyped(types)
        }
    }

    private static func infer(
        _ format: FileFormat, _ path: String, _ types: [String: ColumnType]
    ) throws(ColumnarError) -> Schema {
        let fields = types.map { Field($0.key, $0.value) }.sorted { $0.name < $1.name }
        var error = CArrowError()
        let table: OpaquePointer? =
            if case .csv(let csv) = format {
                csv.withCFormat(fields) { carrow_csv_infer(path, $0, &error) }
            } else {
                withCTypes(fields) { carrow_json_infer(path, $0, &error) }
            }
        return try unwrap(table, error).schema
    }

    fileprivate static func unwrap(_ table: OpaquePointer?, _ error: CArrowError) throws(ColumnarError) -> Table {
        var error = error
        guard let table else { throw ColumnarError(taking: &error) }
        return try Table(taking: table)
    }
}

extension Schema {
    fileprivate func retyped(_ types: [String: ColumnType]) -> Schema {
        Schema(fields.map { Field($0.name, types[$0.name] ?? $0.type) })
    }
}

/// The schema of several samples: a column that is all null in one has the type of another, and integers go with floats.
private struct SampledSchema {
    private var fields: [Field]?
    private var first = ""

    /// Columns without any value are text.
    var schema: Schema { Schema((fields ?? []).map { Field($0.name, $0.type == .null ? .string : $0.type) }) }

    mutating func merge(_ schema: Schema, of path: String) throws(ColumnarError) {
        guard let fields else {
            fields = schema.fields
            first = path
            return
        }
        guard schema.names == fields.map(\.name) else {
            throw ColumnarError(
                .data,
                "its columns differ from those of \(first): \(schema.names.joined(separator: ", ")) instead of "
                    + fields.map(\.name).joined(separator: ", "), .init(file: path))
        }
        for (index, field) in schema.fields.enumerated() {
            let type = fields[index].type
            switch (type, field.type) {
            case (let a, let b) where a == b: continue
            case (_, .null), (.float64, .int64): continue
            case (.null, _), (.int64, .float64): self.fields?[index].type = field.type
            default:
                throw ColumnarError(
                    .data,
                    "its values are of the type \(field.type), those of \(first) of the type \(type); set the "
                        + "column's type under `types:`", .init(file: path, column: field.name))
            }
        }
    }
}

// MARK: The C border

/// Calls `body` with the names as C strings that live as long as the call.
private func withCNames<Result>(_ names: [String], _ body: (CArrowNames) -> Result) -> Result {
    withCStrings(names) { body(CArrowNames(names: $0, count: names.count)) }
}

private func withCTypes<Result>(_ fields: [Field], _ body: (CArrowTypedNames) -> Result) -> Result {
    // Types that cannot be made in C stay out: they are of columns that are not read.
    let fields = fields.filter { if case .other = $0.type { false } else { true } }
    return withCStrings(fields.map(\.name)) { names in
        let types = fields.map { $0.type.withCType { type in type.pointee } }  // without text: checked below
        var zoned = types
        var zone: [CChar] = Array("UTC".utf8CString)
        return zone.withUnsafeMutableBufferPointer { zone in
            for (index, field) in fields.enumerated() {
                zoned[index].text = field.type == .utcTimestamp ? zone.baseAddress : nil
            }
            return zoned.withUnsafeBufferPointer {
                body(CArrowTypedNames(names: names, types: $0.baseAddress, count: fields.count))
            }
        }
    }
}

extension CSVFormat {
    fileprivate func withCFormat<Result>(
        _ types: [Field], _ body: (UnsafePointer<CArrowCsvFormat>) -> Result
    ) -> Result {
        withCTypes(types) { types in
            withCNames(names ?? []) { header in
                withCNames(nullValues) { nullValues in
                    encoding.withCString { encoding in
                        var format = CArrowCsvFormat(
                            delimiter: CChar(bitPattern: delimiter), quote: CChar(bitPattern: quote ?? 0),
                            header: header, null_values: nullValues, encoding: encoding, types: types)
                        return body(&format)
                    }
                }
            }
        }
    }
}
