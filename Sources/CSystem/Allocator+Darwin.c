// The allocator of macOS has its regions by core.
#ifdef __APPLE__
#include "CSystem.h"

void weir_allocator_share_arenas(void) {}
#endif
