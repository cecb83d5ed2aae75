// Colour pairs: made as they come up, by a table of our own, since older systems' ncurses has no alloc_pair. The palette is the
// user's and is never written.
#include "Curses.h"

#include <stdlib.h>
#include <string.h>

enum { side = 257 };

// Of foreground + 1 and background + 1; 0: none yet.
static short pairs[side * side];
static int made;
static bool is_on;
static bool has_default;

void weir_colors_start(bool has_color) {
    memset(pairs, 0, sizeof pairs);
    made = 0;
    is_on = has_color && has_colors() && start_color() == OK;
    has_default = is_on && use_default_colors() == OK;
}

static int shown(int color, bool *is_bright) {
    *is_bright = false;
    if (color < 0 || color < COLORS) return color;
    if (color < 16) {
        *is_bright = true;
        return color - 8;
    }
    return -1;
}

static short pair_of(int foreground, int background) {
    if (foreground < 0 && background < 0) return 0;
    short *entry = &pairs[(foreground + 1) * side + background + 1];
    if (*entry != 0) return *entry;
    int limit = COLOR_PAIRS < 32767 ? COLOR_PAIRS : 32767;
    if (made + 1 >= limit) return 0;
    short first = (short)(foreground < 0 && !has_default ? COLOR_WHITE : foreground);
    short second = (short)(background < 0 && !has_default ? COLOR_BLACK : background);
    if (init_pair((short)(made + 1), first, second) != OK) return 0;
    made += 1;
    *entry = (short)made;
    return *entry;
}

attr_t weir_look(const weir_cell *cell, short *pair) {
    attr_t look = A_NORMAL;
    if (cell->modifiers & WEIR_BOLD) look |= A_BOLD;
    if (cell->modifiers & WEIR_DIM) look |= A_DIM;
#ifdef A_ITALIC
    if (cell->modifiers & WEIR_ITALIC) look |= A_ITALIC;
#endif
    if (cell->modifiers & WEIR_UNDERLINE) look |= A_UNDERLINE;
    if (cell->modifiers & WEIR_REVERSE) look |= A_REVERSE;
    *pair = 0;
    if (!is_on) return look;
    bool is_bright, is_background_bright;
    int foreground = shown(cell->foreground, &is_bright);
    int background = shown(cell->background, &is_background_bright);
    if (is_bright) look |= A_BOLD;
    *pair = pair_of(foreground, background);
    return look;
}
