#include <arrow/csv/api.h>

#include <algorithm>

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
    // In memory that goes back at once: what is made of a sample is more than the whole of many a file.
    const arrow::io::IOContext context(arrow::system_memory_pool());
    ARROW_ASSIGN_OR_RAISE(
        auto reader, arrow::csv::TableReader::Make(
                         context, std::make_shared<arrow::io::BufferReader>(sample.bytes), read,
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
