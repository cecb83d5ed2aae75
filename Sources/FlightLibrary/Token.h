// Lets only those calls through that carry the token.
#pragma once

#include <arrow/flight/server_middleware.h>

#include <memory>
#include <string>

namespace weir::flight {

class TokenCheck : public arrow::flight::ServerMiddlewareFactory {
public:
    explicit TokenCheck(const std::string &token) : expected_("Bearer " + token) {}
    arrow::Status StartCall(
        const arrow::flight::CallInfo &, const arrow::flight::ServerCallContext &context,
        std::shared_ptr<arrow::flight::ServerMiddleware> *) override;

private:
    const std::string expected_;
};

}  // namespace weir::flight
