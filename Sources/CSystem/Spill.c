// Data that leaves memory for a disk: files without a name.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// Where a folder's file system has files that never had a name.
static int create_nameless(const char *folder, int *reading) {
#ifdef O_TMPFILE
    int writing = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (writing < 0) return -errno;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", writing);
    *reading = open(path, O_RDONLY | O_CLOEXEC);
    if (*reading >= 0) return writing;
    int problem = -errno;
    close(writing);
    return problem;
#else
    (void)folder;
    (void)reading;
    return -EOPNOTSUPP;
#endif
}

static int create_and_remove(const char *folder, int *reading) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/.weir-spill-XXXXXX", folder) >= (int)sizeof path) return -ENAMETOOLONG;
    int writing = mkstemp(path);
    if (writing < 0) return -errno;
    int problem = 0;
    fcntl(writing, F_SETFD, FD_CLOEXEC);
    *reading = open(path, O_RDONLY | O_CLOEXEC);
    if (*reading < 0) problem = -errno;
    unlink(path);
    if (problem == 0) return writing;
    close(writing);
    return problem;
}

int weir_spill_create(const char *folder, int *reading) {
    int writing = create_nameless(folder, reading);
    return writing >= 0 ? writing : create_and_remove(folder, reading);
}

bool weir_spill_is_one(int descriptor) {
    struct stat status;
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) == O_RDONLY && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
           (status.st_nlink == 0 || (status.st_mode & 0222) == 0);
}

int weir_spill_write(const void *bytes, size_t count, int to) {
    for (size_t done = 0; done < count;) {
        ssize_t put = write(to, (const char *)bytes + done, count - done);
        if (put < 0 && errno != EINTR) return -errno;
        if (put > 0) done += (size_t)put;
    }
    return 0;
}

int weir_spill_copy(int from, int to, int64_t count) {
    enum { size = 1 << 20 };
    char *piece = malloc(size);
    if (piece == NULL) return -ENOMEM;
    int problem = 0;
    for (int64_t start = 0; start < count && problem == 0;) {
        size_t wanted = count - start < size ? (size_t)(count - start) : size;
        ssize_t got = pread(from, piece, wanted, (off_t)start);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            problem = got < 0 ? -errno : -EIO;
            break;
        }
        problem = weir_spill_write(piece, (size_t)got, to);
        start += got;
    }
    free(piece);
    return problem;
}
