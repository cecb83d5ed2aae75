/// Where the library of a driver is, and who says so.
package struct DriverLocation: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        /// `drivers:` of the plan, the command line or the user's configuration.
        case setting
        /// The environment variable of this name.
        case variable(String)
        /// The driver manifest at this path.
        case manifest(String)
    }

    /// As a plan file has it: `sqlite`.
    package var name: String
    /// A path, or a file name for which the system searches.
    package var library: String
    /// The function the driver starts with; nil: one of the customary names.
    package var entry: String?
    /// As its manifest says.
    package var version: String?
    package var origin: Origin

    package init(name: String, library: String, entry: String? = nil, version: String? = nil, origin: Origin) {
        self.name = name
        self.library = library
        self.entry = entry
        self.version = version
        self.origin = origin
    }
}
