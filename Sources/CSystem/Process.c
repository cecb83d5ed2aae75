// The start of a worker process, and the descriptor that tells its end.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include "Process.h"

int weir_moved(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 10); }

extern char **environ;

static bool is_given(const char *entry, const char *const *variables, size_t count) {
    for (size_t place = 0; place < count; place += 1) {
        const char *end = strchr(variables[place], '=');
        size_t length = end == NULL ? strlen(variables[place]) : (size_t)(end - variables[place]) + 1;
        if (strncmp(entry, variables[place], length) == 0) return true;
    }
    return false;
}

char **weir_environment_with(const char *const *variables, size_t count) {
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

void weir_prepare_attributes(posix_spawnattr_t *attributes, pid_t group) {
    sigset_t set;
    sigfillset(&set);
    posix_spawnattr_setsigdefault(attributes, &set);
    sigemptyset(&set);
    posix_spawnattr_setsigmask(attributes, &set);
    posix_spawnattr_setpgroup(attributes, group);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(attributes, flags);
}

int weir_process_start(
    const char *name, const char *argument, const char *const *variables, size_t count, int channel, int lifeline,
    int log) {
    char *const arguments[] = {(char *)name, (char *)argument, NULL};
    char **environment = weir_environment_with(variables, count);
    if (environment == NULL) return -ENOMEM;
    int high_channel = weir_moved(channel);
    int high_lifeline = weir_moved(lifeline);
    int high_log = weir_moved(log);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);

    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, high_log, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_log, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_channel, WEIR_WORKER_CHANNEL);
    posix_spawn_file_actions_adddup2(&actions, high_lifeline, WEIR_WORKER_LIFELINE);

    weir_prepare_attributes(&attributes, 0);

    pid_t process = 0;
    bool has_all = high_channel >= 0 && high_lifeline >= 0 && high_log >= 0;
    int code = has_all ? weir_spawn_self(&process, &actions, &attributes, arguments, environment) : EMFILE;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(environment);
    if (high_channel >= 0) close(high_channel);
    if (high_lifeline >= 0) close(high_lifeline);
    if (high_log >= 0) close(high_log);
    return code == 0 ? process : -code;
}

int weir_worker_limit_memory(int64_t bytes) {
    struct rlimit limit = {(rlim_t)bytes, (rlim_t)bytes};
    return setrlimit(RLIMIT_DATA, &limit) == 0 ? 0 : -errno;
}

void weir_worker_prepare(void) {
    weir_close_from(WEIR_WORKER_LIFELINE + 1);
    fcntl(WEIR_WORKER_CHANNEL, F_SETFD, FD_CLOEXEC);
    fcntl(WEIR_WORKER_LIFELINE, F_SETFD, FD_CLOEXEC);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
}
