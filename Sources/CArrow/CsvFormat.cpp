#include "CsvFormat.h"

#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <set>

namespace carrow {

namespace {

// ISO 8601 with or without an offset; without one, the time is UTC.
class UtcParser : public arrow::TimestampParser {
public:
    bool operator()(
        const char *text, size_t length, arrow::TimeUnit::type unit, int64_t *value,
        bool *zoned = nullptr) const override {
        bool has_offset = false;
        if (!arrow::internal::ParseTimestampISO8601(text, length, unit, value, &has_offset)) return false;
        if (zoned != nullptr) *zoned = true;
        return true;
    }
    const char *kind() const override { return "utc"; }
};

}  // namespace

arrow::Result<CsvFormat> CsvFormat::make(const char *path, const CArrowCsvFormat &format) {
    CsvFormat result{path, format.delimiter, format.quote, to_strings(format.header), to_strings(format.null_values),
                  format.encoding, {}};
    for (size_t i = 0; i < format.types.count; i++) {
        ARROW_ASSIGN_OR_RAISE(result.types[format.types.names[i]], to_arrow(format.types.types[i]));
    }
    return result;
}

arrow::csv::ParseOptions CsvFormat::parse_options(size_t columns) const {
    auto options = arrow::csv::ParseOptions::Defaults();
    options.delimiter = delimiter;
    options.quoting = quote != 0;
    if (quote != 0) options.quote_char = quote;
    options.newlines_in_values = quote != 0;
    options.ignore_empty_lines = columns > 1;  // in a file of one column an empty line is a null
    return options;
}

arrow::csv::ConvertOptions CsvFormat::convert_options() const {
    auto options = arrow::csv::ConvertOptions::Defaults();
    options.null_values = null_values;
    options.strings_can_be_null = true;
    options.quoted_strings_can_be_null = false;
    options.true_values = {"true", "True", "TRUE"};
    options.false_values = {"false", "False", "FALSE"};
    options.timestamp_parsers = {std::make_shared<UtcParser>()};
    return options;
}

arrow::csv::ReadOptions CsvFormat::read_options() const {
    auto options = arrow::csv::ReadOptions::Defaults();
    options.column_names = names;
    return options;
}

bool CsvFormat::is_null(const CsvField &field) const {
    return !field.quoted && std::find(null_values.begin(), null_values.end(), field.text) != null_values.end();
}

arrow::Status CsvFormat::count_error(int64_t line, size_t expected, size_t found) const {
    return data_error(
        CARROW_DATA, path, line, "", std::nullopt,
        "the line has " + std::to_string(found) + (found == 1 ? " field" : " fields") + " instead of " +
            std::to_string(expected));
}

arrow::Result<std::vector<std::string>> read_header(const CsvFormat &format, CsvScanner &scanner) {
    if (!format.names.empty()) return format.names;
    std::vector<CsvField> fields;
    ARROW_ASSIGN_OR_RAISE(const bool found, scanner.next(&fields));
    if (!found) {
        return data_error(
            CARROW_DATA, format.path, 0, "", std::nullopt, "the file is empty: it has no header line");
    }
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto &field : fields) {
        if (!seen.insert(field.text).second)
            return data_error(
                CARROW_DATA, format.path, scanner.line(), field.text, std::nullopt,
                "the header names this column twice");
        names.push_back(field.text);
    }
    return names;
}

arrow::Result<CsvSample> take_sample(const CsvFormat &format, int64_t size) {
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    ARROW_ASSIGN_OR_RAISE(auto bytes, read_up_to(*input, size));
    const bool whole = bytes->size() < size;
    CsvScanner scanner(std::make_shared<arrow::io::BufferReader>(bytes), format.delimiter, format.quote, true);
    CsvSample sample;
    ARROW_ASSIGN_OR_RAISE(sample.names, read_header(format, scanner));
    sample.quoted.assign(sample.names.size(), false);
    scanner.set_skip_blank(sample.names.size() > 1);
    int64_t end = scanner.offset();
    bool any = false;
    std::vector<CsvField> fields;
    while (true) {
        ARROW_ASSIGN_OR_RAISE(const bool found, scanner.next(&fields));
        if (!found || (!whole && !scanner.terminated())) break;
        if (fields.size() != sample.names.size())
            return format.count_error(scanner.line(), sample.names.size(), fields.size());
        for (size_t i = 0; i < fields.size(); i++) sample.quoted[i] = sample.quoted[i] || fields[i].quoted;
        end = scanner.offset();
        any = true;
    }
    if (!any && !whole) return take_sample(format, size * 2);  // one record is larger than the sample
    sample.bytes = arrow::SliceBuffer(bytes, 0, end);
    return sample;
}

}  // namespace carrow
