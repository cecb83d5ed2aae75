internal import CADBC
package import Columnar
internal import Plan

/// The rows of a query, as the database gives them. It keeps the statement and the connection open; on the connection's thread. Let
/// go of before its end, the query ends.
package final class ResultStream {
    private let reader: BatchReader
    private let statement: OpaquePointer
    private let interruption: Interruption
    private let redaction: Redaction

    /// Takes one reference to the statement.
    init(_ reader: BatchReader, taking statement: OpaquePointer, _ interruption: Interruption, _ redaction: Redaction) {
        self.reader = reader
        self.statement = statement
        self.interruption = interruption
        self.redaction = redaction
    }

    deinit { cadbc_statement_release(statement) }

    /// Of the few types that `Table.normalised` gives.
    package var schema: Schema { reader.schema }

    /// The next rows; nil at the end. Blocks.
    package func next() throws(DatabaseError) -> Table? {
        try interruption.running(statement) { () throws(DatabaseError) in
            try Self.redacting(redaction) { () throws(ColumnarError) in try reader.next() }
        }
    }

    /// All that is left, each batch where the database put it.
    package func table() throws(DatabaseError) -> Table {
        var batches: [Table] = []
        while let batch = try next() { batches.append(batch) }
        return try DatabaseError.columnar { () throws(ColumnarError) in
            batches.isEmpty ? try schema.emptyTable() : try Table.concat(batches)
        }
    }

    /// Begins to read a stream.
    static func reader(_ stream: CStream, _ redaction: Redaction) throws(DatabaseError) -> BatchReader {
        try redacting(redaction) { () throws(ColumnarError) in try BatchReader(importing: stream.pointer) }
    }

    private static func redacting<Result>(
        _ redaction: Redaction, _ body: () throws(ColumnarError) -> Result
    ) throws(DatabaseError) -> Result {
        do throws(DatabaseError) {
            return try DatabaseError.columnar(body)
        } catch {
            var error = error
            error.message = redaction.apply(error.message)
            throw error
        }
    }
}
