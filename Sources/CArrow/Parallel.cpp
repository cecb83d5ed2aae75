#include "Parallel.h"

#include <arrow/util/thread_pool.h>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>

namespace carrow {

namespace {

// A loop, as long as any thread may still look at it: those that come late find it ended.
class Loop {
public:
    Loop(int64_t parts, const std::function<void(int64_t)> &body) : parts_(parts), body_(&body) {}

    // A thread that helps, if the loop has not ended.
    void help() {
        {
            std::lock_guard lock(mutex_);
            if (ended_) return;
            helping_++;
        }
        run();
        std::lock_guard lock(mutex_);
        if (--helping_ == 0) idle_.notify_all();
    }

    // The calling thread; the body is not called any more afterwards.
    void lead() {
        run();
        std::unique_lock lock(mutex_);
        ended_ = true;
        idle_.wait(lock, [this] { return helping_ == 0; });
        if (failure_ != nullptr) std::rethrow_exception(failure_);
    }

private:
    void run() {
        try {
            for (int64_t part = next_++; part < parts_; part = next_++) (*body_)(part);
        } catch (...) {
            std::lock_guard lock(mutex_);
            failure_ = std::current_exception();
        }
    }

    const int64_t parts_;
    const std::function<void(int64_t)> *const body_;
    std::atomic<int64_t> next_ = 0;
    std::mutex mutex_;
    std::condition_variable idle_;
    int64_t helping_ = 0;
    bool ended_ = false;
    std::exception_ptr failure_;
};

}  // namespace

void for_each_part(int64_t parts, const std::function<void(int64_t)> &body) {
    auto loop = std::make_shared<Loop>(parts, body);
    auto *pool = arrow::internal::GetCpuThreadPool();
    for (int64_t helper = 1; helper < std::min<int64_t>(parts, pool->GetCapacity()); helper++)
        if (!pool->Spawn([loop] { loop->help(); }).ok()) break;
    loop->lead();
}

static int64_t capacity() { return arrow::internal::GetCpuThreadPool()->GetCapacity(); }

// More slices than threads, so that nobody waits long for the last.
int64_t slice_of(int64_t rows) {
    const int64_t slices = std::clamp<int64_t>(rows / rows_of_part, 1, capacity() * 4);
    return std::max<int64_t>(1, ((rows + slices - 1) / slices + 63) / 64) * 64;
}

int64_t threads_of(int64_t rows) { return std::clamp<int64_t>(rows / rows_of_part, 1, capacity()); }

}  // namespace carrow

using namespace carrow;

int64_t carrow_parallel_slice(int64_t rows) { return slice_of(rows); }

void carrow_parallel_loop(int64_t parts, void (*body)(void *, int64_t), void *context) {
    for_each_part(parts, [&](int64_t part) { body(context, part); });
}
