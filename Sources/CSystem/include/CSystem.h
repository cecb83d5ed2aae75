/// What the system offers and Swift's modules of the C library do not show: anonymous shared memory, the allocator, the pages of code,
/// descriptors sent through a socket, the start and the end of child processes. Functions return 0 or a value, or -errno.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Shared memory

/// A descriptor of new, empty memory without a name, so that it goes with the last descriptor and mapping whatever dies.
/// Not inherited by other programs.
int weir_memory_create(void);
/// Keeps its size and content as they are, for everyone and for good, where the system can (Linux).
int weir_memory_seal(int descriptor);
/// Whether nobody can change it or make it shorter; true where the system has no seals.
bool weir_memory_is_sealed(int descriptor);
/// Bytes.
int64_t weir_memory_size(int descriptor);
/// Lets this process have as many descriptors open as it may. Returns how many that are.
int64_t weir_descriptors_raise_limit(void);

// MARK: Memory of its own

/// Has all threads of this process share as many arenas of the allocator as there are cores, where each thread would have one, up to
/// eight a core: what is freed in one of them is of no use in another. Before there are threads. An environment that says something of
/// it is left its way.
void weir_allocator_share_arenas(void);
/// Takes the code and the constants of this program and its libraries out of its memory, which come back from their files' cache page
/// by page as they are used: most of what starting a program or a library reads is never used again. A thread may be running in them.
/// Takes a millisecond. Does nothing where the system counts no such pages (macOS), or a debugger is at work.
void weir_code_release(void);

// MARK: Memory on disk

/// A descriptor to write a new file in a folder with, and into `reading` one that can only read it. The file has no name, so that
/// it goes with the last descriptor and mapping whatever dies.
int weir_spill_create(const char *folder, int *reading);
/// Whether a descriptor can only read, and is of a file that nobody changes who has no descriptor yet: one without a name, or one that
/// may not be written, as those of a cache.
bool weir_spill_is_one(int descriptor);
/// Copies the first `count` bytes of one file to where the other stands. Blocks.
int weir_spill_copy(int from, int to, int64_t count);
/// Writes bytes to where a file stands. Blocks.
int weir_spill_write(const void *bytes, size_t count, int to);

// MARK: Channels

/// Two ends of a stream socket, not inherited by other programs.
int weir_channel_make(int ends[_Nonnull 2]);
/// Two ends of a pipe, reading end first, likewise. Reading never blocks; writing only if asked for.
int weir_pipe_make(int ends[_Nonnull 2], bool writing_blocks);
/// At most this many descriptors go with one call.
enum { WEIR_CHANNEL_DESCRIPTORS = 64 };
/// Sends what fits, and all the descriptors with the first byte. Never raises SIGPIPE. Blocks only if it `waits`; else -EAGAIN
/// where there is no room.
ssize_t weir_channel_send(
    int channel, const void *bytes, size_t count, const int *_Nullable descriptors, size_t descriptor_count, bool waits);
/// Receives what is there; blocks only if `waits`. 0: the other end is closed. `descriptors` has room for
/// WEIR_CHANNEL_DESCRIPTORS; they are not inherited by other programs. -EMFILE: this process has no room for them.
ssize_t weir_channel_receive(
    int channel, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count, bool waits);
/// Whether a descriptor is a stream socket of this machine.
bool weir_channel_is_one(int descriptor);

// MARK: Processes

/// Starts the running program once more, with `argument` as its only one: leader of a process group of its own, every signal at
/// its default and none blocked, this process's environment with `variables` (`NAME=value`) over it, standard input empty, output
/// and errors into `log`, `channel` and `lifeline` as the descriptors below. Returns its process id.
int weir_process_start(
    const char *name, const char *argument, const char *const _Nonnull *_Nonnull variables, size_t count, int channel,
    int lifeline, int log);
/// What a worker process starts with: its end of the channel, and the reading end of a pipe whose other end its engine keeps as
/// long as it lives. Nobody waits on the channel while a step runs, so that a step that closes it is noticed.
enum { WEIR_WORKER_CHANNEL = 3, WEIR_WORKER_LIFELINE = 4 };
/// A descriptor that can be read once the process has ended; -errno where the system has none to give.
int weir_process_watch(pid_t process);
/// What a worker process does first, before it has threads: closes every descriptor but those that it starts with, which no other
/// program inherits from it, and has its output appear line by line.
void weir_worker_prepare(void);
/// Lets this process have at most so many bytes of memory of its own; for good.
int weir_worker_limit_memory(int64_t bytes);
/// Blocks until the other end of a channel or pipe is closed, and reads nothing.
void weir_wait_for_hang_up(int descriptor);

// MARK: Programs

/// Starts a guard: a process that leads a new process group, which it ends, by SIGTERM and then SIGKILL, as soon as the other end of
/// the pipe whose reading end `lifeline` is has been closed. As long as it has not been waited for, the group's number is no
/// other's. Returns its process id, which is the group's.
int weir_guard_start(int lifeline);
/// Starts the program that lies at `path` in a guard's group: its `arguments` end with NULL, its working directory is `folder`, its
/// environment this process's with `variables` over it, and its standard streams are the descriptors, with which it may block.
/// Returns its process id.
int weir_program_start(
    const char *path, const char *_Nullable const *_Nonnull arguments, const char *folder,
    const char *const _Nonnull *_Nullable variables, size_t count, pid_t group, int input, int output, int errors);
/// Starts a program of the user's on this process's terminal, in its process group, so that the keys that stop and interrupt are for
/// both: a shell's `command` with `arguments` (which end with NULL) as its "$@". Its standard input is this process's, its output and
/// errors are the descriptors; every signal is at its default and none blocked. Returns its process id.
int weir_foreground_start(
    const char *command, const char *_Nullable const *_Nonnull arguments, size_t count, int output, int errors);
/// As `write`, but never raises SIGPIPE.
ssize_t weir_pipe_write(int descriptor, const void *bytes, size_t count);
/// Lets a pipe hold more than it does, where the system can.
void weir_pipe_widen(int descriptor);

// MARK: Stops

/// Worker processes are in groups of their own, which a stop by the terminal does not reach. From now on a group registered
/// here stops and goes on with this process. Nothing happens where SIGTSTP is ignored or handled by somebody else.
void weir_stops_forward(void);
/// False: there is no room for one more.
bool weir_stops_add(pid_t group);
void weir_stops_remove(pid_t group);
/// For whoever handles SIGTSTP itself: what to do before this process stops, and after it goes on. Safe in a handler.
void weir_stops_suspend(void);
void weir_stops_resume(void);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
