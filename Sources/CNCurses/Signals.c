// SIGWINCH, SIGTSTP and SIGCONT, told by a pipe that the terminal's thread polls.
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum { watched_count = sizeof watched / sizeof watched[0] };

// Made once and never closed: a handler may be about to write.
static int reading = -1;
static atomic_int writing = -1;

static struct sigaction earlier[watched_count];
static sigset_t earlier_mask;

static void tell(int number) {
    int saved_errno = errno;
    char byte = (char)number;
    // Full: the thread has enough to read. What is said is said by the kind of the bytes, not by their number.
    ssize_t written = write(atomic_load(&writing), &byte, 1);
    (void)written;
    errno = saved_errno;
}

static sigset_t watched_set(void) {
    sigset_t set;
    sigemptyset(&set);
    for (int place = 0; place < watched_count; place += 1) sigaddset(&set, watched[place]);
    return set;
}

static void prepare(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

int weir_signals_install(void) {
    if (reading < 0) {
        int ends[2];
        if (pipe(ends) != 0) return -1;
        prepare(ends[0]);
        prepare(ends[1]);
        reading = ends[0];
        atomic_store(&writing, ends[1]);
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    for (int place = 0; place < watched_count; place += 1) {
        sigaction(watched[place], NULL, &earlier[place]);
        if (watched[place] == SIGTSTP && earlier[place].sa_handler == SIG_IGN) continue;
        sigaction(watched[place], &action, NULL);
    }
    sigset_t set = watched_set();
    pthread_sigmask(SIG_BLOCK, &set, &earlier_mask);
    return reading;
}

void weir_signals_receive(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    set = watched_set();
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void weir_signals_remove(void) {
    for (int place = 0; place < watched_count; place += 1) sigaction(watched[place], &earlier[place], NULL);
}

void weir_signals_unblock(void) { pthread_sigmask(SIG_SETMASK, &earlier_mask, NULL); }

void weir_signals_stop(void) {
    struct sigaction standard, ours;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigemptyset(&standard.sa_mask);
    sigaction(SIGTSTP, &standard, &ours);
    // To this thread, which so stops before it returns, and the process with it. Where the process group has no parent in the
    // session the system passes over it; SIGSTOP would stop what nobody continues.
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
