#include "Failure.h"

#include <arrow/flight/types.h>

#include <string>

namespace weir::flight {

using arrow::flight::FlightStatusCode;
using arrow::flight::FlightStatusDetail;
using arrow::flight::MakeFlightError;

arrow::Status Failure::status() const {
    const std::string message = value_.message != nullptr ? value_.message : "no reason given";
    switch (value_.code) {
        case CFLIGHT_INVALID:
            return arrow::Status::Invalid(message);
        case CFLIGHT_NOT_FOUND:
            return arrow::Status::KeyError(message);
        case CFLIGHT_REFUSED:
            return MakeFlightError(FlightStatusCode::Unauthorized, message);
        case CFLIGHT_UNAUTHENTICATED:
            return MakeFlightError(FlightStatusCode::Unauthenticated, message);
        case CFLIGHT_BUSY:
            return MakeFlightError(FlightStatusCode::Unavailable, message);
        case CFLIGHT_MEMORY:
            return arrow::Status::OutOfMemory(message);
        default:
            return MakeFlightError(FlightStatusCode::Internal, message);
    }
}

static CFlightCode code_of(const arrow::Status &status) {
    if (auto detail = FlightStatusDetail::UnwrapStatus(status)) {
        switch (detail->code()) {
            case FlightStatusCode::Unauthenticated:
                return CFLIGHT_UNAUTHENTICATED;
            case FlightStatusCode::Unauthorized:
                return CFLIGHT_REFUSED;
            case FlightStatusCode::Unavailable:
            case FlightStatusCode::Cancelled:
            case FlightStatusCode::TimedOut:
                return CFLIGHT_BUSY;
            default:
                return CFLIGHT_FAILED;
        }
    }
    switch (status.code()) {
        case arrow::StatusCode::Invalid:
        case arrow::StatusCode::TypeError:
            return CFLIGHT_INVALID;
        case arrow::StatusCode::KeyError:
            return CFLIGHT_NOT_FOUND;
        case arrow::StatusCode::Cancelled:
            return CFLIGHT_BUSY;
        case arrow::StatusCode::OutOfMemory:
        case arrow::StatusCode::CapacityError:
            return CFLIGHT_MEMORY;
        default:
            return CFLIGHT_FAILED;
    }
}

void store(CFlightFailure *failure, const arrow::Status &status) {
    cflight_fail(failure, code_of(status), status.message().c_str());
}

}  // namespace weir::flight
