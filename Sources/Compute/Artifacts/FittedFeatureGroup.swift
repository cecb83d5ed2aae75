package import Plan

/// A feature group whose values depend on something that is fitted to the data first: a mean, a set of values, a model. What was
/// fitted can be kept as an artifact and applied to other data.
package protocol FittedFeatureGroup: FeatureGroup {
    /// What is fitted. Its JSON is the artifact's body: names of fields are part of the files' format.
    associatedtype Fit: Codable & Sendable

    /// Whether the call fits anything at all.
    func isFitted(_ call: FeatureCall) -> Bool

    /// Looks at all rows. The same data gives the same fit. Throws `ComputeError`.
    func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> Fit

    /// The feature's values by what was fitted, be it to these data or to others. Throws `ComputeError` where the data are not of the
    /// kind that it was fitted to.
    func apply(_ fit: Fit, _ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData
}

extension FittedFeatureGroup {
    package func isFitted(_ call: FeatureCall) -> Bool { true }

    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        try apply(fit(call, inputs: inputs, rows: rows), call, inputs: inputs, rows: rows)
    }

    /// The same, with what was fitted taken from an artifact or kept for one.
    ///
    /// - Returns: the values, and the artifact's body where it is to be saved.
    func calculate(
        _ call: FeatureCall, inputs: [FeatureData], rows: Int, _ use: ArtifactUse
    ) throws -> (data: FeatureData, artifact: [UInt8]?) {
        guard isFitted(call) else { return (try calculate(call, inputs: inputs, rows: rows), nil) }
        switch use {
        case .none:
            return (try calculate(call, inputs: inputs, rows: rows), nil)
        case .save:
            let fit = try fit(call, inputs: inputs, rows: rows)
            return (try apply(fit, call, inputs: inputs, rows: rows), try ArtifactFile.body(fit))
        case .load(let file):
            return (try apply(ArtifactFile.fit(Fit.self, in: file), call, inputs: inputs, rows: rows), nil)
        }
    }

    /// Throws where the file's body is none of this group's.
    func check(_ file: [UInt8]) throws { _ = try ArtifactFile.fit(Fit.self, in: file) }
}

/// What the steps of a run do about artifacts.
package enum ArtifactUses: Sendable {
    case none
    case save
    /// Files, by the steps that use them.
    case load([StepID: [UInt8]])

    package func use(of step: StepID) -> ArtifactUse {
        switch self {
        case .none: .none
        case .save: .save
        case .load(let files): files[step].map { .load($0) } ?? .none
        }
    }
}

/// What a step does about artifacts.
package enum ArtifactUse: Sendable, Hashable {
    case none
    /// It hands over what it fits.
    case save
    /// It fits nothing, and uses what is in this file.
    case load([UInt8])
}
