#ifdef __APPLE__
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <sys/event.h>
#include <unistd.h>

#include "Process.h"

int weir_spawn_self(
    pid_t *process, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment) {
    char path[PATH_MAX];
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) != 0) return ENAMETOOLONG;
    return posix_spawn(process, path, actions, attributes, arguments, environment);
}

int weir_process_watch(pid_t process) {
    int queue = kqueue();
    if (queue < 0) return -errno;
    fcntl(queue, F_SETFD, FD_CLOEXEC);
    struct kevent change;
    EV_SET(&change, process, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, NULL);
    if (kevent(queue, &change, 1, NULL, 0, NULL) == 0) return queue;
    int code = errno;
    close(queue);
    return -code;
}

// They were closed as it started.
void weir_close_from(int first) { (void)first; }
#endif
