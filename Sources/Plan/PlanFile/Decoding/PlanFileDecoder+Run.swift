extension PlanFileDecoder {
    func run(_ entry: NodeReader.Entry) -> RunOptions {
        var options = RunOptions()
        guard let fields = reader.fields(entry.value, "run", of: .run) else { return options }
        options.frameworks = fields.names("frameworks", of: "compute frameworks")
        options.modes = modes(fields)
        options.workers = fields.integer("workers", atLeast: 1)?.value
        options.memory = fields["memory"].flatMap { reader.size($0.value, "memory") }
        options.retries = fields["retries"].flatMap(retries)
        options.timeout = fields.duration("timeout")?.value
        options.failure = fields.choice("fail", of: FailurePolicy.self)
        options.drivers = drivers(fields)
        options.spark = fields.text("spark", expected: "the address of a Spark Connect server")
        return options
    }

    private func modes(_ fields: Fields) -> [ParallelizationMode]? {
        guard let entry = fields["mode"],
            let elements = reader.elements(entry.value, "mode", of: "modes (sync, threads, processes)", orOne: true)
        else { return nil }
        if elements.isEmpty {
            reader.error("'mode' is empty; name 'sync', 'threads' or 'processes', or leave it out", at: entry.position)
        }
        var modes: [ParallelizationMode] = []
        for element in elements {
            guard let mode = reader.choice(element, "mode", of: ParallelizationMode.self) else { continue }
            if modes.contains(mode) {
                reader.error("'mode': '\(mode.rawValue)' is listed twice", at: reader.position(element))
            } else {
                modes.append(mode)
            }
        }
        return modes
    }

    /// Driver libraries by name, as absolute paths.
    func drivers(_ fields: Fields) -> [String: String] {
        guard let entry = fields["drivers"],
            let entries = reader.dictionary(entry.value, "drivers", expected: "a mapping of names to paths")
        else { return [:] }
        var drivers: [String: String] = [:]
        for driver in entries {
            if let path = reader.text(driver.value, driver.key, expected: "the path of a driver library") {
                drivers[driver.key] = absolute(path.value)
            }
        }
        return drivers
    }
}
