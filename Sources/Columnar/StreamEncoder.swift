internal import CArrow

/// Turns a table into the bytes of an Arrow IPC stream, a batch at a time, for who moves the bytes himself. One thread at a time.
package final class StreamEncoder {
    private let handle: OpaquePointer
    /// Rows of a piece: enough that it costs nothing, few enough that it needs no memory to speak of.
    package static let batchRows = 1 << 16

    package init(_ table: Table) throws(ColumnarError) {
        handle = try table.withCTable { table throws(ColumnarError) in
            try ColumnarError.make { carrow_stream_writer_new(table, Int64(Self.batchRows), $0) }
        }
    }

    deinit { carrow_stream_writer_release(handle) }

    /// The next piece of the stream, valid until the next call; empty once all has been given.
    package func next() throws(ColumnarError) -> UnsafeRawBufferPointer {
        var bytes: UnsafePointer<UInt8>?
        var size: Int64 = 0
        try ColumnarError.check { carrow_stream_writer_next(handle, &bytes, &size, $0) }
        return UnsafeRawBufferPointer(start: bytes, count: Int(size))
    }
}
