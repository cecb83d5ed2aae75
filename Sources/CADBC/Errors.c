#include <stdlib.h>
#include <string.h>

#include "Handles.h"

void cadbc_error_clear(CADBCError *error) {
    free(error->message);
    memset(error, 0, sizeof *error);
}

bool cadbc_fail(CADBCError *error, CADBCStatus status, const char *message) {
    cadbc_error_clear(error);
    error->status = status;
    error->message = strdup(message);
    return false;
}

struct AdbcError cadbc_driver_error(struct AdbcDriver *driver) {
    struct AdbcError error;
    memset(&error, 0, sizeof error);
    error.vendor_code = INT32_MIN;
    error.private_driver = driver;
    return error;
}

bool cadbc_succeeded(AdbcStatusCode status, struct AdbcError *driver_error, CADBCError *error) {
    if (status != CADBC_OK) {
        const char *message = driver_error->message;
        cadbc_fail(
            error, status <= CADBC_UNAUTHORIZED ? (CADBCStatus)status : CADBC_UNKNOWN,
            message != NULL ? message : "the driver gives no reason");
        memcpy(error->sqlstate, driver_error->sqlstate, sizeof driver_error->sqlstate);
        if (driver_error->vendor_code != INT32_MIN) error->vendor_code = driver_error->vendor_code;
    }
    if (driver_error->release != NULL) driver_error->release(driver_error);
    return status == CADBC_OK;
}
