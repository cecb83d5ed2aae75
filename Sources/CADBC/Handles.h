// What the files of this target share: the handles, and how a driver's errors become ours.
#pragma once

#include <stdatomic.h>

#include "CADBC.h"
#include "Interface.h"

struct CADBCDriver {
    struct AdbcDriver functions;
};

struct CADBCDatabase {
    atomic_long references;
    struct AdbcDriver *driver;
    struct AdbcDatabase database;
};

struct CADBCConnection {
    atomic_long references;
    CADBCDatabase *database;
    struct AdbcDriver *driver;
    struct AdbcConnection connection;
};

struct CADBCStatement {
    atomic_long references;
    CADBCConnection *connection;
    struct AdbcDriver *driver;
    struct AdbcStatement statement;
};

/// An error for the driver to fill.
struct AdbcError cadbc_driver_error(struct AdbcDriver *driver);
/// Whether the call succeeded; takes what the driver stored.
bool cadbc_succeeded(AdbcStatusCode status, struct AdbcError *driver_error, CADBCError *error);
/// Stores a copy of the message and returns false.
bool cadbc_fail(CADBCError *error, CADBCStatus status, const char *message);

/// Puts in `stream` one without batches, of this schema, which it takes.
bool cadbc_stream_of_schema(struct ArrowSchema schema, void *stream, CADBCError *error);
/// Puts in `stream` one that gives what `source` gives, which it takes, and keeps the statement.
bool cadbc_stream_of_statement(
    CADBCStatement *statement, struct ArrowArrayStream source, void *stream, CADBCError *error);
