// A plain reader of CSV records that knows lines: for the sample, and for finding where an error is. Arrow reads the
// data.
#pragma once

#include "Files.h"

namespace carrow {

struct CsvField {
    std::string text;
    bool quoted = false;
};

class CsvScanner {
public:
    // `skip_blank`: lines without a character are not records.
    CsvScanner(std::shared_ptr<arrow::io::InputStream> input, char delimiter, char quote, bool skip_blank);

    // False at the end of the input. A record may span lines.
    arrow::Result<bool> next(std::vector<CsvField> *fields);

    // 1-based, of the record that `next` gave: where it starts.
    int64_t line() const { return record_line_; }
    // Where the field starts.
    int64_t field_line(size_t field) const { return field_lines_[field]; }
    // Bytes up to the end of that record.
    int64_t offset() const { return offset_; }
    // Whether the record ended by a line end, not by the end of the input.
    bool terminated() const { return terminated_; }
    void set_skip_blank(bool skip_blank) { skip_blank_ = skip_blank; }

private:
    arrow::Result<int> peek();
    void advance();

    std::shared_ptr<arrow::io::InputStream> input_;
    char delimiter_, quote_;
    bool skip_blank_;
    std::shared_ptr<arrow::Buffer> block_;
    int64_t position_ = 0, offset_ = 0;
    int64_t line_ = 1, record_line_ = 1;
    std::vector<int64_t> field_lines_;
    bool terminated_ = false, started_ = false;
};

}  // namespace carrow
