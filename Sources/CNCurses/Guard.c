// Gives the terminal back when the process dies. What handlers call is async-signal-safe.
#include "Internal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { sequence_size = 1024, stack_size = 1 << 16 };

typedef struct {
    int number;
    const char *name;
} fatal_signal;

static const fatal_signal fatal[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"}, {SIGFPE, "SIGFPE"},
    {SIGABRT, "SIGABRT"}, {SIGTRAP, "SIGTRAP"}, {SIGSYS, "SIGSYS"}, {SIGQUIT, "SIGQUIT"},
};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };

static struct sigaction earlier[fatal_count];
static bool is_installed;
static bool is_chained;
static weir_redirection redirection = {-1, -1, -1};

// Written before `armed` is set, read after it was seen set.
static int terminal = -1;
static struct termios modes;
static char sequence[sequence_size];
static size_t sequence_length;
static atomic_bool armed;
static atomic_bool progress;
static atomic_bool dying;

static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;
// Whether somebody has the lock, and who. For handlers, which cannot wait for it.
static atomic_bool is_drawing;
static _Atomic(pthread_t) drawer;

void weir_guard_lock(void) {
    pthread_mutex_lock(&drawing);
    atomic_store(&drawer, pthread_self());
    atomic_store(&is_drawing, true);
}

void weir_guard_unlock(void) {
    atomic_store(&is_drawing, false);
    pthread_mutex_unlock(&drawing);
}

bool weir_write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

void weir_guard_arm(int descriptor, const struct termios *saved, const char *bytes, size_t count) {
    terminal = descriptor;
    modes = *saved;
    sequence_length = count < sequence_size ? count : 0;
    memcpy(sequence, bytes, sequence_length);
    atomic_store(&armed, true);
}

bool weir_guard_disarm(void) { return atomic_exchange(&armed, false); }

bool weir_guard_is_armed(void) { return atomic_load(&armed); }

void weir_screen_shows_progress(bool does) { atomic_store(&progress, does); }

// For handlers: lets another thread finish the frame that it is at, which would come after the screen was given back. Not for long: the
// terminal may take nothing any more. The thread that was at it itself has no other to wait for.
static void await_frame(void) {
    const struct timespec millisecond = {.tv_nsec = 1000000};
    for (int round = 0; round < 100; round += 1) {
        if (!atomic_load(&is_drawing) || pthread_equal(atomic_load(&drawer), pthread_self())) return;
        nanosleep(&millisecond, NULL);
    }
}

// Once disarmed; without the lock, for handlers. The caller has SIGTTOU blocked, so a process in the background is not stopped by it.
static void give_back(void) {
    static const char no_progress[] = "\033]9;4;0\a";
    weir_write_all(terminal, sequence, sequence_length);
    if (atomic_load(&progress)) weir_write_all(terminal, no_progress, sizeof no_progress - 1);
    tcsetattr(terminal, TCSANOW, &modes);
    // What was printed and not shown yet, as the message of a trap.
    dup2(redirection.output, STDOUT_FILENO);
    dup2(redirection.errors, STDERR_FILENO);
    char bytes[1024];
    for (int round = 0; round < 64; round += 1) {
        ssize_t count = read(redirection.pipe, bytes, sizeof bytes);
        if (count <= 0 || !weir_write_all(redirection.errors, bytes, (size_t)count)) break;
    }
}

void weir_guard_restore(void) {
    if (!atomic_load(&armed)) return;
    sigset_t stop, mask;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &stop, &mask);
    weir_guard_lock();
    if (weir_guard_disarm()) give_back();
    weir_guard_unlock();
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

static size_t append(char *text, size_t length, const char *part) {
    size_t count = strlen(part);
    memcpy(text + length, part, count);
    return length + count;
}

static void say(int number, const char *name) {
    char text[160];
    char digits[4] = {0};
    if (number >= 10) {
        digits[0] = (char)('0' + number / 10 % 10);
        digits[1] = (char)('0' + number % 10);
    } else {
        digits[0] = (char)('0' + number);
    }
    size_t length = append(text, 0, "weir: fatal signal ");
    length = append(text, length, digits);
    length = append(text, length, " (");
    length = append(text, length, name);
    length = append(text, length, "); the terminal was restored; the run did not finish\n");
    weir_write_all(redirection.errors, text, length);
}

static void die(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved_errno = errno;
    if (atomic_exchange(&dying, true)) {
        // Another thread is at it and will end the process; dying first would leave the terminal half restored.
        for (;;) pause();
    }
    int place = 0;
    while (place < fatal_count - 1 && fatal[place].number != number) place += 1;
    if (weir_guard_disarm()) {
        await_frame();
        give_back();
        say(number, fatal[place].name);
    }
    bool is_handed_on = is_chained && earlier[place].sa_handler != SIG_IGN && earlier[place].sa_handler != SIG_DFL;
    if (is_handed_on) {
        sigaction(number, &earlier[place], NULL);
        atomic_store(&dying, false);
    } else {
        struct sigaction standard;
        memset(&standard, 0, sizeof standard);
        standard.sa_handler = SIG_DFL;
        sigaction(number, &standard, NULL);
    }
    // Blocked until this returns. An earlier handler is to see where the fault was: the faulting instruction, run again, tells it.
    if (!is_handed_on || info == NULL || info->si_code <= 0 || number == SIGTRAP) raise(number);
    errno = saved_errno;
}

void weir_guard_install(weir_redirection given) {
    static atomic_bool is_registered;
    if (!atomic_exchange(&is_registered, true)) atexit(weir_guard_restore);
    redirection = given;
    is_chained = getenv("SWIFT_BACKTRACE") != NULL;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = die;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    for (int place = 0; place < fatal_count; place += 1) sigaction(fatal[place].number, &action, &earlier[place]);
    is_installed = true;
}

void weir_guard_remove(void) {
    if (!is_installed) return;
    for (int place = 0; place < fatal_count; place += 1) sigaction(fatal[place].number, &earlier[place], NULL);
    is_installed = false;
}

static _Thread_local void *alternate;

void weir_guard_give_stack(void) {
    stack_t current;
    if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
    void *memory = malloc(stack_size);
    if (memory == NULL) return;
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = memory;
    stack.ss_size = stack_size;
    if (sigaltstack(&stack, NULL) == 0) {
        alternate = memory;
    } else {
        free(memory);
    }
}

void weir_guard_drop_stack(void) {
    if (alternate == NULL) return;
    stack_t none;
    memset(&none, 0, sizeof none);
    none.ss_flags = SS_DISABLE;
    none.ss_size = stack_size;
    if (sigaltstack(&none, NULL) != 0) return;
    free(alternate);
    alternate = NULL;
}
