#include "CsvBlocks.h"

#include <arrow/util/thread_pool.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace carrow {

namespace {

// What a thread reads at once: of more, what is read ahead takes more than what is kept.
constexpr int64_t block_size = 1 << 19;
constexpr int64_t longest_line = 1 << 26;

// Bytes that were read already, then what is left to read.
class Rest : public arrow::io::InputStream {
public:
    Rest(std::shared_ptr<arrow::Buffer> known, std::shared_ptr<arrow::io::InputStream> input)
        : known_(std::move(known)), input_(std::move(input)) {}

    arrow::Result<int64_t> Read(int64_t size, void *out) override {
        const int64_t left = known_->size() - position_;
        int64_t read = std::min(size, left);
        if (read > 0) {
            std::memcpy(out, known_->data() + position_, read);
        } else {
            ARROW_ASSIGN_OR_RAISE(read, input_->Read(size, out));
        }
        position_ += read;
        return read;
    }

    arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override {
        ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
        ARROW_ASSIGN_OR_RAISE(const int64_t read, Read(size, buffer->mutable_data()));
        ARROW_RETURN_NOT_OK(buffer->Resize(read, false));
        return buffer;
    }

    arrow::Status Close() override {
        closed_ = true;
        return input_->Close();
    }
    bool closed() const override { return closed_; }
    arrow::Result<int64_t> Tell() const override { return position_; }

private:
    const std::shared_ptr<arrow::Buffer> known_;
    const std::shared_ptr<arrow::io::InputStream> input_;
    int64_t position_ = 0;
    bool closed_ = false;
};

}  // namespace

arrow::Result<std::shared_ptr<arrow::Buffer>> CsvLines::next() {
    while (!ended_) {
        const int64_t known = rest_->size(), size = std::max(block_size, known);
        if (known > longest_line) return arrow::Status::Cancelled("a long line");
        ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(known + size, pool_));
        std::memcpy(buffer->mutable_data(), rest_->data(), known);
        ARROW_ASSIGN_OR_RAISE(const int64_t read, input_->Read(size, buffer->mutable_data() + known));
        ARROW_RETURN_NOT_OK(buffer->Resize(known + read, false));
        std::shared_ptr<arrow::Buffer> text = std::move(buffer);
        const std::string_view added(reinterpret_cast<const char *>(text->data()) + known, read);
        if (quote_ != 0 && added.find(quote_) != std::string_view::npos) {
            rest_ = std::move(text);
            return arrow::Status::Cancelled("a quote");
        }
        ended_ = read == 0;
        const size_t line = added.rfind('\n');
        const int64_t end = ended_                            ? text->size()
                            : line == std::string_view::npos ? 0
                                                             : known + static_cast<int64_t>(line) + 1;
        rest_ = arrow::SliceBuffer(text, end);
        if (end > 0) return arrow::SliceBuffer(text, 0, end);
    }
    return std::make_shared<arrow::Buffer>(nullptr, 0);
}

std::shared_ptr<arrow::io::InputStream> CsvLines::rest() const { return std::make_shared<Rest>(rest_, input_); }

arrow::Result<std::unique_ptr<CsvBlocks>> CsvBlocks::open(std::shared_ptr<const CsvRows> rows) {
    ARROW_ASSIGN_OR_RAISE(auto input, rows->format.open());
    ARROW_RETURN_NOT_OK(input->Advance(rows->body));
    CsvLines lines(std::move(input), rows->format.quote, rows->pool);
    return std::make_unique<CsvBlocks>(std::move(rows), std::move(lines));
}

CsvBlocks::~CsvBlocks() {
    for (const auto &part : ahead_) part.Wait();
}

arrow::Result<CsvRows::Table> CsvBlocks::next() {
    auto *pool = arrow::internal::GetCpuThreadPool();
    const size_t most = static_cast<size_t>(pool->GetCapacity()) + 1;
    while (!ended_ && ahead_.size() < most) {
        auto block = lines_.next();
        ended_ = !block.ok() || (*block)->size() == 0;
        status_ = block.status();
        if (ended_) break;
        auto work = [rows = rows_, lines = *std::move(block)]() -> arrow::Result<CsvRows::Table> {
            auto input = std::make_shared<arrow::io::BufferReader>(lines);
            ARROW_ASSIGN_OR_RAISE(auto table, rows->parse(std::move(input), lines->size() + 1, false, false, false));
            return rows->passing(table);
        };
        ARROW_ASSIGN_OR_RAISE(auto part, pool->Submit(std::move(work)));
        ahead_.push_back(std::move(part));
    }
    if (ahead_.empty()) {
        ARROW_RETURN_NOT_OK(status_);
        return nullptr;
    }
    auto part = ahead_.front().MoveResult();
    ahead_.pop_front();
    return part;
}

}  // namespace carrow
