/// Which compute frameworks a plan may name, and which of them its parts may be pinned to.
struct FrameworkRules {
    /// Those of this program.
    let known: [FrameworkName]
    /// What `run.frameworks` allows; nil: it says nothing.
    let allowed: [Located<String>]?

    init(_ file: PlanFile, _ catalog: any FeatureCatalog, engines: [FrameworkName]) {
        known = catalog.frameworks + engines.filter { !catalog.frameworks.contains($0) }
        allowed = file.run.frameworks
    }

    /// Those that this version only knows by name.
    static let planned = ["spark"]

    /// Throws where there is no such framework.
    func checkName(_ name: Located<String>) throws(FeatureResolver.Problem) {
        guard !known.contains(FrameworkName(name.value)) else { return }
        let names = known.map(\.rawValue)
        let hint = NearestName.hint(name.value, among: names)
        throw FeatureResolver.Problem(
            message: "there is no framework '\(name.value)'"
                + (hint.isEmpty ? "; there are \(names.joined(separator: ", "))" : hint), position: name.position)
    }

    /// Throws where a source, group or feature cannot be pinned to the framework. Arrow is always allowed.
    func check(_ pin: Located<String>) throws(FeatureResolver.Problem) {
        try checkName(pin)
        guard let allowed, let first = allowed.first, pin.value != FrameworkName.arrow.rawValue,
            !allowed.contains(where: { $0.value == pin.value })
        else { return }
        throw FeatureResolver.Problem(
            message:
                "'framework: \(pin.value)' is against 'frameworks: [\(allowed.map(\.value).joined(separator: ", "))]' "
                + "at \(first.position); add \(pin.value) there, or take one of the two away",
            position: pin.position)
    }
}
