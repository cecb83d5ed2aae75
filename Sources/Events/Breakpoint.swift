package import Plan

/// What a run is to pause at by itself: see `RunControl.setBreakpoints`.
package enum Breakpoint: Sendable, Hashable {
    /// The dataset is dropped whole: its memory has just gone.
    case dropped(DatasetID)
    /// The data resident, as the engine accounts it, comes to exceed so many bytes; again only after it was that or less.
    case memory(over: Int)
    /// A step that makes a dataset makes one without rows.
    case zeroRows
}
