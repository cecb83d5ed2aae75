#include "Listing.h"

#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/util/byte_size.h>

#include <exception>
#include <utility>

#include "Names.h"

namespace weir::flight {

using namespace arrow::flight;

CFlightListener Listing::listener() {
    return {this, [](void *context, const CFlightDataset *dataset) {
                auto &listing = *static_cast<Listing *>(context);
                try {
                    listing.status_ = listing.add(*dataset);
                } catch (const std::exception &exception) {
                    listing.status_ = arrow::Status::UnknownError(exception.what());
                }
                return listing.status_.ok();
            }};
}

arrow::Result<std::vector<FlightInfo>> Listing::take() && {
    ARROW_RETURN_NOT_OK(status_);
    return std::move(infos_);
}

arrow::Status Listing::add(const CFlightDataset &dataset) {
    ARROW_ASSIGN_OR_RAISE(
        const auto reader, arrow::ImportRecordBatchReader(static_cast<ArrowArrayStream *>(dataset.stream)));
    const std::string name = dataset.name;
    if (name.find(part_) == std::string::npos) return arrow::Status::OK();
    // An endpoint without a location is this server.
    FlightEndpoint endpoint;
    endpoint.ticket.ticket = name;
    ARROW_ASSIGN_OR_RAISE(
        auto info, FlightInfo::Make(
                       reader->schema(), descriptor_of(name), {std::move(endpoint)}, dataset.rows, dataset.bytes, true,
                       dataset.metadata));
    infos_.push_back(std::move(info));
    return arrow::Status::OK();
}

int64_t total_bytes(const arrow::RecordBatch &batch) { return arrow::util::TotalBufferSize(batch); }

}  // namespace weir::flight
