// Loops that several threads share.
#pragma once

#include <algorithm>
#include <functional>

#include "Internal.h"

namespace carrow {

// Calls body(part) once for each part below `parts`, on the calling thread and on those of Arrow's threads that are free, and returns when
// all have ended. Nothing waits for a thread that is busy elsewhere, so a body may call it too.
void for_each_part(int64_t parts, const std::function<void(int64_t)> &body);

// How many rows are worth a thread.
constexpr int64_t rows_of_part = 1 << 16;

// Of how many rows the slices are by which threads share so many: a multiple of 64, so that whoever writes bits shares no byte. The same for
// equal numbers of rows as long as the program runs.
int64_t slice_of(int64_t rows);

// How many threads are worth their start for so many rows.
int64_t threads_of(int64_t rows);

// Calls body(first, last) for consecutive slices of the rows. The first slice's failure wins.
template <class Body>
arrow::Status for_each_slice(int64_t rows, Body &&body) {
    const int64_t size = slice_of(rows), parts = (rows + size - 1) / size;
    std::vector<arrow::Status> status(parts);
    for_each_part(parts, [&](int64_t part) {
        status[part] = body(part * size, std::min(rows, (part + 1) * size));
    });
    for (auto &one : status) ARROW_RETURN_NOT_OK(one);
    return arrow::Status::OK();
}

}  // namespace carrow
