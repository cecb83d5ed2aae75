// What a CSV file looks like, its sample, and where its errors are.
#pragma once

#include <arrow/csv/options.h>

#include <unordered_map>

#include "CsvScanner.h"

namespace carrow {

using CsvTypes = std::unordered_map<std::string, std::shared_ptr<arrow::DataType>>;

struct CsvFormat {
    std::string path;
    char delimiter, quote;
    std::vector<std::string> names, null_values;
    std::string encoding;
    CsvTypes types;

    static arrow::Result<CsvFormat> make(const char *path, const CArrowCsvFormat &format);

    arrow::Result<std::shared_ptr<arrow::io::InputStream>> open() const { return open_text(path, encoding); }
    arrow::csv::ParseOptions parse_options(size_t columns) const;
    arrow::csv::ConvertOptions convert_options() const;
    arrow::csv::ReadOptions read_options() const;
    bool is_null(const CsvField &field) const;

    arrow::Status count_error(int64_t line, size_t expected, size_t found) const;
};

// The column names: from the header line, which the scanner is then past, or as the format says.
arrow::Result<std::vector<std::string>> read_header(const CsvFormat &format, CsvScanner &scanner);

// The column names, and the whole records of the first MiB, with the header line.
struct CsvSample {
    std::vector<std::string> names;
    std::vector<bool> quoted;  // whether a column has a quoted field
    std::shared_ptr<arrow::Buffer> bytes;
};

arrow::Result<CsvSample> take_sample(const CsvFormat &format, int64_t size = 1 << 20);

// Goes through the file once more to find where what Arrow refused is. `status` is the answer where nothing is found.
arrow::Status locate(const CsvFormat &format, const CsvTypes &types, const arrow::Status &status);

}  // namespace carrow
