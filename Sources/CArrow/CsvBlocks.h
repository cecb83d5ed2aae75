// The rows of a CSV file, a block of its lines at a time.
#pragma once

#include <arrow/util/future.h>

#include <deque>

#include "CsvRows.h"

namespace carrow {

// The lines of a file in blocks of whole lines.
class CsvLines {
public:
    CsvLines(std::shared_ptr<arrow::io::InputStream> input, char quote, arrow::MemoryPool *pool)
        : input_(std::move(input)), quote_(quote), pool_(pool) {}

    // The next block; empty at the end. Cancelled where the end of a line cannot be told: behind a quote, or far away.
    arrow::Result<std::shared_ptr<arrow::Buffer>> next();
    // All that no block has had, from the beginning of a line on.
    std::shared_ptr<arrow::io::InputStream> rest() const;

private:
    std::shared_ptr<arrow::io::InputStream> input_;
    const char quote_;
    arrow::MemoryPool *const pool_;
    std::shared_ptr<arrow::Buffer> rest_ = std::make_shared<arrow::Buffer>(nullptr, 0);
    bool ended_ = false;
};

// Most files have no quote behind their header: there each block of lines is read and filtered by one of Arrow's threads, and a few
// blocks are all that is held beside what passes. For one thread at a time; Arrow's threads are waited for, whatever comes.
class CsvBlocks {
public:
    static arrow::Result<std::unique_ptr<CsvBlocks>> open(std::shared_ptr<const CsvRows> rows);
    CsvBlocks(std::shared_ptr<const CsvRows> rows, CsvLines lines) : rows_(std::move(rows)), lines_(std::move(lines)) {}
    CsvBlocks(const CsvBlocks &) = delete;
    CsvBlocks &operator=(const CsvBlocks &) = delete;
    ~CsvBlocks();

    // The rows of the next block; nothing at the end. Cancelled once the blocks before a quote are through.
    arrow::Result<CsvRows::Table> next();
    // After it was cancelled: the lines that are left.
    std::shared_ptr<arrow::io::InputStream> rest() const { return lines_.rest(); }

private:
    std::shared_ptr<const CsvRows> rows_;
    CsvLines lines_;
    std::deque<arrow::Future<CsvRows::Table>> ahead_;
    // Of the lines, told once what is ahead is through.
    arrow::Status status_;
    bool ended_ = false;
};

}  // namespace carrow
