/// A user's defaults for every plan: `weir/config.yaml` in the configuration folder. What the command line says goes
/// over what the plan's `run:` says, and that over this.
package struct UserConfiguration: Sendable, Equatable {
    /// How a run is shown.
    package enum Interface: String, Sendable, CaseIterable { case auto, tui, inline, plain, json, none }

    package var theme: String?
    package var interface: Interface?
    package var workers: Int?
    /// ADBC driver libraries by name; absolute paths.
    package var drivers: [String: String] = [:]

    package init() {}

    /// What it says of how plans run.
    package var runOptions: RunOptions {
        var options = RunOptions()
        options.workers = workers
        options.drivers = drivers
        return options
    }

    /// Where the file is looked for: `$XDG_CONFIG_HOME/weir/config.yaml`, by default `~/.config/weir/config.yaml`.
    /// Nil without a home. As the XDG base directory specification (0.8) asks, a relative `XDG_CONFIG_HOME` is
    /// ignored.
    package static func path(environment: [String: String]) -> String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/weir/config.yaml" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.config/weir/config.yaml"
    }

    /// Reads the user's file; blocks while it reads. No file is no defaults.
    ///
    /// - Throws: what keeps the file from being read, or every error in it.
    package static func load(environment: [String: String]) throws(PlanError) -> UserConfiguration {
        guard let path = path(environment: environment), PlanText.exists(path) else { return UserConfiguration() }
        let bytes = try PlanText.read(path, kind: "the configuration")
        return try decode(text: PlanText.decode(bytes, path: path), path: path)
    }

    /// - Parameter path: The file's absolute path; paths in it are relative to its folder.
    package static func decode(text: String, path: String) throws(PlanError) -> UserConfiguration {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let decoder = PlanFileDecoder(reader: NodeReader(try YAMLDocument(text: text, file: path)), folder: folder)
        let configuration = decoder.configuration()
        try decoder.reader.finish()
        return configuration
    }
}

extension PlanFileDecoder {
    fileprivate func configuration() -> UserConfiguration {
        var configuration = UserConfiguration()
        guard let root = reader.document.root, !PlanFileDecoder.isEmpty(root),
            let fields = reader.fields(root, "the configuration", of: .configuration)
        else { return configuration }
        configuration.theme = fields.text("theme", expected: "the name of a theme")?.value
        configuration.interface = fields.choice("ui", of: UserConfiguration.Interface.self)
        configuration.workers = fields.integer("workers", atLeast: 1)?.value
        configuration.drivers = drivers(fields)
        return configuration
    }
}

extension RunOptions {
    /// These options, and for each that is not said, that of `lower`. Drivers go together name by name.
    package func over(_ lower: RunOptions) -> RunOptions {
        var options = self
        options.frameworks = frameworks ?? lower.frameworks
        options.modes = modes ?? lower.modes
        options.workers = workers ?? lower.workers
        options.memory = memory ?? lower.memory
        options.retries = retries ?? lower.retries
        options.timeout = timeout ?? lower.timeout
        options.failure = failure ?? lower.failure
        options.drivers = lower.drivers.merging(drivers) { _, upper in upper }
        options.spark = spark ?? lower.spark
        return options
    }
}
