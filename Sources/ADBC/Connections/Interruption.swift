internal import CADBC
internal import Synchronization

/// Stops queries from another thread. Once cancelled it stays so: what runs with it, or is yet to run, throws `.cancelled`.
///
/// A driver that cannot cancel what it is at (SQLite's) goes on until its next batch of rows.
package final class Interruption: Sendable {
    private struct State: @unchecked Sendable {
        // Sendable: a statement may be cancelled from any thread as long as it is kept.
        var isCancelled = false
        /// What runs, each kept by whoever entered it.
        var statements: [OpaquePointer] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// Any thread; more than once does nothing more. Waits for no query.
    package func cancel() {
        let running = state.withLock { state in
            state.isCancelled = true
            for statement in state.statements { cadbc_statement_retain(statement) }
            return Kept(statements: state.statements)
        }
        for statement in running.statements {
            var ignored = CADBCError()  // What a driver cannot cancel ends by itself.
            _ = cadbc_statement_cancel(statement, &ignored)
            cadbc_error_clear(&ignored)
            cadbc_statement_release(statement)
        }
    }

    package func check() throws(DatabaseError) {
        if isCancelled { throw .cancelled }
    }

    /// Runs what a statement does, which `cancel` then reaches. Whatever it throws once cancelled is `.cancelled`.
    func running<Result>(
        _ statement: OpaquePointer, _ body: () throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        let statement = Kept(statements: [statement])
        let isCancelled = state.withLock { state in
            state.statements += statement.statements
            return state.isCancelled
        }
        defer {
            state.withLock { state in
                if let index = state.statements.firstIndex(of: statement.statements[0]) {
                    state.statements.remove(at: index)
                }
            }
        }
        if isCancelled { throw .cancelled }
        do throws(DatabaseError) {
            return try body()
        } catch {
            throw self.isCancelled ? .cancelled : error
        }
    }

    private struct Kept: @unchecked Sendable {
        // Sendable: as above.
        let statements: [OpaquePointer]
    }
}
