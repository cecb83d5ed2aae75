#include <arrow/csv/api.h>
#include <arrow/util/utf8.h>
#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <map>
#include <set>

#include "CsvScanner.h"

namespace carrow {

namespace {

constexpr int64_t sample_size = 1 << 20;

using Types = std::unordered_map<std::string, std::shared_ptr<arrow::DataType>>;

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

struct Format {
    std::string path;
    char delimiter, quote;
    std::vector<std::string> names, null_values;
    std::string encoding;
    Types types;

    static arrow::Result<Format> make(const char *path, const CArrowCsvFormat &format) {
        Format result{path, format.delimiter, format.quote, to_strings(format.header), to_strings(format.null_values),
                      format.encoding, {}};
        for (size_t i = 0; i < format.types.count; i++) {
            ARROW_ASSIGN_OR_RAISE(result.types[format.types.names[i]], to_arrow(format.types.types[i]));
        }
        return result;
    }

    arrow::Result<std::shared_ptr<arrow::io::InputStream>> open() const { return open_text(path, encoding); }

    arrow::csv::ParseOptions parse_options(size_t columns) const {
        auto options = arrow::csv::ParseOptions::Defaults();
        options.delimiter = delimiter;
        options.quoting = quote != 0;
        if (quote != 0) options.quote_char = quote;
        options.newlines_in_values = quote != 0;
        options.ignore_empty_lines = columns > 1;  // in a file of one column an empty line is a null
        return options;
    }

    arrow::csv::ConvertOptions convert_options() const {
        auto options = arrow::csv::ConvertOptions::Defaults();
        options.null_values = null_values;
        options.strings_can_be_null = true;
        options.quoted_strings_can_be_null = false;
        options.true_values = {"true", "True", "TRUE"};
        options.false_values = {"false", "False", "FALSE"};
        options.timestamp_parsers = {std::make_shared<UtcParser>()};
        return options;
    }

    arrow::csv::ReadOptions read_options() const {
        auto options = arrow::csv::ReadOptions::Defaults();
        options.column_names = names;
        return options;
    }

    bool is_null(const CsvField &field) const {
        return !field.quoted && std::find(null_values.begin(), null_values.end(), field.text) != null_values.end();
    }
};

// The column names, and the records of the first MiB.
struct Sample {
    std::vector<std::string> names;
    std::vector<bool> quoted;
    std::shared_ptr<arrow::Buffer> bytes;
};

arrow::Status count_error(const Format &format, int64_t line, size_t expected, size_t found) {
    return data_error(
        CARROW_DATA, format.path, line, "", std::nullopt,
        "the line has " + std::to_string(found) + (found == 1 ? " field" : " fields") + " instead of " +
            std::to_string(expected));
}

arrow::Result<std::vector<std::string>> read_header(const Format &format, CsvScanner &scanner) {
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

arrow::Result<Sample> take_sample(const Format &format, int64_t size = sample_size) {
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    ARROW_ASSIGN_OR_RAISE(auto bytes, read_up_to(*input, size));
    const bool whole = bytes->size() < size;
    CsvScanner scanner(std::make_shared<arrow::io::BufferReader>(bytes), format.delimiter, format.quote, true);
    Sample sample;
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
            return count_error(format, scanner.line(), sample.names.size(), fields.size());
        for (size_t i = 0; i < fields.size(); i++) sample.quoted[i] = sample.quoted[i] || fields[i].quoted;
        end = scanner.offset();
        any = true;
    }
    if (!any && !whole) return take_sample(format, size * 2);  // one record is larger than the sample
    sample.bytes = arrow::SliceBuffer(bytes, 0, end);
    return sample;
}

// The column and the value that Arrow's message complains of.
struct Complaint {
    size_t column;
    std::optional<std::string> value;
};

std::optional<Complaint> parse_complaint(const std::string &message) {
    const std::string column_mark = "In CSV column #", value_mark = "invalid value '";
    const size_t column = message.find(column_mark);
    if (column == std::string::npos) return std::nullopt;
    Complaint complaint{std::strtoull(message.c_str() + column + column_mark.size(), nullptr, 10), std::nullopt};
    const size_t start = message.find(value_mark, column), end = message.rfind('\'');
    if (start != std::string::npos && end != std::string::npos && end >= start + value_mark.size())
        complaint.value = message.substr(start + value_mark.size(), end - start - value_mark.size());
    return complaint;
}

// Goes through the file once more to find where what Arrow refused is. `status` is the answer where nothing is found.
arrow::Status locate(const Format &format, const Types &types, const arrow::Status &status) {
    const auto complaint = parse_complaint(status.message());
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    CsvScanner scanner(std::move(input), format.delimiter, format.quote, true);
    ARROW_ASSIGN_OR_RAISE(auto names, read_header(format, scanner));
    scanner.set_skip_blank(names.size() > 1);
    arrow::util::InitializeUTF8();
    std::vector<CsvField> fields;
    while (true) {
        ARROW_ASSIGN_OR_RAISE(const bool found, scanner.next(&fields));
        if (!found) return in_file(status, format.path);
        if (fields.size() != names.size()) return count_error(format, scanner.line(), names.size(), fields.size());
        if (!complaint.has_value() || complaint->column >= fields.size()) continue;
        const CsvField &field = fields[complaint->column];
        const std::string &name = names[complaint->column];
        const int64_t line = scanner.field_line(complaint->column);
        if (!complaint->value.has_value()) {
            if (arrow::util::ValidateUTF8(field.text)) continue;
            return data_error(
                CARROW_DATA, format.path, line, name, std::nullopt,
                "the text is not UTF-8; say what it is with `encoding:`");
        }
        if (field.text != *complaint->value || format.is_null(field)) continue;
        const auto type = types.find(name);
        const std::string wanted = type == types.end() ? "the column's type" : plan_name(*type->second);
        return data_error(
            CARROW_DATA, format.path, line, name, field.text,
            "'" + field.text + "' is not " + wanted + "; set the column's type under `types:`, or list the value under `null_values:`");
    }
}

arrow::Result<std::shared_ptr<arrow::Table>> infer(const Format &format) {
    ARROW_ASSIGN_OR_RAISE(auto sample, take_sample(format));
    auto read = format.read_options();
    read.use_threads = false;
    read.block_size = static_cast<int32_t>(std::max<int64_t>(sample.bytes->size() + 1, 1 << 16));
    auto convert = format.convert_options();
    for (size_t i = 0; i < sample.names.size(); i++) {
        const auto type = format.types.find(sample.names[i]);
        if (type != format.types.end()) {
            convert.column_types[sample.names[i]] = type->second;
        } else if (sample.quoted[i]) {
            convert.column_types[sample.names[i]] = arrow::utf8();
        }
    }
    ARROW_ASSIGN_OR_RAISE(
        auto reader, arrow::csv::TableReader::Make(
                         arrow::io::default_io_context(), std::make_shared<arrow::io::BufferReader>(sample.bytes), read,
                         format.parse_options(sample.names.size()), convert));
    auto table = reader->Read();
    arrow::FieldVector fields;
    if (!table.ok()) {
        const bool only_header = table.status().message().find("Empty CSV") != std::string::npos;
        if (!only_header) return locate(format, convert.column_types, table.status());
        for (const auto &name : sample.names) fields.push_back(arrow::field(name, arrow::null()));
        return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
    }
    for (const auto &field : (*table)->schema()->fields()) {
        auto type = field->type();
        if (type->id() == arrow::Type::TIMESTAMP) type = utc_timestamp();
        if (type->id() == arrow::Type::TIME32 || type->id() == arrow::Type::BINARY ||
            type->id() == arrow::Type::DURATION)
            type = format.types.count(field->name()) > 0 ? type : arrow::utf8();
        fields.push_back(arrow::field(field->name(), std::move(type)));
    }
    return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
}

arrow::Result<std::shared_ptr<arrow::Table>> read(const Format &format, const std::vector<std::string> &columns) {
    ARROW_ASSIGN_OR_RAISE(auto head, format.open());
    CsvScanner scanner(std::move(head), format.delimiter, format.quote, true);
    ARROW_ASSIGN_OR_RAISE(auto names, read_header(format, scanner));
    auto convert = format.convert_options();
    convert.column_types = format.types;
    for (const auto &name : names) convert.column_types.emplace(name, arrow::utf8());
    for (const auto &column : columns)
        if (std::find(names.begin(), names.end(), column) == names.end())
            return data_error(CARROW_NOT_FOUND, format.path, 0, column, std::nullopt, "the file has no such column");

    // Without a column Arrow would read all; the rows still have to be counted.
    convert.include_columns = columns.empty() ? std::vector<std::string>{names.front()} : columns;
    auto attempt = [&](bool threads) -> arrow::Result<std::shared_ptr<arrow::Table>> {
        ARROW_ASSIGN_OR_RAISE(auto input, format.open());
        auto read = format.read_options();
        read.use_threads = threads;
        ARROW_ASSIGN_OR_RAISE(
            auto reader, arrow::csv::TableReader::Make(
                             arrow::io::default_io_context(), std::move(input), read, format.parse_options(names.size()),
                             convert));
        return reader->Read();
    };
    auto table = attempt(true);
    if (!table.ok() && table.status().message().find("Empty CSV") != std::string::npos) {
        arrow::FieldVector fields;
        for (const auto &name : convert.include_columns)
            fields.push_back(arrow::field(name, convert.column_types[name]));
        table = arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
    }
    if (!table.ok()) {
        if (table.status().IsOutOfMemory() || table.status().IsIOError()) return in_file(table.status(), format.path);
        // One thread meets the first error first, and the same one every time.
        auto again = attempt(false);
        return locate(format, convert.column_types, again.ok() ? table.status() : again.status());
    }
    return columns.empty() ? (*table)->SelectColumns({}) : table;
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_csv_infer(const char *path, const CArrowCsvFormat *c_format, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto format, Format::make(path, *c_format));
        auto table = infer(format);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}

CArrowTable *carrow_csv_read(
    const char *path, const CArrowCsvFormat *c_format, CArrowNames columns, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto format, Format::make(path, *c_format));
        auto table = read(format, to_strings(columns));
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}
