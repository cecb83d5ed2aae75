internal import CADBC
internal import Plan

/// A database that is open. Any thread; connections keep it open.
package final class Database: @unchecked Sendable {
    // Sendable: the pointer is a constant, and a driver's database may be used from every thread.
    let pointer: OpaquePointer
    package let driver: Driver
    let redaction: Redaction

    package var dialect: SQLDialect { driver.dialect }

    /// Opens a database: `uri` and whatever else the driver takes. Blocks; some drivers connect only when a connection opens.
    ///
    /// - Throws: what the driver says, without the credentials among the options.
    ///
    /// - Parameter secrets: what is not to appear in errors, besides the credentials that the options are seen to hold.
    package init(_ driver: Driver, _ options: [String: String], secrets: [String] = []) throws(DatabaseError) {
        let redaction = Redaction(options: options, secrets: secrets)
        for (key, value) in options {
            try SQLDialect.refuseNUL(key, "the option")
            try SQLDialect.refuseNUL(redaction.apply(value), "the option \(key)")
        }
        self.driver = driver
        self.redaction = redaction
        pointer = try withCOptions(options) { options, count throws(DatabaseError) in
            try DatabaseError.make(redaction) { cadbc_database_open(driver.pointer, options, count, $0) }
        }
    }

    deinit { cadbc_database_release(pointer) }

    /// Blocks.
    package func connect() throws(DatabaseError) -> Connection {
        let connection = try Connection(self)
        driver.connected()
        return connection
    }
}

/// Calls `body` with options in C's form, alive during the call.
private func withCOptions<Result>(
    _ options: [String: String],
    _ body: (UnsafePointer<CADBCOption>?, Int) throws(DatabaseError) -> Result
) throws(DatabaseError) -> Result {
    // In the order of their names, so that a run does the same each time.
    let texts = options.sorted { $0.key < $1.key }.flatMap { [Array($0.key.utf8CString), Array($0.value.utf8CString)] }
    let storage = UnsafeMutableBufferPointer<CChar>.allocate(capacity: texts.reduce(0) { $0 + $1.count } + 1)
    defer {
        // Credentials may be among them.
        storage.update(repeating: 0)
        storage.deallocate()
    }
    storage.initialize(repeating: 0)
    var pointers: [UnsafePointer<CChar>] = []
    var next = storage.baseAddress.unsafelyUnwrapped
    for text in texts {
        next.update(from: text, count: text.count)
        pointers.append(UnsafePointer(next))
        next += text.count
    }
    let cOptions = stride(from: 0, to: pointers.count, by: 2).map {
        CADBCOption(key: pointers[$0], value: pointers[$0 + 1])
    }
    return try body(cOptions, cOptions.count)
}
