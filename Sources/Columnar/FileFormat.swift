/// A kind of table file, as read.
package enum FileFormat: Sendable, Hashable {
    case csv(CSVFormat)
    case jsonLines
    case parquet
    /// Arrow IPC, file or stream.
    case arrow
}

/// What a CSV file looks like. Fields are not trimmed; a doubled quote in a quoted field stands for one.
package struct CSVFormat: Sendable, Hashable {
    package var delimiter: UInt8
    /// nil: quotes have no meaning.
    package var quote: UInt8?
    /// Names of the columns of a file that has no header line.
    package var names: [String]?
    /// Fields that are null. A quoted field is text and never null.
    package var nullValues: [String]
    /// As iconv names it.
    package var encoding: String

    package init(
        delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), names: [String]? = nil,
        nullValues: [String] = [""], encoding: String = "utf-8"
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.names = names
        self.nullValues = nullValues
        self.encoding = encoding
    }
}
