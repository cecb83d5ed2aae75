/// A plain-C face of ADBC drivers, made for the Swift module ADBC and for nothing else. A driver is a library that is loaded at run
/// time and fills a table of functions; no driver manager is needed.
///
/// Ownership: handles are counted. A connection keeps its database, a statement its connection, and a stream its statement, so that
/// each may be released in any order. Drivers stay loaded for good.
/// Threads: a database may be used from any thread; a connection, with its statements and streams, from one at a time, but for
/// `cadbc_statement_cancel`. Everything blocks.
/// Streams are `struct ArrowArrayStream` of the Arrow C stream interface, passed as `void *`; whoever is handed one must release it.
/// Errors: a function with a `CADBCError *` fills it and returns NULL or false.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Errors

/// As ADBC numbers them, and two of our own.
typedef enum CADBCStatus {
    CADBC_OK = 0,
    CADBC_UNKNOWN,
    CADBC_NOT_IMPLEMENTED,
    CADBC_NOT_FOUND,
    CADBC_ALREADY_EXISTS,
    CADBC_INVALID_ARGUMENT,
    CADBC_INVALID_STATE,
    CADBC_INVALID_DATA,
    CADBC_INTEGRITY,
    CADBC_INTERNAL,
    CADBC_IO,
    CADBC_CANCELLED,
    CADBC_TIMEOUT,
    CADBC_UNAUTHENTICATED,
    CADBC_UNAUTHORIZED,
    CADBC_LIBRARY = 100,  ///< the driver's library cannot be loaded
    CADBC_MEMORY
} CADBCStatus;

/// Zero it before the call. `message` is malloc'd.
typedef struct CADBCError {
    CADBCStatus status;
    char *_Nullable message;
    char sqlstate[6];     ///< empty where the driver gives none
    int32_t vendor_code;  ///< 0 where the driver gives none
} CADBCError;

void cadbc_error_clear(CADBCError *error);

// MARK: Handles

typedef struct CADBCDriver CADBCDriver;
typedef struct CADBCDatabase CADBCDatabase;
typedef struct CADBCConnection CADBCConnection;
typedef struct CADBCStatement CADBCStatement;

typedef struct CADBCOption {
    const char *key;
    const char *value;
} CADBCOption;

/// Loads the library at `path`, which the system searches for where it names no folder, and calls `entry`. Without one, the names
/// that drivers have by custom: `AdbcDriverInit`, and `NAME_adbc_init`.
CADBCDriver *_Nullable cadbc_driver_load(
    const char *path, const char *_Nullable entry, const char *name, CADBCError *error);

CADBCDatabase *_Nullable cadbc_database_open(
    const CADBCDriver *driver, const CADBCOption *_Nullable options, size_t count, CADBCError *error);
void cadbc_database_release(CADBCDatabase *database);

CADBCConnection *_Nullable cadbc_connection_open(
    CADBCDatabase *database, const CADBCOption *_Nullable options, size_t count, CADBCError *error);
void cadbc_connection_release(CADBCConnection *connection);
bool cadbc_connection_set_option(CADBCConnection *connection, const char *key, const char *value, CADBCError *error);
bool cadbc_connection_commit(CADBCConnection *connection, CADBCError *error);
bool cadbc_connection_roll_back(CADBCConnection *connection, CADBCError *error);
/// What the driver knows of itself and its database, as ADBC's GetInfo has it.
bool cadbc_connection_info(
    CADBCConnection *connection, const uint32_t *codes, size_t count, void *stream, CADBCError *error);
/// A stream without batches, of the schema of a table.
bool cadbc_connection_table_schema(
    CADBCConnection *connection, const char *_Nullable schema, const char *table, void *stream, CADBCError *error);

CADBCStatement *_Nullable cadbc_statement_make(CADBCConnection *connection, CADBCError *error);
void cadbc_statement_retain(CADBCStatement *statement);
void cadbc_statement_release(CADBCStatement *statement);
bool cadbc_statement_set_option(CADBCStatement *statement, const char *key, const char *value, CADBCError *error);
bool cadbc_statement_set_query(CADBCStatement *statement, const char *sql, CADBCError *error);
bool cadbc_statement_prepare(CADBCStatement *statement, CADBCError *error);
/// Takes the stream, also on failure.
bool cadbc_statement_bind(CADBCStatement *statement, void *stream, CADBCError *error);
/// Fills `stream`, which keeps the statement.
bool cadbc_statement_query(CADBCStatement *statement, void *stream, CADBCError *error);
/// `rows`: those changed; -1 where unknown.
bool cadbc_statement_update(CADBCStatement *statement, int64_t *rows, CADBCError *error);
/// Fills `stream` with a stream without batches, of the schema that the query would give.
bool cadbc_statement_schema(CADBCStatement *statement, void *stream, CADBCError *error);
/// From any thread, as long as the caller keeps the statement: what runs fails as cancelled.
bool cadbc_statement_cancel(CADBCStatement *statement, CADBCError *error);

// MARK: Streams

/// The size of a stream, for whoever makes room for one. Zero it.
enum { CADBC_STREAM_BYTES = 5 * sizeof(void *) };

/// Releases a stream that has not been released, moved on or left empty.
void cadbc_stream_release(void *stream);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
