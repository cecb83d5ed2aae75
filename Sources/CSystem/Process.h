// What differs between systems in the life of a process.
#pragma once

#include <spawn.h>

/// `posix_spawn` of the running program. Returns 0 or an error number.
int weir_spawn_self(
    pid_t *process, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment);
/// Closes every descriptor from `first` on, where they are not closed already as the program starts.
void weir_close_from(int first);
