/// Whether the driver of a database can be used.
package struct DriverStatus: Sendable, Hashable {
    package enum Finding: Sendable, Hashable {
        /// It loads. The version of the database, where it comes with the driver, else of the driver; nil: unknown.
        case usable(version: String?, source: String)
        /// Why not, and what to do.
        case unusable(String)
    }

    package let name: String
    package let finding: Finding

    /// Those that plans have keys for.
    package static let known = ["duckdb", "postgresql", "spark", "sqlite"]
}

extension DriverLocator {
    /// Finds and loads a driver. Blocks for a moment.
    package func status(_ name: String) -> DriverStatus {
        do throws(DatabaseError) {
            let driver = try Driver.load(name, self)
            return DriverStatus(
                name: name,
                finding: .usable(version: driver.version, source: driver.location.source))
        } catch {
            return DriverStatus(name: name, finding: .unusable(error.message))
        }
    }
}

extension Driver {
    /// The version of the database that is in the driver's library, else that of the driver.
    fileprivate var version: String? {
        switch dialect {
        case .sqlite: (try? Database(self, [:]).connect())?.version() ?? location.version
        case .duckdb: (try? Database(self, ["path": ":memory:"]).connect())?.version() ?? location.version
        case .postgresql, .spark, .standard: location.version.map { "driver \($0)" }
        }
    }
}
