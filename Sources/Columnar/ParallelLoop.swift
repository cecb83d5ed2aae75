internal import CArrow

/// Loops that several threads share: the calling one, and those of Arrow's threads that are free. Returns when all parts have ended. Waits
/// for no thread that is busy elsewhere, so a part may loop in turn. Blocks: not to be called on Swift's cooperative pool.
package enum ParallelLoop {
    /// Calls `body` with each number below `parts`, on several threads at once, in no order: what the parts write must be apart.
    ///
    /// - Throws: what the first of the failed parts threw; the others have run too.
    package static func forEach(_ parts: Int, _ body: (Int) throws -> Void) throws {
        if parts == 1 { return try body(0) }
        // Each part has a place of its own, so nobody waits for a lock.
        let failures = UnsafeMutableBufferPointer<(any Error)?>.allocate(capacity: parts)
        failures.initialize(repeating: nil)
        defer {
            failures.deinitialize()
            failures.deallocate()
        }
        withoutActuallyEscaping(body) { body in
            // The loop calls it as long as this frame lives.
            var call: (Int) -> Void = { part in
                do {
                    try body(part)
                } catch {
                    failures[part] = error
                }
            }
            withUnsafeMutablePointer(to: &call) { call in
                carrow_parallel_loop(
                    Int64(parts), { $0?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int($1)) }, call)
            }
        }
        if let failure = failures.first(where: { $0 != nil }) ?? nil { throw failure }
    }

    /// Consecutive slices of `count` rows, a few for each thread, each a number of rows that is worth a thread; one slice for a few rows. The
    /// same for the same count, and each begins at a multiple of 64: whoever writes bits shares no word.
    package static func slices(of count: Int) -> [Range<Int>] {
        let size = Int(carrow_parallel_slice(Int64(count)))
        return stride(from: 0, to: max(count, 1), by: size).map { $0..<min(count, $0 + size) }
    }

    /// Calls `body` with slices of `count` rows.
    package static func rows(_ count: Int, _ body: (Range<Int>) throws -> Void) throws {
        let slices = slices(of: count)
        try forEach(slices.count) { try body(slices[$0]) }
    }
}
