#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Handles.h"

static AdbcDriverInitFunction entry_of(void *library, const char *name) {
    AdbcDriverInitFunction function = NULL;
    // The detour that POSIX asks for: a data pointer is no function pointer to C.
    *(void **)&function = dlsym(library, name);
    return function;
}

static AdbcDriverInitFunction customary_entry(void *library, const char *name) {
    AdbcDriverInitFunction function = entry_of(library, "AdbcDriverInit");
    if (function != NULL) return function;
    char entry[128];
    const int length = snprintf(entry, sizeof entry, "%s_adbc_init", name);
    return length < (int)sizeof entry ? entry_of(library, entry) : NULL;
}

// Whether what is called without looking is there.
static bool is_whole(const struct AdbcDriver *driver) {
    return driver->DatabaseNew != NULL && driver->DatabaseSetOption != NULL && driver->DatabaseInit != NULL
        && driver->DatabaseRelease != NULL && driver->ConnectionNew != NULL && driver->ConnectionInit != NULL
        && driver->ConnectionRelease != NULL && driver->StatementNew != NULL && driver->StatementRelease != NULL
        && driver->StatementSetSqlQuery != NULL && driver->StatementExecuteQuery != NULL;
}

CADBCDriver *cadbc_driver_load(const char *path, const char *entry, const char *name, CADBCError *error) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        cadbc_fail(error, CADBC_LIBRARY, reason != NULL ? reason : "it cannot be loaded");
        return NULL;
    }
    AdbcDriverInitFunction start = entry != NULL ? entry_of(library, entry) : customary_entry(library, name);
    if (start == NULL) {
        cadbc_fail(error, CADBC_LIBRARY, "the library has no entry point of an ADBC driver");
        return NULL;
    }
    CADBCDriver *driver = calloc(1, sizeof *driver);
    if (driver == NULL) {
        cadbc_fail(error, CADBC_MEMORY, "out of memory");
        return NULL;
    }
    struct AdbcError reason = cadbc_driver_error(&driver->functions);
    AdbcStatusCode status = start(ADBC_VERSION_1_1, &driver->functions, &reason);
    if (status == CADBC_NOT_IMPLEMENTED) {
        if (reason.release != NULL) reason.release(&reason);
        reason = cadbc_driver_error(&driver->functions);
        memset(&driver->functions, 0, sizeof driver->functions);
        status = start(ADBC_VERSION_1_0, &driver->functions, &reason);
    }
    const bool succeeded = cadbc_succeeded(status, &reason, error);
    if (succeeded && is_whole(&driver->functions)) return driver;
    if (succeeded) cadbc_fail(error, CADBC_LIBRARY, "the driver lacks functions that every ADBC driver has");
    free(driver);
    return NULL;
}
