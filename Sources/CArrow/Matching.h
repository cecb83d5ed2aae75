// Which right rows have the key of a left row: what equality joins and as-of joins share.
#pragma once

#include <limits>

#include "Relational.h"

namespace carrow {

constexpr uint32_t unmatched = std::numeric_limits<uint32_t>::max();

struct Sides {
    Keys left, right;
};

// The keys of both sides in types in which they can be compared by their bytes.
arrow::Result<Sides> comparable(const CArrowColumn *const *left, const CArrowColumn *const *right, size_t keys);

struct Matches {
    std::vector<uint32_t> left;   // of each left row: the number of its key on the right
    std::vector<uint32_t> right;  // of each right row
    std::vector<int64_t> starts;  // of each key: where its right rows start in `rows`; then the end
    std::vector<int64_t> rows;    // ascending within a key

    int64_t count(uint32_t id) const { return id == unmatched ? 0 : starts[id + 1] - starts[id]; }
};

// Numbers the right side's keys, looks the left side's up, and lists each key's right rows by counting sort. Linear in
// both sides. Null keys match nothing.
arrow::Result<Matches> match(const Sides &sides);

}  // namespace carrow
