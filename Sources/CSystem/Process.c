// The start of a worker process, and the descriptor that tells its end.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#ifdef __linux__
#include <dirent.h>
#include <sys/syscall.h>
#else
#include <limits.h>
#include <mach-o/dyld.h>
#include <sys/event.h>
#endif

// Out of the way of the numbers that the child's own are to have.
static int moved(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 10); }

static int spawn(
    pid_t *process, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment) {
#ifdef __linux__
    // The very file that runs, also where another lies at its path by now.
    return posix_spawn(process, "/proc/self/exe", actions, attributes, arguments, environment);
#else
    char path[PATH_MAX];
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) != 0) return ENAMETOOLONG;
    return posix_spawn(process, path, actions, attributes, arguments, environment);
#endif
}

extern char **environ;

static bool is_given(const char *entry, const char *const *variables, size_t count) {
    for (size_t place = 0; place < count; place += 1) {
        const char *end = strchr(variables[place], '=');
        size_t length = end == NULL ? strlen(variables[place]) : (size_t)(end - variables[place]) + 1;
        if (strncmp(entry, variables[place], length) == 0) return true;
    }
    return false;
}

// Freed by the caller, its strings borrowed.
static char **environment_with(const char *const *variables, size_t count) {
    size_t size = 0;
    while (environ[size] != NULL) size += 1;
    char **made = malloc((size + count + 1) * sizeof *made);
    if (made == NULL) return NULL;
    size_t used = 0;
    for (size_t place = 0; place < size; place += 1)
        if (!is_given(environ[place], variables, count)) made[used++] = environ[place];
    for (size_t place = 0; place < count; place += 1) made[used++] = (char *)variables[place];
    made[used] = NULL;
    return made;
}

int weir_process_start(
    const char *name, const char *argument, const char *const *variables, size_t count, int channel, int lifeline,
    int log) {
    char *const arguments[] = {(char *)name, (char *)argument, NULL};
    char **environment = environment_with(variables, count);
    if (environment == NULL) return -ENOMEM;
    int high_channel = moved(channel);
    int high_lifeline = moved(lifeline);
    int high_log = moved(log);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);

    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, high_log, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_log, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_channel, WEIR_WORKER_CHANNEL);
    posix_spawn_file_actions_adddup2(&actions, high_lifeline, WEIR_WORKER_LIFELINE);

    sigset_t set;
    sigfillset(&set);
    posix_spawnattr_setsigdefault(&attributes, &set);
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes, &set);
    posix_spawnattr_setpgroup(&attributes, 0);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(&attributes, flags);

    pid_t process = 0;
    bool has_all = high_channel >= 0 && high_lifeline >= 0 && high_log >= 0;
    int code = has_all ? spawn(&process, &actions, &attributes, arguments, environment) : EMFILE;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(environment);
    if (high_channel >= 0) close(high_channel);
    if (high_lifeline >= 0) close(high_lifeline);
    if (high_log >= 0) close(high_log);
    return code == 0 ? process : -code;
}

#ifdef __linux__
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

int weir_process_watch(pid_t process) {
    // Closed on exec from birth.
    long descriptor = syscall(SYS_pidfd_open, process, 0);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

static void close_from(int first) {
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0) == 0) return;
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL) return;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        int descriptor = atoi(entry->d_name);
        if (descriptor >= first && descriptor != dirfd(folder)) close(descriptor);
    }
    closedir(folder);
}
#else
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
static void close_from(int first) { (void)first; }
#endif

void weir_worker_prepare(void) {
    close_from(WEIR_WORKER_LIFELINE + 1);
    fcntl(WEIR_WORKER_CHANNEL, F_SETFD, FD_CLOEXEC);
    fcntl(WEIR_WORKER_LIFELINE, F_SETFD, FD_CLOEXEC);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
}
