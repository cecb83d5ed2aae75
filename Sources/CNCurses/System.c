// What the system says of a terminal, and of standard output.
#include "Internal.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool weir_terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

int weir_terminal_pending(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}

bool weir_terminal_is_foreground(int descriptor) {
    pid_t group = tcgetpgrp(descriptor);
    return group < 0 || group == getpgrp();
}

void weir_output_by_lines(void) {
    fflush(stdout);
    setvbuf(stdout, NULL, _IOLBF, 0);
}
