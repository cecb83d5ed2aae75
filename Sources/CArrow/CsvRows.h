// What is read of a CSV file's rows, and how whole lines become rows.
#pragma once

#include <arrow/compute/expression.h>

#include "CsvFormat.h"

namespace carrow {

struct CsvRows {
    using Table = std::shared_ptr<arrow::Table>;

    CsvFormat format;
    std::vector<std::string> names;  // of the file's columns
    int64_t body = 0;                // where the lines begin, behind the header
    arrow::csv::ConvertOptions convert;
    // Nothing: all rows.
    std::optional<arrow::compute::Expression> condition;
    // What blocks of lines and their rows are made in.
    arrow::MemoryPool *pool = arrow::default_memory_pool();

    // All rows of some columns, which the file has.
    static arrow::Result<CsvRows> make(CsvFormat format, std::vector<std::string> columns);

    // The columns, without rows.
    arrow::Result<Table> none() const;
    arrow::Result<Table> passing(const Table &table) const;
    arrow::csv::ParseOptions parse_options(bool quoting) const;
    arrow::io::IOContext context() const { return arrow::io::IOContext(pool); }

    // The rows of whole lines, of which `size` bytes are read at once; 0: as many as Arrow likes.
    arrow::Result<Table> parse(
        std::shared_ptr<arrow::io::InputStream> lines, int64_t size, bool has_header, bool quoting, bool threads) const;
    arrow::Result<Table> read_whole(bool threads) const;

    // An error of reading with its place in the file. One thread meets the first error first, and the same one every time.
    arrow::Status located(const arrow::Status &status) const;
};

// Of a reader that has met no line at all, which is no error here.
bool is_of_no_lines(const arrow::Status &status);

}  // namespace carrow
