package import Columnar
package import Plan

extension FileReader {
    /// The reader of a file source, which finds its files and looks into them. Blocks. Not for
    /// databases.
    package init(_ source: SourceDeclaration) throws(ComputeError) {
        guard case .file(let kind, let path, let written) = source.origin.value else {
            throw ComputeError(.internal, "'\(source.name.value)' is read from a database, not from files")
        }
        let format = try FileFormat(kind, source.csv)
        do {
            try self.init(format, pattern: path, types: source.types.mapValues { $0.value.columnType })
        } catch {
            throw ComputeError(error).naming(path, as: written)
        }
    }
}

extension FileFormat {
    init(_ kind: SourceDeclaration.FileFormat, _ dialect: SourceDeclaration.CSVDialect) throws(ComputeError) {
        switch kind {
        case .csv: self = .csv(try CSVFormat(dialect))
        case .json: self = .jsonLines
        case .parquet: self = .parquet
        case .arrow: self = .arrow
        }
    }
}

extension CSVFormat {
    fileprivate init(_ dialect: SourceDeclaration.CSVDialect) throws(ComputeError) {
        guard let delimiter = dialect.delimiter.asciiValue, let quote = dialect.quote.asciiValue else {
            throw ComputeError(
                .unsupported,
                "the delimiter and the quote of a CSV file must be ASCII characters, not '\(dialect.delimiter)' and "
                    + "'\(dialect.quote)'")
        }
        self.init(
            delimiter: delimiter, quote: quote, names: dialect.columnNames, nullValues: dialect.nullValues,
            encoding: dialect.encoding)
    }
}

extension ComputeError {
    /// The same, its file named as the plan does: `written` stands for `path`, which may be a pattern.
    func naming(_ path: String, as written: String) -> ComputeError {
        guard let file, path.hasSuffix(written) else { return self }
        let folder = path.dropLast(written.count)
        var error = self
        if file.hasPrefix(folder) { error.file = String(file.dropFirst(folder.count)) }
        return error
    }
}
