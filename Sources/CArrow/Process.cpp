#include <arrow/io/interfaces.h>
#include <arrow/util/thread_pool.h>

#include "Internal.h"

using namespace carrow;

int64_t carrow_pool_bytes_allocated(void) { return arrow::default_memory_pool()->bytes_allocated(); }
int64_t carrow_pool_max_memory(void) { return arrow::default_memory_pool()->max_memory(); }
void carrow_pool_release_unused(void) { arrow::default_memory_pool()->ReleaseUnused(); }

bool carrow_threads_set_capacity(int cpu, int io, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        ARROW_RETURN_NOT_OK(arrow::SetCpuThreadPoolCapacity(cpu));
        return arrow::io::SetIOThreadPoolCapacity(io);
    });
}

const char *carrow_version(void) { return arrow::GetBuildInfo().version_string.c_str(); }
