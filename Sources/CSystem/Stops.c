// Worker processes stop and go on with this process.
#include "CSystem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

enum { capacity = 1024 };

// Process groups; 0: a free place. Only atomics, for handlers read them.
static _Atomic pid_t groups[capacity];
static atomic_int used;

bool weir_stops_add(pid_t group) {
    for (int place = 0; place < capacity; place += 1) {
        pid_t empty = 0;
        if (!atomic_compare_exchange_strong(&groups[place], &empty, group)) continue;
        int known = atomic_load(&used);
        while (known <= place && !atomic_compare_exchange_weak(&used, &known, place + 1)) {}
        return true;
    }
    return false;
}

void weir_stops_remove(pid_t group) {
    int count = atomic_load(&used);
    for (int place = 0; place < count; place += 1) {
        pid_t found = group;
        if (atomic_compare_exchange_strong(&groups[place], &found, 0)) return;
    }
}

static void signal_all(int number) {
    int saved_errno = errno;
    int count = atomic_load(&used);
    for (int place = 0; place < count; place += 1) {
        pid_t group = atomic_load(&groups[place]);
        if (group > 0) kill(-group, number);
    }
    errno = saved_errno;
}

void weir_stops_suspend(void) { signal_all(SIGSTOP); }
void weir_stops_resume(void) { signal_all(SIGCONT); }

static void stop(int number) {
    int saved_errno = errno;
    weir_stops_suspend();
    struct sigaction standard, ours;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigemptyset(&standard.sa_mask);
    sigaction(number, &standard, &ours);
    sigset_t set, mask;
    sigemptyset(&set);
    sigaddset(&set, number);
    // It waits while its handler runs; to this thread, which stops here, and the process with it.
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &set, &mask);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(number, &ours, NULL);
    weir_stops_resume();
    errno = saved_errno;
}

void weir_stops_forward(void) {
    struct sigaction found;
    if (sigaction(SIGTSTP, NULL, &found) != 0 || (found.sa_flags & SA_SIGINFO) != 0 || found.sa_handler != SIG_DFL) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, NULL);
}
