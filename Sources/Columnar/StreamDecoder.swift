internal import CArrow

/// Puts a table together from the bytes of an Arrow IPC stream as they come. One thread at a time.
package final class StreamDecoder {
    private let handle: OpaquePointer

    /// How far a stream has come.
    package enum State: Sendable, Hashable {
        /// Nothing has come yet.
        case empty
        /// In the middle of a message.
        case inside
        /// Whole messages have come, the schema among them. A stream may end here.
        case between
        /// The mark of the end has come.
        case ended
    }

    package init() throws(ColumnarError) {
        handle = try ColumnarError.make { carrow_stream_reader_new($0) }
    }

    deinit { carrow_stream_reader_release(handle) }

    /// Takes bytes, however cut, up to the mark of the end. Returns how many it took. Throws `.data` where they are no Arrow stream;
    /// nothing can be taken after that.
    package func take(_ bytes: UnsafeRawBufferPointer) throws(ColumnarError) -> Int {
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
        var taken: Int64 = 0
        try ColumnarError.check { carrow_stream_reader_take(handle, start, Int64(bytes.count), &taken, $0) }
        return Int(taken)
    }

    package var state: State {
        switch carrow_stream_reader_state(handle) {
        case CARROW_STREAM_EMPTY: .empty
        case CARROW_STREAM_INSIDE: .inside
        case CARROW_STREAM_BETWEEN: .between
        default: .ended
        }
    }

    /// Of the batches that have come whole.
    package var rowCount: Int { Int(carrow_stream_reader_row_count(handle)) }

    /// What has come, checked, with columns normalised where they are of a type that `FileReader` gives; others stay as they are.
    /// Throws `.invalid` where a name occurs twice.
    package func table() throws(ColumnarError) -> Table {
        try Table(taking: try ColumnarError.make { carrow_stream_reader_table(handle, $0) })
    }
}
