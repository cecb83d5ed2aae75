/// Columns in memory that processes share, as Arrow IPC.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Writes the columns to an empty descriptor, one IPC stream after another, chunk by chunk as they are. Stores the bytes that each
/// takes in `sizes`, multiples of 64.
bool carrow_shared_write(
    const CArrowColumn *const _Nonnull *_Nullable columns, size_t count, int descriptor, int64_t *_Nullable sizes,
    CArrowError *error);
/// The same into `bytes`, where they have room in `capacity`. Stores in `length` how much room they take.
bool carrow_shared_copy(
    const CArrowColumn *const _Nonnull *_Nullable columns, size_t count, uint8_t *_Nullable bytes, int64_t capacity,
    int64_t *length, int64_t *_Nullable sizes, CArrowError *error);
/// Maps what `carrow_shared_write` wrote and gives columns over the mapping, without a copy. The mapping goes with the last of
/// them; the descriptor is not needed any more. The memory must not change (it is sealed).
bool carrow_shared_read(
    int descriptor, const int64_t *_Nullable sizes, size_t count, CArrowColumn *_Nullable *_Nullable columns,
    CArrowError *error);
/// Columns over a copy of what `carrow_shared_copy` wrote.
bool carrow_shared_read_copy(
    const uint8_t *_Nullable bytes, int64_t length, const int64_t *_Nullable sizes, size_t count,
    CArrowColumn *_Nullable *_Nullable columns, CArrowError *error);
/// Bytes that this process has mapped so.
int64_t carrow_shared_mapped_bytes(void);
/// The same for columns that are one and the same, and of no other column while one of them is alive.
uintptr_t carrow_column_identity(const CArrowColumn *column);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
