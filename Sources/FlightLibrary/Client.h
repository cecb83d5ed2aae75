// A client of one server. Its calls may be made from any thread.
#pragma once

#include <arrow/flight/client.h>

#include <memory>
#include <string>
#include <vector>

#include "CFlight.h"

namespace weir::flight {

class Client {
public:
    static arrow::Result<std::unique_ptr<Client>> connect(const std::string &location, const char *token);

    arrow::Status list(CFlightListener listener);
    arrow::Status describe(const std::string &name, CFlightListener listener);
    // The reader keeps the connection; what is not read when it goes is cancelled.
    arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> get(const std::string &name);
    arrow::Status put(const std::string &name, std::shared_ptr<arrow::RecordBatchReader> whole);
    arrow::Status drop(const std::string &name);
    arrow::Result<std::vector<arrow::flight::ActionType>> actions();

private:
    std::shared_ptr<arrow::flight::FlightClient> client_;
    arrow::flight::FlightCallOptions options_;
};

}  // namespace weir::flight
