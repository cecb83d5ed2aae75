// The screen: opened, drawn on, left and taken again.
#include "Curses.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static WINDOW *keys;
static FILE *input_file;
static FILE *output_file;
static int terminal = -1;
static bool is_ansi;
static bool is_away;
static cchar_t *row_cells;
static int row_capacity;

// What gives the terminal back.
static char ending[1024];
static size_t ending_length;

WINDOW *weir_screen_keys(void) { return screen == NULL || is_away ? NULL : keys; }

// Adds a capability of the terminal, without the padding that it may ask for ("$<5>").
static void add_ending(const char *text) {
    if (text == NULL || text == (const char *)-1) return;
    while (*text != 0 && ending_length + 1 < sizeof ending) {
        if (text[0] == '$' && text[1] == '<') {
            const char *end = strchr(text, '>');
            if (end != NULL) {
                text = end + 1;
                continue;
            }
        }
        ending[ending_length++] = *text++;
    }
}

static void prepare_ending(void) {
    ending_length = 0;
    if (is_ansi) {
        // Cancels a sequence that was cut off, and ends the frame and every kind of report of the mouse.
        add_ending("\030\033[?2026l\033[?1000l\033[?1002l\033[?1003l\033[?1006l");
    }
    add_ending(tigetstr("sgr0"));
    add_ending(tigetstr("op"));
    add_ending(tigetstr("rmkx"));
    add_ending(tigetstr("cnorm"));
    add_ending(tigetstr("rmcup"));
}

// Keys that the line discipline would keep for itself (^S and ^Q, ^V, ^O) are ours; those that send signals stay its own.
static void prepare_modes(void) {
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    struct termios modes;
    if (tcgetattr(terminal, &modes) != 0) return;
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    modes.c_lflag &= ~(tcflag_t)IEXTEN;
    modes.c_lflag |= ISIG;
    tcsetattr(terminal, TCSADRAIN, &modes);
    def_prog_mode();
}

static weir_terminal_status fail(void) {
    if (screen != NULL) delscreen(screen);
    if (input_file != NULL) fclose(input_file);
    if (output_file != NULL) fclose(output_file);
    screen = NULL;
    input_file = output_file = NULL;
    return WEIR_TERMINAL_NO_SCREEN;
}

weir_terminal_status weir_screen_open(const char *name, int input, int output, bool has_color) {
    struct termios modes;
    if (screen != NULL || tcgetattr(output, &modes) != 0) return WEIR_TERMINAL_NO_SCREEN;
    int own_input = dup(input);
    int own_output = dup(output);
    input_file = own_input < 0 ? NULL : fdopen(own_input, "r");
    output_file = own_output < 0 ? NULL : fdopen(own_output, "w");
    if (input_file == NULL || output_file == NULL) return fail();
    terminal = output;

    // ncurses takes SIGINT and SIGTERM where nobody has: they are handled elsewhere.
    struct sigaction interrupt, terminate;
    sigaction(SIGINT, NULL, &interrupt);
    sigaction(SIGTERM, NULL, &terminate);
    screen = newterm((char *)name, output_file, input_file);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGTERM, &terminate, NULL);
    if (screen == NULL) return fail();

    const char *place = tigetstr("cup");
    is_ansi = place != NULL && place != (const char *)-1 && strncmp(place, "\033[", 2) == 0;
    is_away = false;
    prepare_ending();
    weir_guard_arm(terminal, &modes, ending, ending_length);
    set_escdelay(25);
    prepare_modes();
    weir_colors_start(has_color);
    curs_set(0);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, TRUE);
    mouseinterval(0);
    keys = newpad(1, 1);
    if (keys == NULL) {
        weir_screen_close();
        return WEIR_TERMINAL_NO_SCREEN;
    }
    keypad(keys, TRUE);
    nodelay(keys, TRUE);
    return WEIR_TERMINAL_USABLE;
}

void weir_screen_close(void) {
    if (screen == NULL) return;
    weir_screen_leave();
    if (keys != NULL) delwin(keys);
    keys = NULL;
    delscreen(screen);
    screen = NULL;
    fclose(input_file);
    fclose(output_file);
    input_file = output_file = NULL;
    free(row_cells);
    row_cells = NULL;
    row_capacity = 0;
}

void weir_screen_leave(void) {
    if (screen == NULL || is_away) return;
    weir_guard_lock();
    // Not if the guard has given it back already.
    if (weir_guard_is_armed()) endwin();
    weir_guard_disarm();
    is_away = true;
    weir_guard_unlock();
}

void weir_screen_enter(void) {
    if (screen == NULL) return;
    weir_guard_lock();
    if (is_away) {
        struct termios modes;
        if (tcgetattr(terminal, &modes) == 0) {
            def_shell_mode();
            weir_guard_arm(terminal, &modes, ending, ending_length);
            is_away = false;
        }
    }
    weir_guard_unlock();
    weir_screen_redraw();
}

void weir_screen_resize(int columns, int rows) {
    if (screen == NULL || columns < 1 || rows < 1) return;
    resizeterm(rows, columns);
    clearok(curscr, TRUE);
}

void weir_screen_redraw(void) {
    if (screen != NULL) clearok(curscr, TRUE);
}

// Puts one character, or `?` for one that is not as wide as the cells say.
static void set_cell(cchar_t *target, const weir_cell *cell, int width) {
    wchar_t text[3] = {(wchar_t)cell->scalar, 0, 0};
    if (cell->scalar == 0) {
        text[0] = L' ';
    } else if (wcwidth(text[0]) != width) {
        text[0] = L'?';
    } else if (cell->mark != 0 && wcwidth((wchar_t)cell->mark) == 0) {
        text[1] = (wchar_t)cell->mark;
    }
    short pair = 0;
    attr_t look = weir_look(cell, &pair);
    if (setcchar(target, text, look, pair, NULL) != OK) setcchar(target, L"?", look, pair, NULL);
}

void weir_screen_put(int row, int column, const weir_cell *cells, int count) {
    if (screen == NULL || row < 0 || column < 0) return;
    int height = 0, width = 0;
    getmaxyx(stdscr, height, width);
    if (row >= height || column >= width) return;
    if (count > width - column) count = width - column;
    if (count > row_capacity) {
        cchar_t *larger = realloc(row_cells, (size_t)count * sizeof *larger);
        if (larger == NULL) return;
        row_cells = larger;
        row_capacity = count;
    }
    // A wide character is one element here and two cells there.
    int length = 0;
    for (int place = 0; place < count; place += 1) {
        const weir_cell *cell = &cells[place];
        bool is_wide = cell->scalar != 0 && place + 1 < count && cells[place + 1].scalar == 0;
        set_cell(&row_cells[length], cell, is_wide ? 2 : 1);
        bool is_whole = is_wide && wcwidth((wchar_t)cell->scalar) == 2;
        length += 1;
        if (is_whole) place += 1;
    }
    mvwadd_wchnstr(stdscr, row, column, row_cells, length);
}

static bool write_text(const char *text) { return weir_write_all(terminal, text, strlen(text)); }

bool weir_screen_present(void) {
    if (screen == NULL || is_away) return true;
    bool is_there = true;
    weir_guard_lock();
    if (weir_guard_is_armed()) {
        wnoutrefresh(stdscr);
        if (is_ansi) is_there = write_text("\033[?2026h");
        if (is_there) doupdate();
        if (is_there && is_ansi) is_there = write_text("\033[?2026l");
    }
    weir_guard_unlock();
    return is_there;
}

bool weir_screen_write(const char *bytes, size_t count) {
    if (screen == NULL || is_away) return true;
    weir_guard_lock();
    bool is_there = !weir_guard_is_armed() || weir_write_all(terminal, bytes, count);
    weir_guard_unlock();
    return is_there;
}

void weir_screen_mouse(bool is_on) {
    if (screen == NULL) return;
#ifdef BUTTON5_PRESSED
    mmask_t wheel = BUTTON4_PRESSED | BUTTON5_PRESSED;
#else
    mmask_t wheel = BUTTON4_PRESSED;
#endif
    mousemask(is_on ? BUTTON1_PRESSED | wheel : 0, NULL);
}
