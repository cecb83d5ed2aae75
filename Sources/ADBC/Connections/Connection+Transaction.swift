internal import CADBC
internal import Plan

extension Connection {
    /// Runs what belongs together, and commits it; where it throws, all is undone. No transaction within another.
    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try begin()
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            if isInTransaction { try? rollBack() }
            throw error
        }
    }

    /// From here on nothing is for good until `commit`.
    package func begin() throws(DatabaseError) {
        guard !isInTransaction else { throw DatabaseError(.invalid, "there is a transaction already") }
        try setAutocommit(false)
        isInTransaction = true
    }

    /// What fails to commit is undone.
    package func commit() throws(DatabaseError) {
        guard isInTransaction else { throw DatabaseError(.invalid, "there is no transaction to commit") }
        do throws(DatabaseError) {
            try DatabaseError.check(database.redaction) { cadbc_connection_commit(pointer, $0) }
        } catch {
            try? rollBack()
            throw error
        }
        isInTransaction = false
        try setAutocommit(true)
    }

    package func rollBack() throws(DatabaseError) {
        guard isInTransaction else { throw DatabaseError(.invalid, "there is no transaction to roll back") }
        isInTransaction = false
        try DatabaseError.check(database.redaction) { cadbc_connection_roll_back(pointer, $0) }
        try setAutocommit(true)
    }

    private func setAutocommit(_ isOn: Bool) throws(DatabaseError) {
        try DatabaseError.check(database.redaction) {
            cadbc_connection_set_option(pointer, "adbc.connection.autocommit", isOn ? "true" : "false", $0)
        }
    }
}
