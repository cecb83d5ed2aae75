// A stream into a file descriptor, which stays its owner's.
#pragma once

#include <arrow/io/api.h>

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "Internal.h"

namespace carrow {

class DescriptorOutput : public arrow::io::OutputStream {
public:
    explicit DescriptorOutput(int fd) : fd_(fd) {}
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }
    arrow::Result<int64_t> Tell() const override { return position_; }
    arrow::Status Write(const void *data, int64_t size) override {
        for (int64_t done = 0; done < size;) {
            const ssize_t count = ::write(fd_, static_cast<const char *>(data) + done, size - done);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return arrow::Status::IOError(std::strerror(errno));
            done += count;
        }
        position_ += size;
        return arrow::Status::OK();
    }

private:
    int fd_;
    int64_t position_ = 0;
    bool closed_ = false;
};

}  // namespace carrow
