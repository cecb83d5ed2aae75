// The Arrow C data interface and ADBC 1.1, as far as they are used here. Their layouts are fixed by their specifications: the order
// and the number of the fields, not their names.
#pragma once

#include <stddef.h>
#include <stdint.h>

// MARK: Arrow

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

// MARK: ADBC

typedef uint8_t AdbcStatusCode;

enum { ADBC_VERSION_1_0 = 1000000, ADBC_VERSION_1_1 = 1001000 };

struct AdbcDriver;

// `vendor_code` set to INT32_MIN before a call says that the two last fields are there.
struct AdbcError {
    char *message;
    int32_t vendor_code;
    char sqlstate[5];
    void (*release)(struct AdbcError *);
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcDatabase {
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcConnection {
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcStatement {
    void *private_data;
    struct AdbcDriver *private_driver;
};

// A function that is not called from here.
typedef void (*AdbcUnused)(void);

struct AdbcDriver {
    void *private_data;
    void *private_manager;
    AdbcStatusCode (*release)(struct AdbcDriver *, struct AdbcError *);

    AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase *, const char *, const char *, struct AdbcError *);
    AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);

    AdbcStatusCode (*ConnectionCommit)(struct AdbcConnection *, struct AdbcError *);
    AdbcStatusCode (*ConnectionGetInfo)(
        struct AdbcConnection *, const uint32_t *, size_t, struct ArrowArrayStream *, struct AdbcError *);
    AdbcUnused ConnectionGetObjects;
    AdbcStatusCode (*ConnectionGetTableSchema)(
        struct AdbcConnection *, const char *catalog, const char *schema, const char *table, struct ArrowSchema *,
        struct AdbcError *);
    AdbcUnused ConnectionGetTableTypes;
    AdbcStatusCode (*ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
    AdbcStatusCode (*ConnectionSetOption)(struct AdbcConnection *, const char *, const char *, struct AdbcError *);
    AdbcUnused ConnectionReadPartition;
    AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
    AdbcStatusCode (*ConnectionRollback)(struct AdbcConnection *, struct AdbcError *);

    AdbcUnused StatementBind;
    AdbcStatusCode (*StatementBindStream)(struct AdbcStatement *, struct ArrowArrayStream *, struct AdbcError *);
    AdbcStatusCode (*StatementExecuteQuery)(
        struct AdbcStatement *, struct ArrowArrayStream *, int64_t *, struct AdbcError *);
    AdbcUnused StatementExecutePartitions;
    AdbcUnused StatementGetParameterSchema;
    AdbcStatusCode (*StatementNew)(struct AdbcConnection *, struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementPrepare)(struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementRelease)(struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementSetOption)(struct AdbcStatement *, const char *, const char *, struct AdbcError *);
    AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement *, const char *, struct AdbcError *);
    AdbcUnused StatementSetSubstraitPlan;

    // From here on since ADBC 1.1.

    AdbcUnused ErrorGetDetailCount;
    AdbcUnused ErrorGetDetail;
    AdbcUnused ErrorFromArrayStream;

    AdbcUnused DatabaseGetOption;
    AdbcUnused DatabaseGetOptionBytes;
    AdbcUnused DatabaseGetOptionDouble;
    AdbcUnused DatabaseGetOptionInt;
    AdbcUnused DatabaseSetOptionBytes;
    AdbcUnused DatabaseSetOptionDouble;
    AdbcUnused DatabaseSetOptionInt;

    AdbcUnused ConnectionCancel;
    AdbcUnused ConnectionGetOption;
    AdbcUnused ConnectionGetOptionBytes;
    AdbcUnused ConnectionGetOptionDouble;
    AdbcUnused ConnectionGetOptionInt;
    AdbcUnused ConnectionGetStatistics;
    AdbcUnused ConnectionGetStatisticNames;
    AdbcUnused ConnectionSetOptionBytes;
    AdbcUnused ConnectionSetOptionDouble;
    AdbcUnused ConnectionSetOptionInt;

    AdbcStatusCode (*StatementCancel)(struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementExecuteSchema)(struct AdbcStatement *, struct ArrowSchema *, struct AdbcError *);
    AdbcUnused StatementGetOption;
    AdbcUnused StatementGetOptionBytes;
    AdbcUnused StatementGetOptionDouble;
    AdbcUnused StatementGetOptionInt;
    AdbcUnused StatementSetOptionBytes;
    AdbcUnused StatementSetOptionDouble;
    AdbcUnused StatementSetOptionInt;
};

typedef AdbcStatusCode (*AdbcDriverInitFunction)(int version, void *driver, struct AdbcError *error);
