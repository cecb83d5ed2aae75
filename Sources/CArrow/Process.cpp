#include "Internal.h"

using namespace carrow;

int64_t carrow_pool_bytes_allocated(void) { return arrow::default_memory_pool()->bytes_allocated(); }
int64_t carrow_pool_max_memory(void) { return arrow::default_memory_pool()->max_memory(); }
void carrow_pool_release_unused(void) { arrow::default_memory_pool()->ReleaseUnused(); }

const char *carrow_version(void) { return arrow::GetBuildInfo().version_string.c_str(); }
