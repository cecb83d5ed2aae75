// Anonymous shared memory: an object whose name goes at once. There are no seals.
#ifdef __APPLE__
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

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
