/// Finds the libraries of drivers by name. In this order: the paths that the run names; the environment variable
/// `WEIR_DRIVER_NAME`; the ADBC driver manifests `NAME.toml` in the folders of `$ADBC_DRIVER_PATH`, of the user and of the system;
/// those that `make deps` wrote for this program. Touches the file system, so it may block for a moment.
package struct DriverLocator: Sendable, Hashable {
    /// Paths of libraries, or of manifests, by the drivers' names.
    package var paths: [String: String]
    private let environment: [String: String]
    private let program: String

    /// - Parameters:
    ///   - paths: what the run names.
    ///   - environment: of this process, where not given.
    ///   - program: the path of the running program, beside or above which `make deps` laid out drivers.
    package init(
        paths: [String: String] = [:], environment: [String: String] = ProcessEnvironment.variables,
        program: String = Executable.path
    ) {
        self.paths = paths
        self.environment = environment
        self.program = program
    }

    /// - Throws: `.driver` where there is none, with the places that were searched and what to do.
    package func locate(_ name: String) throws(DatabaseError) -> DriverLocation {
        guard Self.isName(name) else {
            throw DatabaseError(
                .invalid, "'\(name)' is no name of a driver; a driver's name has letters, digits, '_', '-' and '.'")
        }
        if let path = paths[name] { return try location(name, path, .setting) }
        let variable = Self.variable(of: name)
        if let path = environment[variable], !path.isEmpty { return try location(name, path, .variable(variable)) }
        for folder in folders {
            let path = "\(folder)/\(name).toml"
            if let manifest = try DriverManifest(path) { return manifest.location(name) }
        }
        throw DatabaseError(
            .driver,
            "the ADBC driver of '\(name)' is not installed; \(Self.remedy(name)) (searched: `drivers:`, \(variable), and "
                + "\(name).toml in \(folders.joined(separator: ", ")))")
    }

    /// The names of all drivers that can be found, sorted; whether they load is not tried.
    package var names: [String] {
        var found = Set(paths.keys)
        for (variable, path) in environment where variable.hasPrefix(Self.prefix) && !path.isEmpty {
            found.insert(variable.dropFirst(Self.prefix.count).lowercased())
        }
        for folder in folders {
            for file in FolderListing.names(folder) where file.hasSuffix(".toml") {
                found.insert(String(file.dropLast(5)))
            }
        }
        return found.filter(Self.isName).sorted()
    }

    /// What to do where a driver is missing.
    package static func remedy(_ name: String) -> String {
        let layout =
            switch name {
            case "sqlite", "duckdb": "`make deps` lays it out; else "
            case "postgresql", "spark": "`make deps DRIVERS=\(name)` lays it out; else "
            default: ""
            }
        return layout + "install its driver manifest, or set \(variable(of: name)) to the path of its library"
    }

    /// The environment variable that may name a driver's library.
    package static func variable(of name: String) -> String {
        prefix + String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    private static let prefix = "WEIR_DRIVER_"

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// Where manifests may be.
    private var folders: [String] {
        var folders = (environment["ADBC_DRIVER_PATH"] ?? "").split(separator: ":").map(String.init)
        if let configuration = environment["XDG_CONFIG_HOME"], configuration.hasPrefix("/") {
            folders.append("\(configuration)/adbc/drivers")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folders.append("\(home)/.config/adbc/drivers")
        }
        folders.append("/etc/adbc/drivers")
        if let deps = environment["WEIR_DEPS"], !deps.isEmpty { folders.append("\(deps)/drivers") }
        if let build = program.firstRange(of: "/.build/") {
            folders.append("\(program[..<build.lowerBound])/.deps/drivers")
        }
        let bin = program.split(separator: "/").dropLast()
        if bin.last == "bin" { folders.append("/\(bin.dropLast().joined(separator: "/"))/lib/weir/drivers") }
        return folders
    }

    /// A path may lead to the library itself or to its manifest.
    private func location(
        _ name: String, _ path: String, _ origin: DriverLocation.Origin
    ) throws(DatabaseError) -> DriverLocation {
        guard path.hasSuffix(".toml") else { return DriverLocation(name: name, library: path, origin: origin) }
        guard let manifest = try DriverManifest(path) else {
            throw DatabaseError(.driver, "the driver manifest \(path) of '\(name)' is not there")
        }
        return manifest.location(name)
    }
}
