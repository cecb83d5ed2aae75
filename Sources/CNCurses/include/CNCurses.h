// The terminal by way of ncurses, in plain C types: this header never includes curses.h, whose wide API depends on macros that
// a Swift module cannot set.
//
// A process has one screen at a time. Functions whose name begins with weir_screen_ are for one thread, that of the terminal; the
// others say who may call them. Columns and rows count from 0, sizes are in cells.
#ifndef WEIR_CNCURSES_H
#define WEIR_CNCURSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: What the terminal can do

typedef struct {
    // Colours of its palette; 0: none.
    int colors;
    // It takes ECMA-48 sequences ("ESC ["), so unknown private modes and OSC strings are passed over and not shown.
    bool is_ansi;
    // The locale's encoding is UTF-8.
    bool is_utf8;
} weir_terminal_traits;

typedef enum {
    WEIR_TERMINAL_USABLE = 0,
    WEIR_TERMINAL_UNNAMED,       // TERM is unset or empty
    WEIR_TERMINAL_UNKNOWN,       // no terminfo entry of that name
    WEIR_TERMINAL_NO_DATABASE,   // no terminfo at all
    WEIR_TERMINAL_NOT_ADDRESSED, // the cursor cannot be placed or the screen not be cleared: dumb, hard copy
    WEIR_TERMINAL_NO_SCREEN,     // ncurses would not open it
} weir_terminal_status;

// Looks the terminal up without touching it, and takes the locale's character type from the environment: to be called before
// there are other threads that use the locale, and never while a screen is open.
weir_terminal_status weir_terminal_look_up(const char *name, int output, weir_terminal_traits *traits);

// Any thread. False where it is no terminal or does not know its size.
bool weir_terminal_size(int descriptor, int *columns, int *rows);

// Bytes waiting to be read; -1: an error, as from a terminal that has vanished. Any thread.
int weir_terminal_pending(int descriptor);

// Whether the calling process is in the terminal's foreground, or the terminal does not tell. Any thread.
bool weir_terminal_is_foreground(int descriptor);

// Lets standard output go on line by line, whatever its descriptor is pointed at. Writes out what is buffered.
void weir_output_by_lines(void);

// MARK: The screen

typedef enum {
    WEIR_BOLD = 1,
    WEIR_DIM = 2,
    WEIR_ITALIC = 4,
    WEIR_UNDERLINE = 8,
    WEIR_REVERSE = 16,
} weir_modifier;

typedef struct {
    // 0: the second half of the wide character before it.
    uint32_t scalar;
    // A combining mark; 0: none.
    uint32_t mark;
    // -1: the terminal's own; else 0 to 255. What the terminal lacks becomes one of the first eight, or the terminal's own.
    int16_t foreground;
    int16_t background;
    uint8_t modifiers;
} weir_cell;

// Opens the screen over the descriptors, which stay the caller's and must stay open. Signal handlers belong before it. Never ends
// the process. Nothing is shown before the first weir_screen_present.
weir_terminal_status weir_screen_open(const char *name, int input, int output, bool has_color);

// Gives the terminal back and frees the screen.
void weir_screen_close(void);

// Gives the terminal back for a while. What is put meanwhile is shown after weir_screen_enter.
void weir_screen_leave(void);

// Takes the terminal again, and what modes it has as those to give back at the end. The next frame is drawn from nothing.
void weir_screen_enter(void);

// To be called when the terminal's size has changed; all cells are to be put again.
void weir_screen_resize(int columns, int rows);

// The next frame is drawn from nothing.
void weir_screen_redraw(void);

// Puts cells of one row. What the locale's wcwidth sees otherwise than the cells say becomes '?', so nothing is shifted. What
// does not fit is left out.
void weir_screen_put(int row, int column, const weir_cell *cells, int count);

// Shows what was put, as one synchronised update (DEC private mode 2026). False: the terminal takes no more bytes.
bool weir_screen_present(void);

// Writes bytes to the terminal past ncurses. False: the terminal takes no more bytes.
bool weir_screen_write(const char *bytes, size_t count);

// Whether presses of the mouse are reported. Off at first.
void weir_screen_mouse(bool is_on);

// The window's icon shows progress, which is to be taken off wherever the terminal is given back.
void weir_screen_shows_progress(bool does);

// MARK: Keys

typedef enum {
    WEIR_INPUT_NONE = 0,  // nothing is waiting
    WEIR_INPUT_IGNORED,   // something that is no key; there may be more
    WEIR_INPUT_CHARACTER, // code: a Unicode scalar, control characters included
    WEIR_INPUT_KEY,       // code: a weir_key
    WEIR_INPUT_FUNCTION,  // code: the number of the function key
    WEIR_INPUT_MOUSE,     // code: a weir_mouse
} weir_input_kind;

typedef enum {
    WEIR_KEY_UP = 1,
    WEIR_KEY_DOWN,
    WEIR_KEY_LEFT,
    WEIR_KEY_RIGHT,
    WEIR_KEY_PAGE_UP,
    WEIR_KEY_PAGE_DOWN,
    WEIR_KEY_HOME,
    WEIR_KEY_END,
    WEIR_KEY_ENTER,
    WEIR_KEY_BACK_TAB,
    WEIR_KEY_BACKSPACE,
    WEIR_KEY_DELETE,
} weir_key;

typedef enum {
    WEIR_MOUSE_PRESS = 1,
    WEIR_MOUSE_SCROLL_UP,
    WEIR_MOUSE_SCROLL_DOWN,
} weir_mouse;

typedef struct {
    weir_input_kind kind;
    uint32_t code;
    // Of the mouse.
    int column;
    int row;
} weir_input;

// Takes one key from the terminal. Does not wait, but for the 25 ms in which the rest of an escape sequence may come.
weir_input weir_screen_read(void);

// MARK: Signals

// The byte that a signal leaves in the pipe is its number.
//
// Has SIGWINCH, SIGTSTP and SIGCONT write into a pipe, but for SIGTSTP where it is ignored, and blocks them in the calling thread
// and so in those that it starts: they are for the terminal's thread. Returns the pipe's reading end, which does not block and
// lives as long as the process; -1: no descriptors left.
int weir_signals_install(void);

// Lets the calling thread receive them, and keeps those from it that ask the process to end (SIGINT, SIGTERM, SIGHUP).
void weir_signals_receive(void);

// Gives the signals back to their earlier handlers.
void weir_signals_remove(void);

// Gives the calling thread, which called weir_signals_install, its earlier mask.
void weir_signals_unblock(void);

// Stops the process as ^Z does where nobody handles that, and returns when it goes on. Returns at once where nobody could continue
// it: without a shell that controls jobs. For the terminal's thread.
void weir_signals_stop(void);

// MARK: When the process dies

// Where standard output and standard error lead instead while the screen is shown: they are to lead to `output` and `errors` again
// once the terminal has been given back, and what lies in the pipe, whose reading end does not block, is to be said on `errors`.
typedef struct {
    int output;
    int errors;
    int pipe;
} weir_redirection;

// From now on signals by which a process dies (SEGV, BUS, ILL, FPE, ABRT, TRAP, SYS, QUIT) in any thread, and `exit`, give the
// terminal back first and end the redirection. One line to its `errors` says so of a signal. Then that acts as without handlers:
// the earlier ones (Swift's backtracer, which waits on a terminal for an answer) are called only where SWIFT_BACKTRACE is set.
//
// The handlers run on the thread's alternate stack where it has one. Without one they run on the stack there is, which is enough
// unless that overflowed.
void weir_guard_install(weir_redirection redirection);

// Gives the signals back to their earlier handlers. The terminal must have been given back.
void weir_guard_remove(void);

// Gives the calling thread an alternate stack for these handlers, unless it has one. It is freed by weir_guard_drop_stack on the
// same thread, or never.
void weir_guard_give_stack(void);
void weir_guard_drop_stack(void);

// Gives the terminal back at once, whatever its thread is at; it draws no more. Any thread; for those that are about to end
// the process. Does nothing where there is no screen.
void weir_guard_restore(void);

#ifdef __cplusplus
}
#endif

#endif
