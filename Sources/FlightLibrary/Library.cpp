// The table of functions that the program loads.
#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>

#include <cstring>

#include "Client.h"
#include "Failure.h"
#include "FlightLibrary.h"
#include "Server.h"

using namespace weir::flight;

static_assert(sizeof(ArrowArrayStream) == CFLIGHT_STREAM_BYTES);

struct CFlightServer {
    explicit CFlightServer(const CFlightHandlers &handlers) : server(handlers) {}
    Server server;
};

struct CFlightClient {
    std::unique_ptr<Client> client;
};

namespace {

CFlightServer *server_start(
    const char *location, const char *token, const CFlightHandlers *handlers, CFlightFailure *failure) {
    return guarded(failure, [&]() -> arrow::Result<CFlightServer *> {
        auto server = std::make_unique<CFlightServer>(*handlers);
        ARROW_RETURN_NOT_OK(server->server.start(location, token));
        return server.release();
    });
}

int server_port(const CFlightServer *server) { return server->server.port(); }

bool server_stop(CFlightServer *server, int64_t grace, CFlightFailure *failure) {
    return guarded_status(failure, [&]() { return server->server.stop(grace); });
}

void server_release(CFlightServer *server) { delete server; }

CFlightClient *client_connect(const char *location, const char *token, CFlightFailure *failure) {
    return guarded(failure, [&]() -> arrow::Result<CFlightClient *> {
        ARROW_ASSIGN_OR_RAISE(auto client, Client::connect(location, token));
        return new CFlightClient{std::move(client)};
    });
}

void client_release(CFlightClient *client) { delete client; }

bool client_list(CFlightClient *client, CFlightListener listener, CFlightFailure *failure) {
    return guarded_status(failure, [&]() { return client->client->list(listener); });
}

bool client_describe(CFlightClient *client, const char *name, CFlightListener listener, CFlightFailure *failure) {
    return guarded_status(failure, [&]() { return client->client->describe(name, listener); });
}

bool client_get(CFlightClient *client, const char *name, void *stream, CFlightFailure *failure) {
    return guarded_status(failure, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto batches, client->client->get(name));
        return arrow::ExportRecordBatchReader(std::move(batches), static_cast<ArrowArrayStream *>(stream));
    });
}

bool client_put(CFlightClient *client, const char *name, void *stream, CFlightFailure *failure) {
    return guarded_status(failure, [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(auto batches, arrow::ImportRecordBatchReader(static_cast<ArrowArrayStream *>(stream)));
        return client->client->put(name, std::move(batches));
    });
}

bool client_drop(CFlightClient *client, const char *name, CFlightFailure *failure) {
    return guarded_status(failure, [&]() { return client->client->drop(name); });
}

char *client_actions(CFlightClient *client, CFlightFailure *failure) {
    return guarded(failure, [&]() -> arrow::Result<char *> {
        ARROW_ASSIGN_OR_RAISE(const auto actions, client->client->actions());
        std::string names;
        for (const auto &action : actions) names += (names.empty() ? "" : ",") + action.type;
        return strdup(names.c_str());
    });
}

}  // namespace

const CFlightAPI *weir_flight_api(void) {
    static const CFlightAPI api = {
        .version = CFLIGHT_VERSION,
        .server_start = server_start,
        .server_port = server_port,
        .server_stop = server_stop,
        .server_release = server_release,
        .client_connect = client_connect,
        .client_release = client_release,
        .client_list = client_list,
        .client_describe = client_describe,
        .client_get = client_get,
        .client_put = client_put,
        .client_drop = client_drop,
        .client_actions = client_actions,
    };
    return &api;
}
