#include "Client.h"

#include <arrow/buffer.h>
#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/ipc/dictionary.h>

#include <utility>

#include "Names.h"
#include "Pieces.h"

namespace weir::flight {

using namespace arrow::flight;

namespace {

// What a call receives, batch by batch; cancels the call if it goes before its end.
class Received : public arrow::RecordBatchReader {
public:
    static arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> make(
        std::shared_ptr<FlightClient> client, std::unique_ptr<FlightStreamReader> stream) {
        auto received = std::make_shared<Received>();
        received->client_ = std::move(client);
        received->stream_ = std::move(stream);
        ARROW_ASSIGN_OR_RAISE(received->schema_, received->stream_->GetSchema());
        return received;
    }

    ~Received() override {
        if (!at_end_) stream_->Cancel();
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch> *batch) override {
        *batch = nullptr;
        if (at_end_) return arrow::Status::OK();
        ARROW_ASSIGN_OR_RAISE(auto chunk, stream_->Next());
        at_end_ = chunk.data == nullptr;
        *batch = std::move(chunk.data);
        return arrow::Status::OK();
    }

private:
    std::shared_ptr<FlightClient> client_;
    std::unique_ptr<FlightStreamReader> stream_;
    std::shared_ptr<arrow::Schema> schema_;
    bool at_end_ = false;
};

// Returns whether more is wanted.
arrow::Result<bool> tell(CFlightListener listener, const FlightInfo &info) {
    arrow::ipc::DictionaryMemo dictionaries;
    ARROW_ASSIGN_OR_RAISE(auto schema, info.GetSchema(&dictionaries));
    ARROW_ASSIGN_OR_RAISE(auto nothing, arrow::RecordBatchReader::Make({}, std::move(schema)));
    ARROW_ASSIGN_OR_RAISE(const auto name, dataset_name(info.descriptor()));
    ArrowArrayStream stream{};
    ARROW_RETURN_NOT_OK(arrow::ExportRecordBatchReader(std::move(nothing), &stream));
    const CFlightDataset dataset = {
        name.c_str(), info.total_records(), info.total_bytes(), info.app_metadata().c_str(), &stream};
    return listener.tell(listener.context, &dataset);
}

}  // namespace

arrow::Result<std::unique_ptr<Client>> Client::connect(const std::string &location, const char *token) {
    ARROW_ASSIGN_OR_RAISE(auto parsed, Location::Parse(location));
    auto client = std::make_unique<Client>();
    ARROW_ASSIGN_OR_RAISE(client->client_, FlightClient::Connect(parsed));
    if (token != nullptr) client->options_.headers.emplace_back("authorization", std::string("Bearer ") + token);
    return client;
}

arrow::Status Client::list(CFlightListener listener) {
    ARROW_ASSIGN_OR_RAISE(auto listing, client_->ListFlights(options_, {}));
    while (true) {
        ARROW_ASSIGN_OR_RAISE(const auto info, listing->Next());
        if (info == nullptr) return arrow::Status::OK();
        ARROW_ASSIGN_OR_RAISE(const bool goes_on, tell(listener, *info));
        if (!goes_on) return arrow::Status::OK();
    }
}

arrow::Status Client::describe(const std::string &name, CFlightListener listener) {
    ARROW_ASSIGN_OR_RAISE(const auto info, client_->GetFlightInfo(options_, descriptor_of(name)));
    return tell(listener, *info).status();
}

arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> Client::get(const std::string &name) {
    ARROW_ASSIGN_OR_RAISE(auto stream, client_->DoGet(options_, Ticket{name}));
    return Received::make(client_, std::move(stream));
}

arrow::Status Client::put(const std::string &name, std::shared_ptr<arrow::RecordBatchReader> whole) {
    Pieces batches(std::move(whole));
    ARROW_ASSIGN_OR_RAISE(auto call, client_->DoPut(options_, descriptor_of(name), batches.schema()));
    const auto written = [&]() -> arrow::Status {
        while (true) {
            std::shared_ptr<arrow::RecordBatch> batch;
            ARROW_RETURN_NOT_OK(batches.ReadNext(&batch));
            if (batch == nullptr) return call.writer->DoneWriting();
            ARROW_RETURN_NOT_OK(call.writer->WriteRecordBatch(*batch));
        }
    }();
    // What the server says is better than that it does not listen.
    const auto closed = call.writer->Close();
    return closed.ok() ? written : closed;
}

arrow::Status Client::drop(const std::string &name) {
    ARROW_ASSIGN_OR_RAISE(auto results, client_->DoAction(options_, Action{"drop", arrow::Buffer::FromString(name)}));
    while (true) {
        ARROW_ASSIGN_OR_RAISE(const auto result, results->Next());
        if (result == nullptr) return arrow::Status::OK();
    }
}

arrow::Result<std::vector<ActionType>> Client::actions() { return client_->ListActions(options_); }

}  // namespace weir::flight
