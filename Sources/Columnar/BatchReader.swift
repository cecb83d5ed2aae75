internal import CArrow

/// A stream of the Arrow C stream interface that is read batch by batch. One thread at a time; every call may block as long as the
/// producer takes. Let go of before its end, the stream is released.
package final class BatchReader {
    private let pointer: OpaquePointer
    /// The columns, of the few types that `Table.normalised` gives; a column of another type is `.other`, and its batches throw.
    package let schema: Schema

    /// Takes the `struct ArrowArrayStream` at `stream`, also on failure.
    package convenience init(importing stream: UnsafeMutableRawPointer) throws(ColumnarError) {
        try self.init(taking: try ColumnarError.make { carrow_reader_open(stream, $0) })
    }

    /// Takes a reader of C's.
    init(taking reader: OpaquePointer) throws(ColumnarError) {
        do throws(ColumnarError) {
            schema = try Table(taking: try ColumnarError.make { carrow_reader_schema(reader, $0) }).schema
        } catch {
            carrow_reader_release(reader)
            throw error
        }
        pointer = reader
    }

    deinit { carrow_reader_release(pointer) }

    /// The next rows, normalised; where nothing had to be converted they lie in the producer's memory. Nil at the end.
    package func next() throws(ColumnarError) -> Table? {
        var batch: OpaquePointer?
        try ColumnarError.check { carrow_reader_next(pointer, &batch, $0) }
        guard let batch else { return nil }
        return try Table(taking: batch).normalised()
    }

    /// Fills the room for a `struct ArrowArrayStream` at `stream`, which reads on where this is, and may be read on any thread as long as
    /// this is left alone.
    package func export(to stream: UnsafeMutableRawPointer) throws(ColumnarError) {
        try ColumnarError.check { carrow_reader_export(pointer, stream, $0) }
    }
}

extension Schema {
    /// A table of these columns without rows. Throws `.unsupported` where a column's type cannot be made.
    package func emptyTable() throws(ColumnarError) -> Table {
        var columns: [Column] = []
        for field in fields { columns.append(try Column(nulls: 0, type: field.type)) }
        return try Table(names: names, columns: columns, rowCount: 0)
    }
}
