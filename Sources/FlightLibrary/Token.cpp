#include "Token.h"

#include <arrow/flight/server.h>
#include <arrow/flight/types.h>

#include <string_view>

namespace weir::flight {

using namespace arrow::flight;

// Takes as long whatever the two have in common.
static bool equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (size_t i = 0; i < a.size(); i++) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

arrow::Status TokenCheck::StartCall(
    const CallInfo &, const ServerCallContext &context, std::shared_ptr<ServerMiddleware> *) {
    const auto &headers = context.incoming_headers();
    const auto [first, last] = headers.equal_range("authorization");
    for (auto header = first; header != last; ++header)
        if (equal(header->second, expected_)) return arrow::Status::OK();
    return MakeFlightError(
        FlightStatusCode::Unauthenticated,
        first == last ? "every call must carry the header 'authorization: Bearer TOKEN'" : "the token is wrong");
}

}  // namespace weir::flight
