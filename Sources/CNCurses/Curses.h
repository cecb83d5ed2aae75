// curses.h with its wide API, and what only the files that use it share.
#ifndef WEIR_CNCURSES_CURSES_H
#define WEIR_CNCURSES_CURSES_H

#include "Internal.h"

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif

#if __has_include(<ncursesw/curses.h>)
#include <ncursesw/curses.h>
#else
#include <curses.h>
#endif

// Where keys are read from: a pad, because reading from a window shows it first. NULL: no screen.
WINDOW *weir_screen_keys(void);

// The attributes of a look; its colours come as a pair.
attr_t weir_look(const weir_cell *cell, short *pair);

// Starts colours; false: everything is shown in the terminal's own.
void weir_colors_start(bool has_color);

#endif
