internal import CFlight
package import Columnar
package import Runtime

/// A client of a Flight server. Every call blocks; never on Swift's cooperative pool. Any thread.
package final class FlightClient: @unchecked Sendable {
    // Sendable: the pointer is a constant, and the C++ client may be used from every thread.
    private let api: FlightAPI
    private let client: OpaquePointer

    /// Connects when it first calls.
    ///
    /// - Throws: `.invalid` for an address that is none.
    package init(_ address: String, token: String? = nil, api: FlightAPI) throws(FlightError) {
        self.api = api
        client = try FlightError.make { api.functions.client_connect(address, token, $0) }
    }

    deinit { api.functions.client_release(client) }

    /// A dataset as a client sees it.
    package struct Flight: Sendable {
        package let name: String
        package let schema: Schema
        package let rows: Int
        package let bytes: Int
        package let details: DatasetDetails?
    }

    package func list() throws(FlightError) -> [Flight] {
        try collect { listener, failure in api.functions.client_list(client, listener, failure) }
    }

    package func describe(_ name: String) throws(FlightError) -> Flight {
        let found = try collect { listener, failure in api.functions.client_describe(client, name, listener, failure) }
        guard let flight = found.first else { throw FlightError(.failed, "the server does not describe '\(name)'") }
        return flight
    }

    package func get(_ name: String) throws(FlightError) -> Table { try stream(name).table() }

    /// Begins to get a dataset: the server has opened it once this returns.
    package func stream(_ name: String) throws(FlightError) -> FlightStream {
        let stream = FlightStream()
        try FlightError.check { api.functions.client_get(client, name, stream.pointer, $0) }
        return stream
    }

    package func put(_ name: String, _ table: Table) throws(FlightError) {
        try withStream { stream throws(FlightError) in
            do throws(ColumnarError) {
                try table.export(to: stream)
            } catch {
                throw FlightError(.failed, "\(error)")
            }
            try FlightError.check { api.functions.client_put(client, name, stream, $0) }
        }
    }

    package func drop(_ name: String) throws(FlightError) {
        try FlightError.check { api.functions.client_drop(client, name, $0) }
    }

    /// The names of the server's actions.
    package func actions() throws(FlightError) -> [String] {
        let names = try FlightError.make { api.functions.client_actions(client, $0) }
        defer { cflight_text_free(names) }
        return String(cString: names).split(separator: ",").map(String.init)
    }

    private func collect(
        _ call: (CFlightListener, UnsafeMutablePointer<CFlightFailure>) -> Bool
    ) throws(FlightError) -> [Flight] {
        let collector = Collector()
        let listener = CFlightListener(
            context: Unmanaged.passUnretained(collector).toOpaque(),
            tell: { context, dataset in
                Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().add(dataset.pointee)
                return true
            })
        try withExtendedLifetime(collector) { () throws(FlightError) in
            try FlightError.check { call(listener, $0) }
        }
        return collector.flights
    }

    /// On the calling thread only.
    private final class Collector {
        var flights: [Flight] = []

        func add(_ dataset: CFlightDataset) {
            // The stream is ours to release: to read its nothing does.
            let schema = (try? Table(importing: dataset.stream))?.schema ?? Schema([])
            flights.append(
                Flight(
                    name: String(cString: dataset.name), schema: schema, rows: Int(dataset.rows),
                    bytes: Int(dataset.bytes), details: DatasetDetails(json: String(cString: dataset.metadata))))
        }
    }
}

/// A dataset that is being got. It is received as it is read; let go of before its end, it is cancelled. One thread at a time.
package final class FlightStream {
    let pointer: UnsafeMutableRawPointer

    init() {
        let size = Int(CFLIGHT_STREAM_BYTES)
        pointer = .allocate(byteCount: size, alignment: MemoryLayout<UnsafeRawPointer>.alignment)
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    deinit {
        cflight_stream_release(pointer)
        pointer.deallocate()
    }

    /// Reads to the end; once.
    package func table() throws(FlightError) -> Table {
        do throws(ColumnarError) {
            return try Table(importing: pointer)
        } catch {
            throw FlightError(.failed, error.description)
        }
    }
}
