#include "Server.h"

#include <arrow/buffer.h>
#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/flight/server_middleware.h>
#include <arrow/ipc/dictionary.h>

#include <chrono>
#include <utility>

#include "Failure.h"
#include "Listing.h"
#include "Names.h"
#include "Reading.h"
#include "Token.h"
#include "Validation.h"

namespace weir::flight {

using namespace arrow::flight;

constexpr const char *drop_action = "drop";

arrow::Status Server::start(const std::string &location, const char *token) {
    ARROW_ASSIGN_OR_RAISE(auto parsed, Location::Parse(location));
    FlightServerOptions options(parsed);
    if (token != nullptr) options.middleware.emplace_back("token", std::make_shared<TokenCheck>(token));
    return Init(options);
}

arrow::Status Server::stop(int64_t grace) {
    const auto deadline = std::chrono::system_clock::now() + std::chrono::milliseconds(grace);
    ARROW_RETURN_NOT_OK(Shutdown(&deadline));
    return Wait();
}

// MARK: Looking

arrow::Status Server::ListFlights(
    const ServerCallContext &, const Criteria *criteria, std::unique_ptr<FlightListing> *listing) {
    Listing found(criteria != nullptr ? criteria->expression : "");
    Failure failure;
    if (!handlers_.list(handlers_.context, found.listener(), failure.out())) return failure.status();
    ARROW_ASSIGN_OR_RAISE(auto infos, std::move(found).take());
    *listing = std::make_unique<SimpleFlightListing>(std::move(infos));
    return arrow::Status::OK();
}

arrow::Result<FlightInfo> Server::describe(const FlightDescriptor &descriptor) const {
    ARROW_ASSIGN_OR_RAISE(const auto name, dataset_name(descriptor));
    Listing found("");
    Failure failure;
    if (!handlers_.describe(handlers_.context, name.c_str(), found.listener(), failure.out())) return failure.status();
    ARROW_ASSIGN_OR_RAISE(auto infos, std::move(found).take());
    if (infos.size() != 1) return arrow::Status::UnknownError("the dataset was not described");
    return std::move(infos.front());
}

arrow::Status Server::GetFlightInfo(
    const ServerCallContext &, const FlightDescriptor &descriptor, std::unique_ptr<FlightInfo> *info) {
    ARROW_ASSIGN_OR_RAISE(auto found, describe(descriptor));
    *info = std::make_unique<FlightInfo>(std::move(found));
    return arrow::Status::OK();
}

arrow::Status Server::GetSchema(
    const ServerCallContext &, const FlightDescriptor &descriptor, std::unique_ptr<SchemaResult> *schema) {
    ARROW_ASSIGN_OR_RAISE(const auto found, describe(descriptor));
    *schema = std::make_unique<SchemaResult>(found.serialized_schema());
    return arrow::Status::OK();
}

// MARK: Reading and writing

arrow::Status Server::DoGet(const ServerCallContext &, const Ticket &ticket, std::unique_ptr<FlightDataStream> *stream) {
    ARROW_ASSIGN_OR_RAISE(const auto name, dataset_name(ticket.ticket));
    ArrowArrayStream batches{};
    Failure failure;
    void *handle = handlers_.open(handlers_.context, name.c_str(), &batches, failure.out());
    if (handle == nullptr) return failure.status();
    auto reading = std::make_unique<Reading>(handlers_, handle);
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(&batches));
    reading->begin(std::move(reader));
    *stream = std::move(reading);
    return arrow::Status::OK();
}

arrow::Status Server::DoPut(
    const ServerCallContext &, std::unique_ptr<FlightMessageReader> reader, std::unique_ptr<FlightMetadataWriter>) {
    ARROW_ASSIGN_OR_RAISE(const auto name, dataset_name(reader->descriptor()));
    Failure failure;
    void *put = handlers_.begin_put(handlers_.context, name.c_str(), failure.out());
    if (put == nullptr) return failure.status();
    return receive(*reader, put);
}

arrow::Status Server::receive(FlightMessageReader &reader, void *put) const {
    Failure failure;
    ArrowArrayStream stream{};
    const auto received = [&]() -> arrow::Status {
        ARROW_ASSIGN_OR_RAISE(const auto schema, reader.GetSchema());
        arrow::RecordBatchVector batches;
        while (true) {
            ARROW_ASSIGN_OR_RAISE(auto chunk, reader.Next());
            if (chunk.data == nullptr) {
                if (chunk.app_metadata == nullptr) break;
                continue;
            }
            ARROW_RETURN_NOT_OK(validate(*chunk.data));
            if (!handlers_.grow_put(handlers_.context, put, total_bytes(*chunk.data), failure.out()))
                return failure.status();
            batches.push_back(std::move(chunk.data));
        }
        ARROW_ASSIGN_OR_RAISE(auto table, arrow::RecordBatchReader::Make(std::move(batches), schema));
        return arrow::ExportRecordBatchReader(std::move(table), &stream);
    }();
    if (!received.ok()) {
        Failure ignored;
        handlers_.end_put(handlers_.context, put, nullptr, ignored.out());
        return received;
    }
    return handlers_.end_put(handlers_.context, put, &stream, failure.out()) ? arrow::Status::OK() : failure.status();
}

// MARK: Actions

arrow::Status Server::DoAction(const ServerCallContext &, const Action &action, std::unique_ptr<ResultStream> *results) {
    if (action.type != drop_action)
        return arrow::Status::NotImplemented("there is no action '", action.type, "'; there is '", drop_action, "'");
    ARROW_ASSIGN_OR_RAISE(const auto name, dataset_name(action.body != nullptr ? action.body->ToString() : ""));
    Failure failure;
    if (!handlers_.drop(handlers_.context, name.c_str(), failure.out())) return failure.status();
    *results = std::make_unique<SimpleResultStream>(std::vector<Result>{});
    return arrow::Status::OK();
}

arrow::Status Server::ListActions(const ServerCallContext &, std::vector<ActionType> *actions) {
    *actions = {{drop_action, "Drops the dataset that the body names; only one that was put."}};
    return arrow::Status::OK();
}

}  // namespace weir::flight
