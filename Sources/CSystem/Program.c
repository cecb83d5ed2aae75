// The start of programs that are not this one, each with a guard.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "Process.h"

// A shell, for it is there on every system, starts in a millisecond and holds hardly any memory. The signal that the group is sent must
// not end it before the others.
static const char guard[] = "trap '' TERM INT HUP QUIT; read -r _; kill -TERM 0; sleep 0.5; kill -KILL 0";

int weir_guard_start(int lifeline) {
    char *const arguments[] = {"sh", "-c", (char *)guard, NULL};
    char *const environment[] = {"PATH=/usr/bin:/bin", NULL};
    int high = weir_moved(lifeline);
    if (high < 0) return -errno;
    // The guard waits in `read`, which must block.
    fcntl(high, F_SETFL, fcntl(high, F_GETFL) & ~O_NONBLOCK);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, high, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    weir_prepare_attributes(&attributes, 0);
    pid_t process = 0;
    int code = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(high);
    return code == 0 ? process : -code;
}

int weir_program_start(
    const char *path, const char *const *arguments, const char *folder, const char *const *variables, size_t count,
    pid_t group, int input, int output, int errors) {
    char **environment = weir_environment_with(variables, count);
    if (environment == NULL) return -ENOMEM;
    const int given[] = {input, output, errors};
    int high[] = {-1, -1, -1};
    int code = 0;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream += 1) {
        high[stream] = weir_moved(given[stream]);
        if (high[stream] < 0) code = errno;
        fcntl(given[stream], F_SETFL, fcntl(given[stream], F_GETFL) & ~O_NONBLOCK);
        posix_spawn_file_actions_adddup2(&actions, high[stream], stream);
    }
    posix_spawn_file_actions_addchdir_np(&actions, folder);
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
    // What a library of this process may have left open.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
#endif
#endif
    weir_prepare_attributes(&attributes, group);
    pid_t process = 0;
    if (code == 0) code = posix_spawn(&process, path, &actions, &attributes, (char *const *)arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(environment);
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream += 1)
        if (high[stream] >= 0) close(high[stream]);
    return code == 0 ? process : -code;
}

int weir_foreground_start(
    const char *command, const char *const *arguments, size_t count, int output, int errors) {
    const char **words = calloc(count + 5, sizeof *words);
    char **environment = weir_environment_with(NULL, 0);
    int high_output = weir_moved(output);
    int high_errors = weir_moved(errors);
    int code = words == NULL || environment == NULL ? ENOMEM : high_output < 0 || high_errors < 0 ? EMFILE : 0;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, high_errors, STDERR_FILENO);
    weir_prepare_attributes(&attributes, getpgrp());
    pid_t process = 0;
    if (code == 0) {
        const char *const shell[] = {"sh", "-c", command, "sh"};
        for (size_t place = 0; place < 4; place += 1) words[place] = shell[place];
        for (size_t place = 0; place < count; place += 1) words[4 + place] = arguments[place];
        code = posix_spawn(&process, "/bin/sh", &actions, &attributes, (char *const *)words, environment);
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(environment);
    free(words);
    if (high_output >= 0) close(high_output);
    if (high_errors >= 0) close(high_errors);
    return code == 0 ? process : -code;
}

#ifdef __linux__
ssize_t weir_pipe_write(int descriptor, const void *bytes, size_t count) {
    // The signal comes to the thread that writes: held off, and taken back where it has come.
    sigset_t pipe_signal, before, waiting;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    sigpending(&waiting);
    ssize_t written = write(descriptor, bytes, count);
    ssize_t result = written >= 0 ? written : -errno;
    if (result == -EPIPE && !sigismember(&waiting, SIGPIPE)) {
        const struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

void weir_pipe_widen(int descriptor) { (void)fcntl(descriptor, F_SETPIPE_SZ, 1 << 20); }
#else
ssize_t weir_pipe_write(int descriptor, const void *bytes, size_t count) {
    fcntl(descriptor, F_SETNOSIGPIPE, 1);
    ssize_t written = write(descriptor, bytes, count);
    return written >= 0 ? written : -errno;
}

void weir_pipe_widen(int descriptor) { (void)descriptor; }
#endif
