#include <stdlib.h>
#include <string.h>

#include "Handles.h"

static void release_statement(CADBCStatement *statement) {
    struct AdbcError ignored = cadbc_driver_error(statement->driver);
    statement->driver->StatementRelease(&statement->statement, &ignored);
    if (ignored.release != NULL) ignored.release(&ignored);
    cadbc_connection_release(statement->connection);
    free(statement);
}

void cadbc_statement_retain(CADBCStatement *statement) { atomic_fetch_add(&statement->references, 1); }

void cadbc_statement_release(CADBCStatement *statement) {
    if (atomic_fetch_sub(&statement->references, 1) == 1) release_statement(statement);
}

CADBCStatement *cadbc_statement_make(CADBCConnection *connection, CADBCError *error) {
    CADBCStatement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        cadbc_fail(error, CADBC_MEMORY, "out of memory");
        return NULL;
    }
    struct AdbcDriver *functions = connection->driver;
    atomic_init(&statement->references, 1);
    statement->driver = functions;
    statement->statement.private_driver = functions;
    struct AdbcError reason = cadbc_driver_error(functions);
    if (!cadbc_succeeded(
            functions->StatementNew(&connection->connection, &statement->statement, &reason), &reason, error)) {
        free(statement);
        return NULL;
    }
    atomic_fetch_add(&connection->references, 1);
    statement->connection = connection;
    return statement;
}

bool cadbc_statement_set_option(CADBCStatement *statement, const char *key, const char *value, CADBCError *error) {
    if (statement->driver->StatementSetOption == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver has no options of statements");
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    return cadbc_succeeded(
        statement->driver->StatementSetOption(&statement->statement, key, value, &reason), &reason, error);
}

bool cadbc_statement_set_query(CADBCStatement *statement, const char *sql, CADBCError *error) {
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    return cadbc_succeeded(
        statement->driver->StatementSetSqlQuery(&statement->statement, sql, &reason), &reason, error);
}

bool cadbc_statement_prepare(CADBCStatement *statement, CADBCError *error) {
    if (statement->driver->StatementPrepare == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver prepares no statements");
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    return cadbc_succeeded(statement->driver->StatementPrepare(&statement->statement, &reason), &reason, error);
}

bool cadbc_statement_bind(CADBCStatement *statement, void *stream, CADBCError *error) {
    if (statement->driver->StatementBindStream == NULL) {
        cadbc_stream_release(stream);
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver takes no tables and no parameters");
    }
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    const bool succeeded = cadbc_succeeded(
        statement->driver->StatementBindStream(&statement->statement, stream, &reason), &reason, error);
    // The driver takes it only on success.
    if (!succeeded) cadbc_stream_release(stream);
    return succeeded;
}

bool cadbc_statement_query(CADBCStatement *statement, void *stream, CADBCError *error) {
    struct ArrowArrayStream source;
    memset(&source, 0, sizeof source);
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    const AdbcStatusCode status =
        statement->driver->StatementExecuteQuery(&statement->statement, &source, NULL, &reason);
    return cadbc_succeeded(status, &reason, error) && cadbc_stream_of_statement(statement, source, stream, error);
}

bool cadbc_statement_update(CADBCStatement *statement, int64_t *rows, CADBCError *error) {
    *rows = -1;
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    return cadbc_succeeded(
        statement->driver->StatementExecuteQuery(&statement->statement, NULL, rows, &reason), &reason, error);
}

bool cadbc_statement_schema(CADBCStatement *statement, void *stream, CADBCError *error) {
    if (statement->driver->StatementExecuteSchema == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver tells no query's columns");
    struct ArrowSchema columns;
    memset(&columns, 0, sizeof columns);
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    const AdbcStatusCode status =
        statement->driver->StatementExecuteSchema(&statement->statement, &columns, &reason);
    return cadbc_succeeded(status, &reason, error) && cadbc_stream_of_schema(columns, stream, error);
}

bool cadbc_statement_cancel(CADBCStatement *statement, CADBCError *error) {
    if (statement->driver->StatementCancel == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver cancels nothing");
    struct AdbcError reason = cadbc_driver_error(statement->driver);
    return cadbc_succeeded(statement->driver->StatementCancel(&statement->statement, &reason), &reason, error);
}
