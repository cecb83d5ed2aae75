#include "CFlight.h"

#include <dlfcn.h>
#include <stdlib.h>

/// The layout that the Arrow C stream interface sets for good.
struct Stream {
    void *get_schema;
    void *get_next;
    void *get_last_error;
    void (*release)(struct Stream *);
    void *private_data;
};

_Static_assert(sizeof(struct Stream) == CFLIGHT_STREAM_BYTES, "");

void cflight_stream_release(void *stream) {
    struct Stream *open = stream;
    if (open->release != NULL) open->release(open);
}

void cflight_text_free(char *text) { free(text); }

const CFlightAPI *cflight_load(const char *path, CFlightFailure *failure) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        cflight_fail(failure, CFLIGHT_FAILED, reason != NULL ? reason : "it cannot be loaded");
        return NULL;
    }
    const CFlightAPI *(*get)(void) = NULL;
    // The detour that POSIX asks for: a data pointer is no function pointer to C.
    *(void **)&get = dlsym(library, "weir_flight_api");
    const CFlightAPI *api = get != NULL ? get() : NULL;
    if (api == NULL || api->version != CFLIGHT_VERSION) {
        cflight_fail(failure, CFLIGHT_FAILED, "it is no Flight library of this version of weir");
        return NULL;
    }
    return api;
}
