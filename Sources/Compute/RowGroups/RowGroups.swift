package import Plan

/// What there is to know of the groups that make rows of their own, declared under `groups:` of a plan. How they are computed
/// stands in `ArrowFramework+GroupBy`, `+Select`, `+Append` and `+Command`, and in `SQLFramework`.
package enum RowGroups {
    /// A new one is a file beside this one and a line here.
    package static let all: [GroupDocumentation] = [groupBy, resample, select, append, query, command]

    /// The aggregate that only groups have under so short a name.
    static let percentile = (name: "pN", summary: "the Nth percentile, between two values by linear interpolation: p90")
}
