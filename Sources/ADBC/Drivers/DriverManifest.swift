internal import TOMLKit

/// A driver manifest, as the ADBC driver managers have it: a TOML file that names a driver's library.
///
/// ```toml
/// name = "DuckDB"
/// version = "2.0.0"
/// [Driver]
/// entrypoint = "duckdb_adbc_init"
/// shared = "/opt/duckdb/libduckdb.so"      # or a table: linux_amd64 = "…", macos_arm64 = "…"
/// ```
struct DriverManifest {
    private let path: String
    private let library: String
    private let entry: String?
    private let version: String?

    /// Nil where there is no such file.
    ///
    /// - Throws: `.driver` where it is no manifest, or names no library for this system.
    init?(_ path: String) throws(DatabaseError) {
        guard let text = try FolderListing.text(path) else { return nil }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw DatabaseError(
                .driver, "\(path):\(error.source.begin.line):\(error.source.begin.column): \(error.description)")
        } catch {
            throw DatabaseError(.driver, "\(path): this is not TOML: \(error)")
        }
        self.path = path
        version = table["version"]?.string
        let driver = table["Driver"]?.table
        entry = driver?["entrypoint"]?.string
        let shared = driver?["shared"]
        guard let named = shared?.string ?? shared?.table?[Self.platform]?.string else {
            throw DatabaseError(
                .driver,
                "\(path): names no library; under [Driver], `shared` must be a path, or have a `\(Self.platform)`")
        }
        // Beside the manifest, where the path is relative and has a folder.
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        library = named.contains("/") && !named.hasPrefix("/") ? "\(folder)/\(named)" : named
    }

    func location(_ name: String) -> DriverLocation {
        DriverLocation(name: name, library: library, entry: entry, version: version, origin: .manifest(path))
    }

    private static var platform: String {
        #if os(macOS)
        let system = "macos"
        #else
        let system = "linux"
        #endif
        #if arch(arm64)
        return "\(system)_arm64"
        #else
        return "\(system)_amd64"
        #endif
    }
}
