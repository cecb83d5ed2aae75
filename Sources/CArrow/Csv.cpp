#include <arrow/csv/api.h>
#include <arrow/io/transform.h>

#include <algorithm>
#include <cstring>

#include "CsvFormat.h"

namespace carrow {

namespace {

arrow::Result<std::shared_ptr<arrow::Table>> infer(const CsvFormat &format) {
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

// Most files have no quote behind their header, and without one lines are found and parsed a third faster: so try that, and
// give up at the first quote.
std::shared_ptr<arrow::io::InputStream> refuse_quotes(std::shared_ptr<arrow::io::InputStream> input, char quote) {
    return std::make_shared<arrow::io::TransformInputStream>(
        std::move(input),
        [quote](const std::shared_ptr<arrow::Buffer> &block) -> arrow::Result<std::shared_ptr<arrow::Buffer>> {
            if (block->size() > 0 && std::memchr(block->data(), quote, block->size()) != nullptr)
                return arrow::Status::Cancelled("a quote");
            return block;
        });
}

arrow::Result<std::shared_ptr<arrow::Table>> read(const CsvFormat &format, const std::vector<std::string> &columns) {
    ARROW_ASSIGN_OR_RAISE(auto head, format.open());
    CsvScanner scanner(std::move(head), format.delimiter, format.quote, true);
    ARROW_ASSIGN_OR_RAISE(auto names, read_header(format, scanner));
    const int64_t body = scanner.offset();
    auto convert = format.convert_options();
    convert.column_types = format.types;
    for (const auto &name : names) convert.column_types.emplace(name, arrow::utf8());
    for (const auto &column : columns)
        if (std::find(names.begin(), names.end(), column) == names.end())
            return data_error(CARROW_NOT_FOUND, format.path, 0, column, std::nullopt, "the file has no such column");

    // Without a column Arrow would read all; the rows still have to be counted.
    convert.include_columns = columns.empty() ? std::vector<std::string>{names.front()} : columns;
    auto attempt = [&](bool threads, bool quoting) -> arrow::Result<std::shared_ptr<arrow::Table>> {
        ARROW_ASSIGN_OR_RAISE(auto input, format.open());
        auto parse = format.parse_options(names.size());
        auto read = format.read_options();
        read.use_threads = threads;
        if (!quoting && format.quote != 0) {
            ARROW_RETURN_NOT_OK(input->Advance(body));
            read.column_names = names;
            input = refuse_quotes(std::move(input), format.quote);
            parse.quoting = parse.newlines_in_values = false;
        }
        ARROW_ASSIGN_OR_RAISE(
            auto reader,
            arrow::csv::TableReader::Make(arrow::io::default_io_context(), std::move(input), read, parse, convert));
        return reader->Read();
    };
    auto table = attempt(true, false);
    if (!table.ok() && table.status().IsCancelled()) table = attempt(true, true);
    if (!table.ok() && table.status().message().find("Empty CSV") != std::string::npos) {
        arrow::FieldVector fields;
        for (const auto &name : convert.include_columns)
            fields.push_back(arrow::field(name, convert.column_types[name]));
        table = arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
    }
    if (!table.ok()) {
        if (table.status().IsOutOfMemory() || table.status().IsIOError()) return in_file(table.status(), format.path);
        // One thread meets the first error first, and the same one every time.
        auto again = attempt(false, true);
        return locate(format, convert.column_types, again.ok() ? table.status() : again.status());
    }
    return columns.empty() ? (*table)->SelectColumns({}) : table;
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_csv_infer(const char *path, const CArrowCsvFormat *c_format, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto format, CsvFormat::make(path, *c_format));
        auto table = infer(format);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}

CArrowTable *carrow_csv_read(
    const char *path, const CArrowCsvFormat *c_format, CArrowNames columns, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto format, CsvFormat::make(path, *c_format));
        auto table = read(format, to_strings(columns));
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}
