// Keys and the mouse, from ncurses' codes to ours.
#include "Curses.h"

static uint32_t named(wint_t code) {
    switch (code) {
    case KEY_UP: case KEY_SR: return WEIR_KEY_UP;
    case KEY_DOWN: case KEY_SF: return WEIR_KEY_DOWN;
    case KEY_LEFT: case KEY_SLEFT: return WEIR_KEY_LEFT;
    case KEY_RIGHT: case KEY_SRIGHT: return WEIR_KEY_RIGHT;
    case KEY_PPAGE: case KEY_SPREVIOUS: case KEY_A3: return WEIR_KEY_PAGE_UP;
    case KEY_NPAGE: case KEY_SNEXT: case KEY_C3: return WEIR_KEY_PAGE_DOWN;
    case KEY_HOME: case KEY_SHOME: case KEY_A1: case KEY_FIND: return WEIR_KEY_HOME;
    case KEY_END: case KEY_SEND: case KEY_C1: case KEY_LL: case KEY_SELECT: return WEIR_KEY_END;
    case KEY_ENTER: return WEIR_KEY_ENTER;
    case KEY_BTAB: return WEIR_KEY_BACK_TAB;
    case KEY_BACKSPACE: return WEIR_KEY_BACKSPACE;
    case KEY_DC: case KEY_SDC: return WEIR_KEY_DELETE;
    default: return 0;
    }
}

static weir_input mouse(void) {
    weir_input input = {WEIR_INPUT_IGNORED, 0, 0, 0};
    MEVENT event;
    if (getmouse(&event) != OK) return input;
    if (event.bstate & BUTTON1_PRESSED) {
        input.code = WEIR_MOUSE_PRESS;
    } else if (event.bstate & BUTTON4_PRESSED) {
        input.code = WEIR_MOUSE_SCROLL_UP;
#ifdef BUTTON5_PRESSED
    } else if (event.bstate & BUTTON5_PRESSED) {
        input.code = WEIR_MOUSE_SCROLL_DOWN;
#endif
    } else {
        return input;
    }
    input.kind = WEIR_INPUT_MOUSE;
    input.column = event.x;
    input.row = event.y;
    return input;
}

// After an escape that began none of the terminal's keys: whether it was the start of a control sequence nonetheless (a paste's
// bracket, a key that the terminal's description lacks), which is then taken away whole and not taken for typing.
static bool is_unknown_sequence(WINDOW *keys) {
    wint_t code = 0;
    int status = wget_wch(keys, &code);
    if (status == ERR) return false;
    if (status != OK || (code != '[' && code != 'O')) {
        if (status == KEY_CODE_YES) {
            ungetch((int)code);
        } else {
            unget_wch((wchar_t)code);
        }
        return false;
    }
    bool is_single = code == 'O';
    for (int length = 0; length < 64; length += 1) {
        if (wget_wch(keys, &code) != OK) break;
        if (is_single || (code >= 0x40 && code <= 0x7E)) break;
    }
    return true;
}

weir_input weir_screen_read(void) {
    weir_input input = {WEIR_INPUT_NONE, 0, 0, 0};
    WINDOW *keys = weir_screen_keys();
    if (keys == NULL) return input;
    wint_t code = 0;
    switch (wget_wch(keys, &code)) {
    case KEY_CODE_YES:
        if (code == KEY_MOUSE) return mouse();
        if (code > KEY_F0 && code <= KEY_F(63)) {
            input.kind = WEIR_INPUT_FUNCTION;
            input.code = code - KEY_F0;
            return input;
        }
        input.code = named(code);
        input.kind = input.code == 0 ? WEIR_INPUT_IGNORED : WEIR_INPUT_KEY;
        return input;
    case OK:
        if (code == 0x1B && is_unknown_sequence(keys)) {
            input.kind = WEIR_INPUT_IGNORED;
            return input;
        }
        input.kind = WEIR_INPUT_CHARACTER;
        input.code = (uint32_t)code;
        return input;
    default:
        return input;
    }
}
