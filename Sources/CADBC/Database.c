#include <stdlib.h>
#include <string.h>

#include "Handles.h"

// MARK: Databases

static void release_database(CADBCDatabase *database) {
    struct AdbcError ignored = cadbc_driver_error(database->driver);
    database->driver->DatabaseRelease(&database->database, &ignored);
    if (ignored.release != NULL) ignored.release(&ignored);
    free(database);
}

void cadbc_database_release(CADBCDatabase *database) {
    if (atomic_fetch_sub(&database->references, 1) == 1) release_database(database);
}

CADBCDatabase *cadbc_database_open(
    const CADBCDriver *driver, const CADBCOption *options, size_t count, CADBCError *error) {
    CADBCDatabase *database = calloc(1, sizeof *database);
    if (database == NULL) {
        cadbc_fail(error, CADBC_MEMORY, "out of memory");
        return NULL;
    }
    struct AdbcDriver *functions = (struct AdbcDriver *)&driver->functions;
    atomic_init(&database->references, 1);
    database->driver = functions;
    database->database.private_driver = functions;
    struct AdbcError reason = cadbc_driver_error(functions);
    if (!cadbc_succeeded(functions->DatabaseNew(&database->database, &reason), &reason, error)) {
        free(database);
        return NULL;
    }
    bool ready = true;
    for (size_t i = 0; ready && i < count; i++) {
        reason = cadbc_driver_error(functions);
        ready = cadbc_succeeded(
            functions->DatabaseSetOption(&database->database, options[i].key, options[i].value, &reason), &reason, error);
    }
    if (ready) {
        reason = cadbc_driver_error(functions);
        ready = cadbc_succeeded(functions->DatabaseInit(&database->database, &reason), &reason, error);
    }
    if (ready) return database;
    release_database(database);
    return NULL;
}

// MARK: Connections

static void release_connection(CADBCConnection *connection) {
    struct AdbcError ignored = cadbc_driver_error(connection->driver);
    connection->driver->ConnectionRelease(&connection->connection, &ignored);
    if (ignored.release != NULL) ignored.release(&ignored);
    cadbc_database_release(connection->database);
    free(connection);
}

void cadbc_connection_release(CADBCConnection *connection) {
    if (atomic_fetch_sub(&connection->references, 1) == 1) release_connection(connection);
}

CADBCConnection *cadbc_connection_open(
    CADBCDatabase *database, const CADBCOption *options, size_t count, CADBCError *error) {
    CADBCConnection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) {
        cadbc_fail(error, CADBC_MEMORY, "out of memory");
        return NULL;
    }
    struct AdbcDriver *functions = database->driver;
    atomic_init(&connection->references, 1);
    connection->driver = functions;
    connection->connection.private_driver = functions;
    struct AdbcError reason = cadbc_driver_error(functions);
    if (!cadbc_succeeded(functions->ConnectionNew(&connection->connection, &reason), &reason, error)) {
        free(connection);
        return NULL;
    }
    atomic_fetch_add(&database->references, 1);
    connection->database = database;
    bool ready = true;
    for (size_t i = 0; ready && i < count; i++)
        ready = cadbc_connection_set_option(connection, options[i].key, options[i].value, error);
    if (ready) {
        reason = cadbc_driver_error(functions);
        ready = cadbc_succeeded(
            functions->ConnectionInit(&connection->connection, &database->database, &reason), &reason, error);
    }
    if (ready) return connection;
    release_connection(connection);
    return NULL;
}

bool cadbc_connection_set_option(CADBCConnection *connection, const char *key, const char *value, CADBCError *error) {
    if (connection->driver->ConnectionSetOption == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver has no options of connections");
    struct AdbcError reason = cadbc_driver_error(connection->driver);
    return cadbc_succeeded(
        connection->driver->ConnectionSetOption(&connection->connection, key, value, &reason), &reason, error);
}

bool cadbc_connection_commit(CADBCConnection *connection, CADBCError *error) {
    if (connection->driver->ConnectionCommit == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver has no transactions");
    struct AdbcError reason = cadbc_driver_error(connection->driver);
    return cadbc_succeeded(connection->driver->ConnectionCommit(&connection->connection, &reason), &reason, error);
}

bool cadbc_connection_roll_back(CADBCConnection *connection, CADBCError *error) {
    if (connection->driver->ConnectionRollback == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver has no transactions");
    struct AdbcError reason = cadbc_driver_error(connection->driver);
    return cadbc_succeeded(connection->driver->ConnectionRollback(&connection->connection, &reason), &reason, error);
}

bool cadbc_connection_info(
    CADBCConnection *connection, const uint32_t *codes, size_t count, void *stream, CADBCError *error) {
    if (connection->driver->ConnectionGetInfo == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver tells nothing of itself");
    struct AdbcError reason = cadbc_driver_error(connection->driver);
    return cadbc_succeeded(
        connection->driver->ConnectionGetInfo(&connection->connection, codes, count, stream, &reason), &reason, error);
}

bool cadbc_connection_table_schema(
    CADBCConnection *connection, const char *schema, const char *table, void *stream, CADBCError *error) {
    if (connection->driver->ConnectionGetTableSchema == NULL)
        return cadbc_fail(error, CADBC_NOT_IMPLEMENTED, "the driver tells no table's columns");
    struct ArrowSchema columns;
    memset(&columns, 0, sizeof columns);
    struct AdbcError reason = cadbc_driver_error(connection->driver);
    const AdbcStatusCode status = connection->driver->ConnectionGetTableSchema(
        &connection->connection, NULL, schema, table, &columns, &reason);
    return cadbc_succeeded(status, &reason, error) && cadbc_stream_of_schema(columns, stream, error);
}
