package import Plan

/// Databases, as far as outputs go into their tables: all of a run's, or none. On one thread at a time; everything blocks.
package protocol OutputTables: Sendable {
    /// Writes an output's rows into a table, in a transaction of its database that nobody else sees yet. Returns nil, or why it could
    /// not.
    func write(_ data: any SlotData, to target: OutputDeclaration.TableTarget) -> String?
    /// Makes all that was written so for good. Returns nil, or what could not be, which then is undone.
    func commit() -> String?
    /// Undoes all that was written and not committed. Nothing where nothing was.
    func rollBack()
}
