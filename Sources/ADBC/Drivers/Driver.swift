internal import CADBC
internal import CSystem
internal import Events
internal import Plan
internal import Synchronization

/// An ADBC driver that is loaded, for good. Any thread.
package final class Driver: @unchecked Sendable {
    // Sendable: the pointer is a constant, and what it points to does not change any more.
    let pointer: OpaquePointer
    package let location: DriverLocation
    package let dialect: SQLDialect

    private let hasStarted = Atomic<Bool>(false)

    package var name: String { location.name }

    private init(_ pointer: OpaquePointer, _ location: DriverLocation) {
        self.pointer = pointer
        self.location = location
        dialect = SQLDialect(driver: location.name)
    }

    /// To be told of each connection that is open. Most of what loading a driver reads, and of what fills its catalogs of functions, is not
    /// looked at again.
    func connected() {
        if !hasStarted.exchange(true, ordering: .relaxed) { weir_code_release() }
    }

    private static let loaded = Locked<[DriverLocation: Driver]>([:])

    /// Finds and loads a driver; once for each library. Blocks for a moment.
    ///
    /// - Throws: `.driver`, with what the system says and what to do.
    package static func load(_ name: String, _ locator: DriverLocator = DriverLocator()) throws(DatabaseError) -> Driver
    {
        try load(locator.locate(name))
    }

    package static func load(_ location: DriverLocation) throws(DatabaseError) -> Driver {
        try loaded.withLock { drivers throws(DatabaseError) in
            if let driver = drivers[location] { return driver }
            do throws(DatabaseError) {
                let pointer = try DatabaseError.make(.none) {
                    cadbc_driver_load(location.library, location.entry, location.name, $0)
                }
                let driver = Driver(pointer, location)
                drivers[location] = driver
                return driver
            } catch {
                throw DatabaseError(
                    .driver,
                    "the ADBC driver of '\(location.name)' (\(location.source)) cannot be loaded: \(error.message); "
                        + DriverLocator.remedy(location.name))
            }
        }
    }
}

extension DriverLocation {
    /// The library, and who names it, for messages.
    package var source: String {
        switch origin {
        case .setting: "\(library), under `drivers:`"
        case .variable(let variable): "\(library), in \(variable)"
        case .manifest(let path): "\(library), in \(path)"
        }
    }
}
