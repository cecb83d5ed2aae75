package import Columnar

/// What a worker process reaches its run's `DataService` by, where memory cannot be shared. Blocks. Any thread.
package protocol DataClient: Sendable {
    /// - Throws: where there is no such table (any more), or nobody serves.
    func get(_ ticket: String) throws -> Table

    /// Returns once the other side has all of it.
    ///
    /// - Throws: where it is not expected (any more), or nobody serves.
    func put(_ ticket: String, _ table: Table) throws
}

/// Connects a worker process with the service at an address. Blocks.
package typealias DataConnector = @Sendable (_ address: String) throws -> any DataClient

/// How the data of a run get to its worker processes and back.
package struct DataSharing: Sendable {
    /// Why memory is not to be shared, though it could be; nil: it is.
    package var refusal: String?
    /// What the user has asked for is no way at all; nil: it is one. A run with worker processes does not begin.
    package var misunderstanding: String?
    /// Starts the service by which data travel where memory cannot be shared; nil: this program has none. Blocks for a moment. The
    /// service is the run's own; its end is the run's.
    package var startService: (@Sendable () throws -> any DataService)?

    package init(refusal: String? = nil, startService: (@Sendable () throws -> any DataService)? = nil) {
        self.refusal = refusal
        self.startService = startService
    }
}
