/// A plain-C face of Arrow Flight, made for the Swift module Flight and for nothing else. What is behind it lies in a library of
/// its own, FlightLibrary, which is loaded when it is first asked for: no other run pays for it.
///
/// Streams are `struct ArrowArrayStream` of the Arrow C stream interface, passed as `void *`; whoever is handed one must release
/// it. Texts are UTF-8 and end with a NUL. No C++ exception ever leaves.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Streams

/// The size of a stream, for whoever makes room for one. Zero it.
enum { CFLIGHT_STREAM_BYTES = 5 * sizeof(void *) };

/// Releases a stream that has not been released, moved on or left empty.
void cflight_stream_release(void *stream);

// MARK: Failures

typedef enum CFlightCode {
    CFLIGHT_OK = 0,
    CFLIGHT_INVALID,         ///< the request makes no sense
    CFLIGHT_NOT_FOUND,       ///< there is no dataset of this name
    CFLIGHT_REFUSED,         ///< the caller may not do this
    CFLIGHT_UNAUTHENTICATED, ///< the token is missing or wrong
    CFLIGHT_BUSY,            ///< not now: too much is going on, or the server ends
    CFLIGHT_MEMORY,
    CFLIGHT_FAILED           ///< everything else
} CFlightCode;

/// Zero it before the call; `message` is malloc'd.
typedef struct CFlightFailure {
    CFlightCode code;
    char *_Nullable message;
} CFlightFailure;

// On both sides of the border, which share no code but this.

static inline void cflight_failure_clear(CFlightFailure *failure) {
    free(failure->message);
    failure->message = NULL;
    failure->code = CFLIGHT_OK;
}

/// Stores a copy of the message, in place of what is there.
static inline void cflight_fail(CFlightFailure *failure, CFlightCode code, const char *message) {
    cflight_failure_clear(failure);
    failure->code = code;
    failure->message = strdup(message);
}

void cflight_text_free(char *text);

// MARK: Datasets

/// What is told of a dataset. All is borrowed during the call, but for the stream, which is handed over.
typedef struct CFlightDataset {
    const char *name;
    int64_t rows;
    int64_t bytes;
    const char *metadata;  ///< JSON
    void *stream;          ///< of which only the schema is looked at
} CFlightDataset;

/// Where datasets are told; each returns false once nobody listens any more.
typedef struct CFlightListener {
    void *context;
    bool (*tell)(void *context, const CFlightDataset *dataset);
} CFlightListener;

/// What the server asks of the program, on its own threads, any number at a time. To be answered at once: each may wait for a
/// lock, but for no other caller. What returns a bool or a pointer fills `failure` where it returns false or NULL.
typedef struct CFlightHandlers {
    void *context;
    /// Tells every dataset.
    bool (*list)(void *context, CFlightListener listener, CFlightFailure *failure);
    /// Tells one dataset.
    bool (*describe)(void *context, const char *name, CFlightListener listener, CFlightFailure *failure);
    /// Fills `stream` and returns a handle for `close`.
    void *_Nullable (*_Nonnull open)(void *context, const char *name, void *stream, CFlightFailure *failure);
    /// Nobody reads it any more. Once for each `open`, after its stream was released. `is_whole`: all was sent.
    void (*close)(void *context, void *reading, int64_t rows, int64_t bytes, bool is_whole);
    /// Somebody wants to put a dataset; returns a handle for the two that follow.
    void *_Nullable (*_Nonnull begin_put)(void *context, const char *name, CFlightFailure *failure);
    /// `bytes` more have arrived.
    bool (*grow_put)(void *context, void *put, int64_t bytes, CFlightFailure *failure);
    /// All has arrived and is in the stream; NULL: it came to nothing. Once for each `begin_put`.
    bool (*end_put)(void *context, void *put, void *_Nullable stream, CFlightFailure *failure);
    bool (*drop)(void *context, const char *name, CFlightFailure *failure);
} CFlightHandlers;

// MARK: The library

typedef struct CFlightServer CFlightServer;
typedef struct CFlightClient CFlightClient;

/// The version of this header; the library and the program must agree on it.
enum { CFLIGHT_VERSION = 1 };

/// What the library does. Every function may be called on any thread.
typedef struct CFlightAPI {
    uint32_t version;

    // The server.

    /// Starts to serve at `location` (`grpc+unix:///PATH`, `grpc+tcp://HOST:0`) and returns once callers can connect. With a
    /// token every call must carry it as `authorization: Bearer TOKEN`. The handlers' context must outlive the server.
    CFlightServer *_Nullable (*_Nonnull server_start)(
        const char *location, const char *_Nullable token, const CFlightHandlers *handlers, CFlightFailure *failure);
    /// As the system chose it; 0 for a socket of this machine.
    int (*server_port)(const CFlightServer *server);
    /// Takes no more calls, lets those that are there go on for so many milliseconds, then cancels them, and waits for the end of
    /// their handlers. Blocks. Once only; after it no handler is called any more.
    bool (*server_stop)(CFlightServer *server, int64_t grace, CFlightFailure *failure);
    /// After `server_stop`.
    void (*server_release)(CFlightServer *server);

    // A client. Every call blocks.

    CFlightClient *_Nullable (*_Nonnull client_connect)(
        const char *location, const char *_Nullable token, CFlightFailure *failure);
    void (*client_release)(CFlightClient *client);
    bool (*client_list)(CFlightClient *client, CFlightListener listener, CFlightFailure *failure);
    bool (*client_describe)(CFlightClient *client, const char *name, CFlightListener listener, CFlightFailure *failure);
    /// Fills `stream`, which receives batch by batch as it is read, and which may be released before its end.
    bool (*client_get)(CFlightClient *client, const char *name, void *stream, CFlightFailure *failure);
    /// Reads the stream to its end and releases it, also on failure.
    bool (*client_put)(CFlightClient *client, const char *name, void *stream, CFlightFailure *failure);
    bool (*client_drop)(CFlightClient *client, const char *name, CFlightFailure *failure);
    /// The names of the server's actions, comma by comma; for `cflight_text_free`.
    char *_Nullable (*_Nonnull client_actions)(CFlightClient *client, CFlightFailure *failure);
} CFlightAPI;

/// Loads the library at `path`, for good.
const CFlightAPI *_Nullable cflight_load(const char *path, CFlightFailure *failure);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
