// Anonymous shared memory: memfd.
#ifdef __linux__
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

static const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

int weir_memory_create(void) {
    int descriptor = memfd_create("weir", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return descriptor >= 0 ? descriptor : -errno;
}

int weir_memory_seal(int descriptor) { return fcntl(descriptor, F_ADD_SEALS, seals) == 0 ? 0 : -errno; }

bool weir_memory_is_sealed(int descriptor) {
    int found = fcntl(descriptor, F_GET_SEALS);
    return found >= 0 && (found & seals) == seals;
}
#endif
