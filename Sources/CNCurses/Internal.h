// What the files of CNCurses share.
#ifndef WEIR_CNCURSES_INTERNAL_H
#define WEIR_CNCURSES_INTERNAL_H

#include "CNCurses.h"

#include <termios.h>

// Writes all of it. Async-signal-safe. False: an error other than EINTR.
bool weir_write_all(int descriptor, const char *bytes, size_t count);

// From now on the guard gives back the terminal behind the descriptor: it writes the sequence and sets the modes.
void weir_guard_arm(int descriptor, const struct termios *modes, const char *sequence, size_t count);

// False: it was given back already, by the guard.
bool weir_guard_disarm(void);

// Whether the terminal is ours to draw on.
bool weir_guard_is_armed(void);

// Held while the screen is drawn on, so that `exit` in another thread does not cut a frame in two.
void weir_guard_lock(void);
void weir_guard_unlock(void);

#endif
