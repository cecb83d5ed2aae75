// The arenas of glibc's allocator.
#ifdef __linux__
#include "CSystem.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

void weir_allocator_share_arenas(void) {
#ifdef __GLIBC__
    if (getenv("MALLOC_ARENA_MAX") != NULL || getenv("GLIBC_TUNABLES") != NULL) return;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    mallopt(M_ARENA_MAX, cores > 2 ? (int)cores : 2);
#endif
}
#endif
