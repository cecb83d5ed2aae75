// What terminfo says of a terminal.
#include "Curses.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

#if __has_include(<ncursesw/term.h>)
#include <ncursesw/term.h>
#else
#include <term.h>
#endif

static bool has(const char *capability) {
    const char *text = tigetstr(capability);
    return text != NULL && text != (const char *)-1 && text[0] != 0;
}

weir_terminal_status weir_terminal_look_up(const char *name, int output, weir_terminal_traits *traits) {
    memset(traits, 0, sizeof *traits);
    setlocale(LC_CTYPE, "");
    traits->is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (name == NULL || name[0] == 0) return WEIR_TERMINAL_UNNAMED;
    int outcome = 0;
    int status = setupterm((char *)name, output, &outcome);
    if (outcome == 0) return WEIR_TERMINAL_UNKNOWN;
    if (outcome < 0) return WEIR_TERMINAL_NO_DATABASE;
    if (status != OK) return WEIR_TERMINAL_NOT_ADDRESSED;
    bool is_addressed = has("cup") && has("clear");
    if (is_addressed) {
        int colors = tigetnum("colors");
        traits->colors = colors > 0 ? colors : 0;
        traits->is_ansi = strncmp(tigetstr("cup"), "\033[", 2) == 0;
    }
    del_curterm(cur_term);
    return is_addressed ? WEIR_TERMINAL_USABLE : WEIR_TERMINAL_NOT_ADDRESSED;
}
