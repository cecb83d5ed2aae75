package import Events
package import Plan

/// The breakpoints of a run: told what is resident whenever that has changed, it says which are hit. Each is hit by a change, not
/// by a state: what lasts is hit once. A value; costs nothing as long as there are none.
package struct Breakpoints: Sendable {
    /// Each once, in the order in which they were set.
    private var breakpoints: [Breakpoint] = []
    /// Memory breakpoints that are exceeded, and datasets of others that are resident.
    private var exceeded: Set<Int> = []
    private var resident: Set<DatasetID> = []

    package init() {}

    package var isEmpty: Bool { breakpoints.isEmpty }

    /// Sets these in the place of those before. To be followed by `look`.
    package mutating func set(_ new: [Breakpoint]) {
        var seen: Set<Breakpoint> = []
        breakpoints = new.filter { seen.insert($0).inserted }
        exceeded = exceeded.filter { seen.contains(.memory(over: $0)) }
        resident = resident.filter { seen.contains(.dropped($0)) }
    }

    /// What data is resident has changed, or the breakpoints have.
    ///
    /// - Returns: those hit.
    package mutating func look(residentBytes: Int, isResident: (DatasetID) -> Bool) -> [Breakpoint] {
        breakpoints.filter { breakpoint in
            switch breakpoint {
            case .memory(let over):
                if residentBytes > over { return exceeded.insert(over).inserted }
                exceeded.remove(over)
                return false
            case .dropped(let dataset):
                if !isResident(dataset) { return resident.remove(dataset) != nil }
                resident.insert(dataset)
                return false
            case .zeroRows: return false
            }
        }
    }

    /// A step has made a dataset.
    ///
    /// - Returns: those hit.
    package func made(rows: Int) -> [Breakpoint] {
        rows == 0 ? breakpoints.filter { $0 == .zeroRows } : []
    }
}
