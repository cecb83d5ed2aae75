// XXH3 by the header that Arrow ships, compiled into this file alone.
#define XXH_INLINE_ALL
#include <arrow/vendored/xxhash.h>

#include <cstdlib>

#include "CArrow.h"

struct CArrowHash {
    XXH3_state_t *state;
};

static void store(XXH128_hash_t value, uint64_t digest[2]) {
    digest[0] = value.high64;
    digest[1] = value.low64;
}

CArrowHash *carrow_hash_create(void) {
    auto hash = static_cast<CArrowHash *>(std::malloc(sizeof(CArrowHash)));
    if (hash == nullptr) return nullptr;
    hash->state = XXH3_createState();
    if (hash->state == nullptr) {
        std::free(hash);
        return nullptr;
    }
    XXH3_128bits_reset(hash->state);
    return hash;
}

void carrow_hash_destroy(CArrowHash *hash) {
    XXH3_freeState(hash->state);
    std::free(hash);
}

void carrow_hash_update(CArrowHash *hash, const void *bytes, size_t count) {
    XXH3_128bits_update(hash->state, bytes, count);
}

void carrow_hash_digest(const CArrowHash *hash, uint64_t digest[2]) { store(XXH3_128bits_digest(hash->state), digest); }

void carrow_hash_bytes(const void *bytes, size_t count, uint64_t digest[2]) { store(XXH3_128bits(bytes, count), digest); }
