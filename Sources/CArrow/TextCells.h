// Values as text in CSV and JSON.
#pragma once

#include "Files.h"

namespace carrow {

enum class Dialect { csv, json };

// Appends the values of one array as text. One call a cell; what depends on the type is decided when it is made.
class CellWriter {
public:
    explicit CellWriter(std::shared_ptr<arrow::Array> array) : array_(std::move(array)) {}
    virtual ~CellWriter() = default;
    virtual void append(int64_t row, std::string &out) const = 0;
    bool is_null(int64_t row) const { return array_->IsNull(row); }

protected:
    std::shared_ptr<arrow::Array> array_;
};

// An error where values of this type have no text.
arrow::Result<std::unique_ptr<CellWriter>> cell_writer(const std::shared_ptr<arrow::Array> &array, Dialect dialect);

// RFC 3339 in UTC, of microseconds; the fraction only where there is one, without trailing zeros.
void append_timestamp(int64_t micros, std::string &out);
void append_csv_text(std::string_view text, std::string &out);
void append_json_text(std::string_view text, std::string &out);

}  // namespace carrow
