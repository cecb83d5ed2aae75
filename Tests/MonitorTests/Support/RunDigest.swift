import Plan

@testable import Events
@testable import Monitor

/// All that can be seen of a model, to be compared.
struct RunDigest: Hashable {
    private let text: String

    init(_ model: RunModel) {
        var parts: [String] = model.steps.map { "\($0)" }
        parts.append("\(model.phaseCounts) \(model.isPaused) \(model.isHeld) \(model.end.map { "\($0)" } ?? "")")
        parts += model.failures.sorted { $0.key < $1.key }.map { "\($0)" }
        parts += model.causes.sorted { $0.key < $1.key }.map { "\($0)" }
        parts += model.failedChecks.keys.sorted().map { "\($0)" }
        parts += model.data.datasets.map { "\($0)" }
        parts += model.data.datasets.indices.map { "\(model.data.consumersLeft(of: DatasetID($0)))" }
        parts += model.data.slots.map { "\($0)" }
        parts.append(
            "\(model.data.residentBytes) \(model.data.peakBytes) \(model.data.audit) \(model.data.drops.count)")
        parts.append("\(model.data.history.points)")
        parts += model.workers.all.map { "\($0)" }
        parts += (0..<model.log.count).map { "\(model.log[$0])" }
        parts += model.results.map { "\($0.output) \($0.rows)" }
        text = parts.joined(separator: "\n")
    }
}
