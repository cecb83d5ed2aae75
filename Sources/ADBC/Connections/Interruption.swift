internal import CADBC
internal import Events

/// Stops queries from another thread. Once cancelled it stays so: what runs with it, or is yet to run, throws `.cancelled`.
///
/// A driver that cannot cancel what it is at (SQLite's) goes on until its next batch of rows.
package final class Interruption: @unchecked Sendable {
    // Sendable: `state` is read and written under `lock` only; a statement may be cancelled from any thread as long as it is kept.
    private struct State {
        var isCancelled = false
        /// What runs, each kept by whoever entered it.
        var statements: [OpaquePointer] = []
        /// Whether drivers are just being told, of statements that are not to leave meanwhile.
        var isTelling = false
    }

    private let lock = ConditionLock()
    private var state = State()

    package init() {}

    package var isCancelled: Bool { lock.withLock { state.isCancelled } }

    /// Any thread; more than once does nothing more. Waits for no query and no driver.
    package func cancel() {
        let mustTell = lock.withLock {
            defer { state.isCancelled = true }
            return !state.isCancelled && !state.statements.isEmpty
        }
        guard mustTell else { return }
        if let thread = PosixThread.start(name: "cancel", { self.tellUntilAllHaveLeft() }) {
            thread.detach()
        } else {
            _ = tell()
        }
    }

    package func check() throws(DatabaseError) {
        if isCancelled { throw .cancelled }
    }

    /// Runs what a statement does, which `cancel` then reaches. Whatever it throws once cancelled is `.cancelled`.
    func running<Result>(
        _ statement: OpaquePointer, _ body: () throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        let isCancelled = lock.withLock {
            if !state.isCancelled { state.statements.append(statement) }
            return state.isCancelled
        }
        if isCancelled { throw .cancelled }
        defer { leave(statement) }
        do throws(DatabaseError) {
            return try body()
        } catch {
            throw self.isCancelled ? .cancelled : error
        }
    }

    /// From now on no driver is told of the statement: what its connection does next is not what was cancelled.
    private func leave(_ statement: OpaquePointer) {
        lock.withLock {
            while state.isTelling { lock.wait() }
            if let index = state.statements.firstIndex(of: statement) { state.statements.remove(at: index) }
            lock.broadcast()
        }
    }

    // MARK: Telling drivers

    /// A driver takes no note of what it is told before it has begun, or between two batches (DuckDB forgets it when a query starts, and
    /// a PostgreSQL server ignores it while it does nothing): so it is told again until the statements have left.
    private func tellUntilAllHaveLeft() {
        var pause: UInt64 = 50_000_000
        while tell() {
            lock.withLock {
                let end = MonotonicTime.now + pause
                while !state.statements.isEmpty && lock.wait(until: end) {}
            }
            pause = min(2 * pause, 1_000_000_000)
        }
    }

    /// Tells the driver of each statement that runs, once.
    ///
    /// - Returns: whether there was one that can cancel.
    private func tell() -> Bool {
        let statements = lock.withLock {
            state.isTelling = !state.statements.isEmpty
            return state.statements
        }
        var isHeard = false
        for statement in statements {
            var ignored = CADBCError()  // What a driver cannot cancel ends by itself.
            if cadbc_statement_cancel(statement, &ignored) || ignored.status != CADBC_NOT_IMPLEMENTED { isHeard = true }
            cadbc_error_clear(&ignored)
        }
        lock.withLock {
            state.isTelling = false
            lock.broadcast()
        }
        return isHeard
    }
}
