package import Columnar

/// A run's datasets by name, as others may look at them while it goes on, and those that others have left there. The seam between
/// a run and whatever serves its data. Any thread; nothing blocks but for a lock.
package protocol DatasetDirectory: AnyObject, Sendable {
    /// Everything that can be read now: the plan's datasets in its order, then those that were put, by name.
    func datasets() throws(DatasetFault) -> [DatasetDescription]

    /// - Throws: `.notFound` for a name that nothing has; the message lists near names.
    func describe(_ name: String) throws(DatasetFault) -> DatasetDescription

    /// Begins to read a dataset. Nothing of it is dropped until the reading has ended.
    ///
    /// - Throws: `.notFound`, or `.busy` once the run ends or where too many read.
    func read(_ name: String) throws(DatasetFault) -> DatasetReading

    /// Begins to put a dataset, in place of an earlier one that was put under this name.
    ///
    /// - Throws: `.refused` for the name of one of the plan's datasets.
    func beginPut(_ name: String) throws(DatasetFault) -> any DatasetPut

    /// Drops a dataset that was put; its memory goes with its last reader.
    ///
    /// - Throws: `.notFound`, or `.refused` for one of the plan's.
    func drop(_ name: String) throws(DatasetFault)
}

/// Serves a directory to others. Any thread.
package protocol DataService: AnyObject, Sendable {
    /// Where others find it, as a URI.
    var address: String { get }
    /// The file that holds the secret which callers must know; nil: none is needed.
    var tokenFile: String? { get }
    /// From now on serves this directory.
    func open(_ directory: any DatasetDirectory)
    /// Serves no more: lets readers go on for a moment, then cancels them, and returns when none is left. Blocks, in bounded time.
    func close()
}

/// Why a directory cannot do what is asked of it.
package struct DatasetFault: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case invalid
        case notFound
        case refused
        /// Not now.
        case busy
        case `internal`
    }

    package let code: Code
    /// What, and what to do.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// What is told of a dataset that can be read.
package struct DatasetDescription: Sendable {
    package let name: String
    /// Its columns as they are now. To be let go of at once: it keeps the data alive, but is no reading.
    package let table: Table
    package let bytes: Int
    package let details: DatasetDetails
}

/// What a client may want to know besides the columns.
package struct DatasetDetails: Sendable, Hashable, Codable {
    /// The dataset's id in the plan, such as `d3`, which names it too; nil for one that was put.
    package var id: String?
    package var framework: String?
    /// The step that made it.
    package var step: String?
    /// Steps that have yet to read something of it, at most a hundred.
    package var consumers: [String]
    package var consumerCount: Int
    package var readers: Int

    package init(
        id: String? = nil, framework: String? = nil, step: String? = nil, consumers: [String] = [],
        consumerCount: Int = 0, readers: Int = 0
    ) {
        self.id = id
        self.framework = framework
        self.step = step
        self.consumers = consumers
        self.consumerCount = consumerCount
        self.readers = readers
    }
}

/// A dataset that somebody reads. To be ended once; if it is let go of before, it ends as one that was cut off.
package final class DatasetReading: Sendable {
    package let table: Table
    private let end: OnceClosure<DatasetReadFigures>

    init(_ table: Table, end: @escaping @Sendable (DatasetReadFigures) -> Void) {
        self.table = table
        self.end = OnceClosure(end)
    }

    deinit { end.call(DatasetReadFigures()) }

    package func end(_ figures: DatasetReadFigures) { end.call(figures) }
}

/// What a reader took.
package struct DatasetReadFigures: Sendable, Hashable {
    package var rows = 0
    package var bytes = 0
    /// Whether it read to the end.
    package var isWhole = false

    package init(rows: Int = 0, bytes: Int = 0, isWhole: Bool = false) {
        self.rows = rows
        self.bytes = bytes
        self.isWhole = isWhole
    }
}

/// A dataset that somebody puts. To be finished once; if it is let go of before, nothing comes of it.
package protocol DatasetPut: AnyObject, Sendable {
    /// So many bytes more have arrived.
    ///
    /// - Throws: `.refused` where the run has no room for them.
    func grow(by bytes: Int) throws(DatasetFault)

    /// All has arrived.
    func finish(_ table: Table) throws(DatasetFault)
}
