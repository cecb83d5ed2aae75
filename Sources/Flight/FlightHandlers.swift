internal import CFlight
import Columnar
import Events
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a server asks of the program, as C calls it, passed on to the directory that is served. On the server's threads.
final class FlightHandlers: Sendable {
    /// Nil: the run has not begun yet.
    private let directory = Locked<(any DatasetDirectory)?>(nil)

    func open(_ directory: any DatasetDirectory) { self.directory.withLock { $0 = directory } }

    /// For as long as this lives.
    var functions: CFlightHandlers {
        CFlightHandlers(
            context: Unmanaged.passUnretained(self).toOpaque(),
            list: { context, listener, failure in
                FlightHandlers.answer(context, failure) { directory throws(DatasetFault) in
                    for dataset in try directory.datasets() where !dataset.tell(listener) { break }
                }
            },
            describe: { context, name, listener, failure in
                FlightHandlers.answer(context, failure) { directory throws(DatasetFault) in
                    _ = try directory.describe(String(cString: name)).tell(listener)
                }
            },
            open: { context, name, stream, failure in
                FlightHandlers.handle(context, failure) { directory throws(DatasetFault) in
                    let reading = try directory.read(String(cString: name))
                    do throws(ColumnarError) {
                        try reading.table.export(to: stream)
                    } catch {
                        throw DatasetFault(.internal, "\(error)")
                    }
                    return reading
                }
            },
            close: { _, handle, rows, bytes, isWhole in
                Unmanaged<DatasetReading>.fromOpaque(handle).takeRetainedValue()
                    .end(DatasetReadFigures(rows: Int(rows), bytes: Int(bytes), isWhole: isWhole))
            },
            begin_put: { context, name, failure in
                FlightHandlers.handle(context, failure) { directory throws(DatasetFault) in
                    Put(try directory.beginPut(String(cString: name)))
                }
            },
            grow_put: { _, handle, bytes, failure in
                let put = Unmanaged<Put>.fromOpaque(handle).takeUnretainedValue()
                return FlightHandlers.answer(failure) { () throws(DatasetFault) in try put.arriving.grow(by: Int(bytes))
                }
            },
            end_put: { _, handle, stream, failure in
                let put = Unmanaged<Put>.fromOpaque(handle).takeRetainedValue()
                guard let stream else { return true }
                return FlightHandlers.answer(failure) { () throws(DatasetFault) in
                    let table: Table
                    do throws(ColumnarError) {
                        table = try Table(importing: stream)
                    } catch {
                        throw DatasetFault(.invalid, "\(error)")
                    }
                    try put.arriving.finish(table)
                }
            },
            drop: { context, name, failure in
                FlightHandlers.answer(context, failure) { directory throws(DatasetFault) in
                    try directory.drop(String(cString: name))
                }
            })
    }

    /// An object in place of an existential, which C cannot carry.
    private final class Put: Sendable {
        let arriving: any DatasetPut
        init(_ arriving: any DatasetPut) { self.arriving = arriving }
    }

    private static func directory(_ context: UnsafeMutableRawPointer) throws(DatasetFault) -> any DatasetDirectory {
        let handlers = Unmanaged<FlightHandlers>.fromOpaque(context).takeUnretainedValue()
        guard let directory = handlers.directory.withLock({ $0 }) else {
            throw DatasetFault(.busy, "the run has not begun yet")
        }
        return directory
    }

    private static func answer(
        _ failure: UnsafeMutablePointer<CFlightFailure>, _ body: () throws(DatasetFault) -> Void
    ) -> Bool {
        do throws(DatasetFault) {
            try body()
            return true
        } catch {
            error.store(in: failure)
            return false
        }
    }

    private static func answer(
        _ context: UnsafeMutableRawPointer, _ failure: UnsafeMutablePointer<CFlightFailure>,
        _ body: (any DatasetDirectory) throws(DatasetFault) -> Void
    ) -> Bool {
        answer(failure) { () throws(DatasetFault) in try body(try directory(context)) }
    }

    /// The object that the body makes, retained for C.
    private static func handle(
        _ context: UnsafeMutableRawPointer, _ failure: UnsafeMutablePointer<CFlightFailure>,
        _ body: (any DatasetDirectory) throws(DatasetFault) -> some AnyObject
    ) -> UnsafeMutableRawPointer? {
        do throws(DatasetFault) {
            return Unmanaged.passRetained(try body(try directory(context))).toOpaque()
        } catch {
            error.store(in: failure)
            return nil
        }
    }
}

extension DatasetDescription {
    /// Returns whether more is wanted.
    fileprivate func tell(_ listener: CFlightListener) -> Bool {
        withStream { stream in
            do throws(ColumnarError) {
                try table.export(to: stream)
            } catch {
                return true  // Only the schema of a table that is there: this is no failure of the others.
            }
            return name.withCString { name in
                details.json.withCString { metadata in
                    var dataset = CFlightDataset(
                        name: name, rows: Int64(table.rowCount), bytes: Int64(bytes), metadata: metadata, stream: stream
                    )
                    return listener.tell(listener.context, &dataset)
                }
            }
        }
    }
}

/// Room for a stream, released at the end unless it was taken.
func withStream<Result, Failure: Error>(
    _ body: (UnsafeMutableRawPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    let size = Int(CFLIGHT_STREAM_BYTES)
    let stream = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<UnsafeRawPointer>.alignment)
    stream.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    defer {
        cflight_stream_release(stream)
        stream.deallocate()
    }
    return try body(stream)
}
