/// A compute framework of a program's own: it computes features over columns, in place of Arrow, where a plan prefers it
/// (`run: {frameworks: [NAME, arrow]}`) or a feature is pinned to it (`framework: NAME`). All else stays with weir's frameworks, and
/// what it takes and gives are the same columns, so nothing has to be moved.
///
/// It gives the same values as every other framework, within 1e-9 for floating sums: what it cannot do so, it must not offer.
public protocol WeirComputeFramework: Sendable {
    /// As plans have it; that of no other framework.
    var name: String { get }

    /// Whether it computes the feature, of these types; nil: not known before the run. Quick.
    func canCalculate(_ call: WeirFeatureCall, inputs: [WeirType?]) -> Bool

    /// As `WeirFeatureGroup.calculate`.
    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn
}
