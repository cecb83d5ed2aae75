import Columnar

extension Array {
    /// What `element`, which several threads call, makes of each number below `count`.
    @inline(__always)
    init(parallel count: Int, _ element: (Int) -> Element) throws {
        try self.init(unsafeUninitializedCapacity: count) { elements, initialized in
            try ParallelLoop.rows(count) { part in
                for place in part { elements.initializeElement(at: place, to: element(place)) }
            }
            initialized = count
        }
    }
}
