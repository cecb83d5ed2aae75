internal import CArrow

/// A kind of table file, as written.
package enum OutputFormat: Sendable, Hashable {
    case csv
    case jsonLines
    case parquet(Compression = .zstd)
    case arrow

    package enum Compression: Sendable, Hashable {
        case none, snappy, zstd
    }

    /// By the end of a file's name: `csv`, `jsonl`, `parquet`, `arrow`.
    package init?(pathExtension: String) {
        switch pathExtension.lowercased() {
        case "csv": self = .csv
        case "jsonl": self = .jsonLines
        case "parquet": self = .parquet()
        case "arrow": self = .arrow
        default: return nil
        }
    }
}

extension Table {
    /// Writes a file at exactly this path, over whatever is there; a failure leaves a part of it behind. Blocks.
    ///
    /// Text: RFC 3339 timestamps in UTC with a fraction only where there is one, ISO dates, `true` and `false`, and floats
    /// as the shortest text that reads back the same. CSV: a header, commas, quotes only where needed; null is the empty
    /// field, an empty string `""`. JSON: null is written; NaN and infinity throw.
    package func write(to path: String, _ format: OutputFormat) throws(ColumnarError) {
        try withCTable { table throws(ColumnarError) in
            try ColumnarError.check { error in
                switch format {
                case .csv: carrow_csv_write(table, path, error)
                case .jsonLines: carrow_json_write(table, path, error)
                case .parquet(let compression): carrow_parquet_write(table, path, compression.cForm, error)
                case .arrow: carrow_ipc_write(table, path, error)
                }
            }
        }
    }

    /// Reads an Arrow IPC stream from a file descriptor until the stream's end, and normalises the columns. Blocks; does
    /// not close the descriptor. What it reads is checked, so that broken bytes throw.
    package init(readingStream fd: Int32) throws(ColumnarError) {
        try self.init(taking: try ColumnarError.make { carrow_ipc_read_stream(fd, $0) })
    }

    /// Writes an Arrow IPC stream to a file descriptor. Blocks; does not close the descriptor.
    package func writeStream(to fd: Int32) throws(ColumnarError) {
        try withCTable { table throws(ColumnarError) in
            try ColumnarError.check { carrow_ipc_write_stream(table, fd, $0) }
        }
    }

    /// With columns of the few types that `FileReader` gives. Throws `.unsupported` where a column has none of them, and
    /// `.overflow` where an unsigned integer does not fit into int64.
    package func normalised() throws(ColumnarError) -> Table {
        try withCTable { table throws(ColumnarError) in
            try Table(taking: try ColumnarError.make { carrow_table_normalised(table, true, $0) })
        }
    }
}

extension OutputFormat.Compression {
    fileprivate var cForm: CArrowCompression {
        switch self {
        case .none: CARROW_UNCOMPRESSED
        case .snappy: CARROW_SNAPPY
        case .zstd: CARROW_ZSTD
        }
    }
}
