import Plan

/// A feature group over rows whose values depend on something that is fitted to them first. What is fitted is of the type that
/// `FittedFeatureGroup` has for it, so an artifact that one framework saved is one for the other.
protocol FittedRowGroup {
    associatedtype Fit: Codable & Sendable

    /// Looks at all rows. The same data gives the same fit.
    static func fit(_ call: RowCall) throws -> Fit

    /// The feature's values by what was fitted, be it to these rows or to others.
    static func apply(_ fit: Fit, _ call: RowCall) throws -> RowFeature
}

extension FittedRowGroup {
    /// The feature's values, and the artifact's body where it is to be saved.
    static func compute(
        _ call: RowCall, _ use: ArtifactUse
    ) throws -> (feature: RowFeature, artifact: [UInt8]?) {
        switch call.call.isFitted ? use : .none {
        case .none: return (try apply(fit(call), call), nil)
        case .save:
            let fit = try fit(call)
            return (try apply(fit, call), try ArtifactFile.body(fit))
        case .load(let file): return (try apply(ArtifactFile.fit(Fit.self, in: file), call), nil)
        }
    }
}
