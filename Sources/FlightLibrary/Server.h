// The server: answers Flight calls by the program's handlers. Threads and connections are gRPC's.
#pragma once

#include <arrow/flight/server.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "CFlight.h"

namespace weir::flight {

class Server : public arrow::flight::FlightServerBase {
public:
    explicit Server(const CFlightHandlers &handlers) : handlers_(handlers) {}

    // Serves once it returns. `token` NULL: whoever can connect may call.
    arrow::Status start(const std::string &location, const char *token);
    arrow::Status stop(int64_t grace);

    using ServerCallContext = arrow::flight::ServerCallContext;
    arrow::Status ListFlights(
        const ServerCallContext &, const arrow::flight::Criteria *criteria,
        std::unique_ptr<arrow::flight::FlightListing> *listing) override;
    arrow::Status GetFlightInfo(
        const ServerCallContext &, const arrow::flight::FlightDescriptor &descriptor,
        std::unique_ptr<arrow::flight::FlightInfo> *info) override;
    arrow::Status GetSchema(
        const ServerCallContext &, const arrow::flight::FlightDescriptor &descriptor,
        std::unique_ptr<arrow::flight::SchemaResult> *schema) override;
    arrow::Status DoGet(
        const ServerCallContext &, const arrow::flight::Ticket &ticket,
        std::unique_ptr<arrow::flight::FlightDataStream> *stream) override;
    arrow::Status DoPut(
        const ServerCallContext &, std::unique_ptr<arrow::flight::FlightMessageReader> reader,
        std::unique_ptr<arrow::flight::FlightMetadataWriter>) override;
    arrow::Status DoAction(
        const ServerCallContext &, const arrow::flight::Action &action,
        std::unique_ptr<arrow::flight::ResultStream> *results) override;
    arrow::Status ListActions(const ServerCallContext &, std::vector<arrow::flight::ActionType> *actions) override;

private:
    arrow::Result<arrow::flight::FlightInfo> describe(const arrow::flight::FlightDescriptor &descriptor) const;
    arrow::Status receive(arrow::flight::FlightMessageReader &reader, void *put) const;

    const CFlightHandlers handlers_;
};

}  // namespace weir::flight
