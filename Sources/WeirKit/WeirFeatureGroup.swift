/// A feature group of a program's own: what can stand after `__` in the name of a feature, `x__clipped`. It adds a column to the rows
/// that its inputs have.
///
/// A value without state: any number of its features are computed at once, on any thread, and in mode `processes` in other processes.
/// It takes single columns; over a family of columns, such as of one-hot encoding, it acts on each.
public protocol WeirFeatureGroup: Sendable {
    /// What users are told, and what options there are: those that it does not list are refused.
    var documentation: WeirGroupDocumentation { get }

    /// How many inputs an operation takes, the last `__` segment of a feature's name; nil for what is none of this group's. Quick.
    func inputs(of operation: String) -> WeirInputs?

    /// Refuses a call whose options are of the right kind, but do not fit: out of range, say.
    func check(_ call: WeirFeatureCall) throws(WeirOptionError)

    /// The type of the result; nil where only the data can tell. A type among `inputs` is nil where it is not known before the run.
    /// Throws for what cannot be computed, such as the logarithm of a text. `inputs` are the input features, then those that options
    /// name.
    func resultType(of call: WeirFeatureCall, inputs: [WeirType?]) throws(WeirOptionError) -> WeirType?

    /// The feature: a value for each of `rows` rows, of the type that `resultType` gives. `inputs` are the input features, then those
    /// that options name, in the order in which the documentation lists the options. Blocks; never called on Swift's cooperative pool.
    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn
}

extension WeirFeatureGroup {
    public func check(_ call: WeirFeatureCall) throws(WeirOptionError) {}
}

/// How many features an operation takes.
public enum WeirInputs: Sendable, Hashable {
    /// One, or several that are joined by `&`: `a&b__op`.
    case exactly(Int)
    /// So many or more, joined by `,`: `a,b,c__op`.
    case atLeast(Int)
}
