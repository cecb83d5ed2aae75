// macOS keeps the code of its libraries in a cache that all processes share and none is charged for.
#ifdef __APPLE__
#include "CSystem.h"

void weir_code_release(void) {}
#endif
