// What readers and writers of files share.
#pragma once

#include <arrow/io/api.h>

#include <optional>

#include "Internal.h"

namespace carrow {

// An error that names its place in the data.
arrow::Status data_error(
    CArrowCode code, const std::string &file, int64_t line, const std::string &column,
    std::optional<std::string> value, const std::string &message);
// The status with the file named, where it is an error and names none yet.
arrow::Status in_file(const arrow::Status &status, const std::string &path);

// The bytes of a file: decompressed where the name ends in .gz, and in UTF-8.
arrow::Result<std::shared_ptr<arrow::io::InputStream>> open_text(
    const std::string &path, const std::string &encoding = "utf-8");
arrow::Result<std::shared_ptr<arrow::Buffer>> read_up_to(arrow::io::InputStream &input, int64_t size);

std::vector<std::string> to_strings(CArrowNames names);
// The type as a plan file writes it.
std::string plan_name(const arrow::DataType &type);

// Types in the form that everything outside of the readers handles, or NULL for those that have none.
std::shared_ptr<arrow::DataType> normal_type(const std::shared_ptr<arrow::DataType> &type);
arrow::Result<std::shared_ptr<arrow::Table>> normalised(const std::shared_ptr<arrow::Table> &table, bool strict);
// A table of no rows that shows what `normalised` would give.
arrow::Result<std::shared_ptr<arrow::Table>> schema_table(const arrow::Schema &schema);

}  // namespace carrow
