/// The hash of a piece of data: XXH3 with 128 bits, as Arrow brings it along.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// What is known of data that comes piece by piece.
typedef struct CArrowHash CArrowHash;

/// NULL where there is no memory.
CArrowHash *_Nullable carrow_hash_create(void);
void carrow_hash_destroy(CArrowHash *hash);
void carrow_hash_update(CArrowHash *hash, const void *_Nullable bytes, size_t count);
/// Of all that came so far; more may come. The high half first.
void carrow_hash_digest(const CArrowHash *hash, uint64_t digest[_Nonnull 2]);
/// Of data that lies together.
void carrow_hash_bytes(const void *_Nullable bytes, size_t count, uint64_t digest[_Nonnull 2]);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
