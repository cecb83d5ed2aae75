// Anonymous shared memory: memfd on Linux, a shared memory object whose name goes at once elsewhere.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
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
#else
int weir_memory_create(void) {
    static atomic_uint count;
    // A name of at most 31 bytes, taken from nobody, gone before anybody can use it.
    for (int attempt = 0; attempt < 100; attempt += 1) {
        char name[32];
        snprintf(name, sizeof name, "/weir-%x-%x", (unsigned)getpid(), atomic_fetch_add(&count, 1));
        int descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (descriptor >= 0) {
            shm_unlink(name);
            fcntl(descriptor, F_SETFD, FD_CLOEXEC);
            return descriptor;
        }
        if (errno != EEXIST) return -errno;
    }
    return -EEXIST;
}

int weir_memory_seal(int descriptor) {
    (void)descriptor;
    return 0;
}

bool weir_memory_is_sealed(int descriptor) {
    (void)descriptor;
    return true;
}
#endif

int64_t weir_memory_size(int descriptor) {
    struct stat status;
    return fstat(descriptor, &status) == 0 ? (int64_t)status.st_size : -errno;
}

int64_t weir_descriptors_raise_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    rlim_t wanted = limit.rlim_max;
#ifdef __APPLE__
    if (wanted > OPEN_MAX) wanted = OPEN_MAX;
#endif
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
    }
    return (int64_t)limit.rlim_cur;
}
