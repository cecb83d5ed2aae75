// What differs between systems in the life of a process.
#pragma once

#include <spawn.h>
#include <stddef.h>

/// `posix_spawn` of the running program. Returns 0 or an error number.
int weir_spawn_self(
    pid_t *process, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment);
/// Closes every descriptor from `first` on, where they are not closed already as the program starts.
void weir_close_from(int first);

/// A descriptor like another, out of the way of the numbers that a child's own are to have. -1 where there is none left.
int weir_moved(int descriptor);
/// This process's environment with `variables` (`NAME=value`) over it. Freed by the caller, its strings borrowed.
char **weir_environment_with(const char *const *variables, size_t count);
/// Of a child: in the process group (0: leader of a new one), every signal at its default and none blocked.
void weir_prepare_attributes(posix_spawnattr_t *attributes, pid_t group);
