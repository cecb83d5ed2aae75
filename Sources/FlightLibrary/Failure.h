// Errors on their way through the C border, in both directions.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "CFlight.h"

namespace weir::flight {

// A failure that the program filled; cleared when it goes.
class Failure {
public:
    Failure() = default;
    Failure(const Failure &) = delete;
    Failure &operator=(const Failure &) = delete;
    ~Failure() { cflight_failure_clear(&value_); }
    CFlightFailure *out() { return &value_; }
    // As a Flight client is to see it.
    arrow::Status status() const;

private:
    CFlightFailure value_{};
};

void store(CFlightFailure *failure, const arrow::Status &status);

// Runs `body`, which returns an arrow::Result, and lets nothing but a value or a stored failure out.
template <class Body>
auto guarded(CFlightFailure *failure, Body &&body) noexcept -> std::decay_t<decltype(*body())> {
    try {
        auto result = body();
        if (result.ok()) return std::move(result).MoveValueUnsafe();
        store(failure, result.status());
    } catch (const std::bad_alloc &) {
        cflight_fail(failure, CFLIGHT_MEMORY, "out of memory");
    } catch (const std::exception &exception) {
        cflight_fail(failure, CFLIGHT_FAILED, exception.what());
    } catch (...) {
        cflight_fail(failure, CFLIGHT_FAILED, "unknown C++ exception");
    }
    return {};
}

// The same for a body that returns a Status.
template <class Body>
bool guarded_status(CFlightFailure *failure, Body &&body) noexcept {
    return guarded(failure, [&]() -> arrow::Result<bool> {
        ARROW_RETURN_NOT_OK(body());
        return true;
    });
}

}  // namespace weir::flight
