internal import CADBC
internal import Columnar
internal import Plan

/// One statement of a connection, on the connection's thread.
struct Statement: ~Copyable {
    let pointer: OpaquePointer
    private let redaction: Redaction
    private let interruption: Interruption

    init(_ connection: Connection, _ interruption: Interruption?) throws(DatabaseError) {
        redaction = connection.database.redaction
        self.interruption = interruption ?? Interruption()
        let redaction = redaction
        pointer = try DatabaseError.make(redaction) { cadbc_statement_make(connection.pointer, $0) }
    }

    deinit { cadbc_statement_release(pointer) }

    func set(_ key: String, _ value: String) throws(DatabaseError) {
        try DatabaseError.check(redaction) { cadbc_statement_set_option(pointer, key, value, $0) }
    }

    func setQuery(_ sql: String) throws(DatabaseError) {
        try SQLDialect.refuseNUL(sql, "the query")
        try DatabaseError.check(redaction) { cadbc_statement_set_query(pointer, sql, $0) }
    }

    func prepare() throws(DatabaseError) {
        try DatabaseError.check(redaction) { cadbc_statement_prepare(pointer, $0) }
    }

    /// Of the query, or what is to be ingested.
    func bind(_ table: Table) throws(DatabaseError) {
        let stream = CStream()
        try DatabaseError.columnar { () throws(ColumnarError) in try table.export(to: stream.pointer) }
        try DatabaseError.check(redaction) { cadbc_statement_bind(pointer, stream.pointer, $0) }
    }

    /// What is to be ingested.
    func bind(_ rows: BatchReader) throws(DatabaseError) {
        let stream = CStream()
        try DatabaseError.columnar { () throws(ColumnarError) in try rows.export(to: stream.pointer) }
        try DatabaseError.check(redaction) { cadbc_statement_bind(pointer, stream.pointer, $0) }
    }

    func query() throws(DatabaseError) -> ResultStream {
        let stream = CStream()
        let reader = try interruption.running(pointer) { () throws(DatabaseError) in
            try DatabaseError.check(redaction) { cadbc_statement_query(pointer, stream.pointer, $0) }
            return try ResultStream.reader(stream, redaction)
        }
        cadbc_statement_retain(pointer)
        return ResultStream(reader, taking: pointer, interruption, redaction)
    }

    /// Rows changed, where the driver knows.
    func update() throws(DatabaseError) -> Int? {
        var rows: Int64 = -1
        try interruption.running(pointer) { () throws(DatabaseError) in
            try DatabaseError.check(redaction) { cadbc_statement_update(pointer, &rows, $0) }
        }
        return rows < 0 ? nil : Int(rows)
    }

    /// The columns that the query would give.
    func schema() throws(DatabaseError) -> Schema {
        let stream = CStream()
        return try interruption.running(pointer) { () throws(DatabaseError) in
            try DatabaseError.check(redaction) { cadbc_statement_schema(pointer, stream.pointer, $0) }
            return try ResultStream.reader(stream, redaction).schema
        }
    }
}

/// Room for a `struct ArrowArrayStream`, which is released with it unless it has been moved on.
final class CStream {
    let pointer: UnsafeMutableRawPointer

    init() {
        let size = Int(CADBC_STREAM_BYTES)
        pointer = .allocate(byteCount: size, alignment: MemoryLayout<UnsafeRawPointer>.alignment)
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    deinit {
        cadbc_stream_release(pointer)
        pointer.deallocate()
    }
}
