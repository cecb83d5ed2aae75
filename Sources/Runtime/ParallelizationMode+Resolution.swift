package import Plan

extension ParallelizationMode {
    /// Weakest first.
    private static let byStrength: [ParallelizationMode] = [.sync, .threads, .processes]

    /// The mode a step runs in: the strongest that both the run offers and the step's framework supports; `sync` where they
    /// have nothing in common. Where that mode is not available, the strongest available one that the framework supports and
    /// that is weaker.
    package static func resolve(
        offered: Set<ParallelizationMode>, supported: Set<ParallelizationMode>, available: Set<ParallelizationMode>
    ) -> (mode: ParallelizationMode, wanted: ParallelizationMode) {
        let wanted = byStrength.last { offered.contains($0) && supported.contains($0) } ?? .sync
        guard !available.contains(wanted) else { return (wanted, wanted) }
        let weaker = byStrength.prefix { $0 != wanted }
        return (weaker.last { available.contains($0) && supported.contains($0) } ?? .sync, wanted)
    }
}
