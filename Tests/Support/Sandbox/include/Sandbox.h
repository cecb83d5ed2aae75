/// Takes from a process what sandboxes take, for tests of what a program does without.
#pragma once

#include <stdbool.h>

/// From now on this process and those it starts are refused memory without a name. False where the system has no such means.
bool sandbox_forbid_memory(void);
