#include <cstdlib>
#include <cstring>
#include <mutex>

#if __has_include(<arrow/compute/initialize.h>)
#include <arrow/compute/initialize.h>
#define CARROW_HAS_INITIALIZE 1
#endif

#include "Internal.h"

namespace carrow {

arrow::Status initialize_kernels() {
    static std::once_flag once;
    static arrow::Status status;
    std::call_once(once, [] {
#ifdef CARROW_HAS_INITIALIZE
        status = arrow::compute::Initialize();
#endif
    });
    return status;
}

char *copy_string(std::string_view text) {
    char *copy = static_cast<char *>(std::malloc(text.size() + 1));
    if (copy == nullptr) return nullptr;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return copy;
}

void store_error(CArrowError *error, CArrowCode code, const char *message) {
    carrow_error_clear(error);
    error->code = code;
    error->message = copy_string(message);
}

static CArrowCode code_of(const arrow::Status &status) {
    switch (status.code()) {
        case arrow::StatusCode::OutOfMemory:
            return CARROW_MEMORY;
        case arrow::StatusCode::IOError:
            return CARROW_IO;
        case arrow::StatusCode::KeyError:
            return CARROW_NOT_FOUND;
        case arrow::StatusCode::NotImplemented:
        case arrow::StatusCode::TypeError:
            return CARROW_UNSUPPORTED;
        case arrow::StatusCode::CapacityError:
            return CARROW_OVERFLOW;
        case arrow::StatusCode::Invalid:
            return status.message().find("overflow") != std::string::npos ? CARROW_OVERFLOW : CARROW_INVALID;
        default:
            return CARROW_INTERNAL;
    }
}

void store_error(CArrowError *error, const arrow::Status &status) {
    store_error(error, code_of(status), status.message().c_str());
    auto detail = std::dynamic_pointer_cast<DataErrorDetail>(status.detail());
    if (detail == nullptr) return;
    error->code = detail->code;
    if (!detail->file.empty()) error->file = copy_string(detail->file);
    if (!detail->column.empty()) error->column = copy_string(detail->column);
    if (detail->has_value) error->value = copy_string(detail->value);
    error->line = detail->line;
}

}  // namespace carrow

void carrow_error_clear(CArrowError *error) {
    std::free(error->message);
    std::free(error->file);
    std::free(error->column);
    std::free(error->value);
    *error = CArrowError{};
}
