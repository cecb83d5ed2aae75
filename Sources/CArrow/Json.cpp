#include <arrow/json/api.h>
#include <arrow/util/utf8.h>
#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "Files.h"

namespace carrow {

namespace {

constexpr int64_t sample_size = 1 << 20;

using Table = std::shared_ptr<arrow::Table>;

// What Arrow's JSON reader makes of a column: dates and times are read as text and parsed afterwards, which also takes
// time zone offsets.
std::shared_ptr<arrow::DataType> read_type(const std::shared_ptr<arrow::DataType> &type) {
    switch (type->id()) {
        case arrow::Type::DATE32:
        case arrow::Type::TIMESTAMP:
        case arrow::Type::BINARY:
        case arrow::Type::NA:
            return arrow::utf8();
        default:
            return type;
    }
}

arrow::Result<Table> parse(
    std::shared_ptr<arrow::io::InputStream> input, std::shared_ptr<arrow::Schema> schema, bool only_these, bool threads,
    int64_t block_size) {
    auto read = arrow::json::ReadOptions::Defaults();
    read.use_threads = threads;
    read.block_size = static_cast<int32_t>(std::min<int64_t>(block_size, std::numeric_limits<int32_t>::max() / 2));
    auto options = arrow::json::ParseOptions::Defaults();
    options.explicit_schema = std::move(schema);
    options.unexpected_field_behavior = only_these ? arrow::json::UnexpectedFieldBehavior::Ignore
                                                   : arrow::json::UnexpectedFieldBehavior::InferType;
    ARROW_ASSIGN_OR_RAISE(
        auto reader, arrow::json::TableReader::Make(arrow::default_memory_pool(), std::move(input), read, options));
    return reader->Read();
}

arrow::Result<Table> parse(
    const std::shared_ptr<arrow::Buffer> &bytes, std::shared_ptr<arrow::Schema> schema, bool only_these) {
    return parse(
        std::make_shared<arrow::io::BufferReader>(bytes), std::move(schema), only_these, false, bytes->size() + 64);
}

// Whole lines of the first MiB; more where the first line is longer.
arrow::Result<std::shared_ptr<arrow::Buffer>> take_sample(const std::string &path, int64_t size = sample_size) {
    ARROW_ASSIGN_OR_RAISE(auto input, open_text(path));
    ARROW_ASSIGN_OR_RAISE(auto bytes, read_up_to(*input, size));
    if (bytes->size() < size) return bytes;
    const std::string_view text(reinterpret_cast<const char *>(bytes->data()), bytes->size());
    const size_t end = text.rfind('\n');
    if (end == std::string_view::npos) return take_sample(path, size * 2);
    return arrow::SliceBuffer(bytes, 0, static_cast<int64_t>(end) + 1);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Text that is all dates is a date, all times a timestamp, as in CSV.
std::shared_ptr<arrow::DataType> text_type(const arrow::ChunkedArray &column) {
    bool any = false, dates = true;
    for (const auto &chunk : column.chunks()) {
        const auto &strings = static_cast<const arrow::StringArray &>(*chunk);
        for (int64_t i = 0; i < strings.length(); i++) {
            if (strings.IsNull(i)) continue;
            const std::string_view text = strings.GetView(i);
            int64_t value;
            bool zoned;
            if (!arrow::internal::ParseTimestampISO8601(
                    text.data(), text.size(), arrow::TimeUnit::MICRO, &value, &zoned))
                return arrow::utf8();
            any = true;
            dates = dates && text.size() == 10;
        }
    }
    return !any ? arrow::utf8() : dates ? arrow::date32() : utc_timestamp();
}

arrow::Result<std::shared_ptr<arrow::Schema>> read_schema(const arrow::Schema &schema) {
    arrow::FieldVector fields;
    for (const auto &field : schema.fields()) fields.push_back(arrow::field(field->name(), read_type(field->type())));
    return arrow::schema(std::move(fields));
}

// The value as the file has it, without its key.
std::optional<std::string> value_in(const std::string &line, const std::string &column) {
    const std::string key = "\"" + column + "\"";
    size_t start = line.find(key);
    if (start == std::string::npos) return std::nullopt;
    start = line.find(':', start + key.size());
    if (start == std::string::npos) return std::nullopt;
    start = line.find_first_not_of(" \t", start + 1);
    if (start == std::string::npos) return std::nullopt;
    if (line[start] == '"') {
        const size_t end = line.find('"', start + 1);
        return end == std::string::npos ? std::nullopt : std::optional(line.substr(start + 1, end - start - 1));
    }
    return line.substr(start, line.find_first_of(",} \t\r\n", start) - start);
}

arrow::Result<Table> convert(const Table &table, const arrow::Schema &schema);

// One line that Arrow refuses, or NULL status where it is fine.
arrow::Status not_an_object(const std::string &path, int64_t line, const arrow::Status &status) {
    return data_error(
        CARROW_DATA, path, line, "", std::nullopt, "the line is not a JSON object: " + status.message());
}

arrow::Status check_line(
    const std::string &path, int64_t number, const std::string &line, const arrow::Schema &schema) {
    const auto bytes = arrow::Buffer::FromString(line + "\n");
    for (const auto &field : schema.fields()) {
        const arrow::Schema single({field});
        ARROW_ASSIGN_OR_RAISE(auto wanted, read_schema(single));
        auto table = parse(bytes, wanted, true);
        if (table.ok()) table = convert(*table, single);
        if (table.ok() && (*table)->ValidateFull().ok()) continue;
        // Not an object at all, or only not of this type?
        if (!table.ok() && !parse(bytes, arrow::schema({}), true).ok())
            return not_an_object(path, number, table.status());
        if (table.ok())
            return data_error(CARROW_DATA, path, number, field->name(), std::nullopt, "the text is not UTF-8");
        const auto value = value_in(line, field->name());
        return data_error(
            CARROW_DATA, path, number, field->name(), value,
            (value.has_value() ? "'" + *value + "'" : std::string("the value")) + " is not " +
                plan_name(*field->type()) + "; set the column's type under `types:`");
    }
    if (schema.num_fields() == 0) {
        auto table = parse(bytes, arrow::schema({}), true);
        if (!table.ok())
            return not_an_object(path, number, table.status());
    }
    return arrow::Status::OK();
}

// Finds the first line that does not fit: block after block, then line after line of the block that fails.
arrow::Status locate(const std::string &path, const arrow::Schema &schema, const arrow::Status &status) {
    ARROW_ASSIGN_OR_RAISE(auto input, open_text(path));
    ARROW_ASSIGN_OR_RAISE(auto wanted, read_schema(schema));
    std::string rest;
    int64_t number = 1;
    bool ended = false;
    while (!ended) {
        ARROW_ASSIGN_OR_RAISE(auto block, input->Read(sample_size));
        ended = block->size() == 0;
        rest += block->ToString();
        const size_t end = ended ? rest.size() : rest.rfind('\n') + 1;
        if (end == 0) continue;
        const std::string lines = rest.substr(0, end);
        rest.erase(0, end);
        auto table = parse(arrow::Buffer::FromString(lines), wanted, true);
        if (table.ok()) table = convert(*table, schema);
        if (is_blank(lines) || (table.ok() && (*table)->ValidateFull().ok())) {
            number += std::count(lines.begin(), lines.end(), '\n');
            continue;
        }
        for (size_t start = 0; start < lines.size(); number++) {
            const size_t stop = std::min(lines.find('\n', start), lines.size());
            const std::string line = lines.substr(start, stop - start);
            if (!is_blank(line)) ARROW_RETURN_NOT_OK(check_line(path, number, line, schema));
            start = stop + 1;
        }
    }
    return in_file(status, path);
}

arrow::Result<Table> convert(const Table &table, const arrow::Schema &schema) {
    arrow::ChunkedArrayVector columns;
    for (const auto &field : schema.fields()) {
        auto column = table->GetColumnByName(field->name());
        if (column == nullptr) return arrow::Status::Invalid("no column ", field->name());
        ARROW_ASSIGN_OR_RAISE(column, cast(column, field->type()));
        columns.push_back(std::move(column));
    }
    return arrow::Table::Make(
        std::make_shared<arrow::Schema>(schema.fields()), std::move(columns), table->num_rows());
}

arrow::Result<arrow::FieldVector> typed_fields(CArrowTypedNames types) {
    arrow::FieldVector fields;
    for (size_t i = 0; i < types.count; i++) {
        ARROW_ASSIGN_OR_RAISE(auto type, to_arrow(types.types[i]));
        fields.push_back(arrow::field(types.names[i], std::move(type)));
    }
    return fields;
}

arrow::Result<Table> infer(const std::string &path, const arrow::FieldVector &typed) {
    ARROW_ASSIGN_OR_RAISE(auto sample, take_sample(path));
    if (is_blank({reinterpret_cast<const char *>(sample->data()), static_cast<size_t>(sample->size())}))
        return data_error(
            CARROW_DATA, path, 0, "", std::nullopt, "the file is empty: it has no record to take columns from");
    auto table = parse(sample, nullptr, false);
    if (!table.ok()) return locate(path, arrow::Schema(typed), table.status());
    arrow::FieldVector texts, fields;
    for (const auto &field : (*table)->schema()->fields())
        if (field->type()->id() == arrow::Type::STRING || field->type()->id() == arrow::Type::TIMESTAMP)
            texts.push_back(arrow::field(field->name(), arrow::utf8()));
    ARROW_ASSIGN_OR_RAISE(auto as_text, parse(sample, arrow::schema(texts), true));
    for (const auto &field : (*table)->schema()->fields()) {
        auto type = field->type();
        if (auto text = as_text->GetColumnByName(field->name())) type = text_type(*text);
        for (const auto &other : typed)
            if (other->name() == field->name()) type = other->type();
        fields.push_back(arrow::field(field->name(), std::move(type)));
    }
    for (const auto &other : typed)
        if ((*table)->schema()->GetFieldIndex(other->name()) < 0) fields.push_back(other);
    return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
}

arrow::Result<Table> read(
    const std::string &path, const arrow::FieldVector &typed, const std::vector<std::string> &columns) {
    arrow::FieldVector fields;
    for (const auto &name : columns) {
        auto found = std::find_if(typed.begin(), typed.end(), [&](const auto &field) { return field->name() == name; });
        fields.push_back(found == typed.end() ? arrow::field(name, arrow::utf8()) : *found);
    }
    const arrow::Schema schema(fields);
    for (const auto &field : fields)
        if (arrow::is_nested(field->type()->id()))
            return data_error(
                CARROW_UNSUPPORTED, path, 0, field->name(), std::nullopt,
                "nested values are not handled; name the columns to read under `columns:` and leave this one out");
    ARROW_ASSIGN_OR_RAISE(auto wanted, read_schema(schema));
    arrow::Result<Table> table = arrow::Status::Invalid("not read");
    for (int64_t block_size = sample_size;; block_size *= 4) {
        ARROW_ASSIGN_OR_RAISE(auto input, open_text(path));
        table = parse(std::move(input), wanted, true, true, block_size);
        const bool too_long = !table.ok() && table.status().message().find("straddl") != std::string::npos;
        if (!too_long || block_size > std::numeric_limits<int32_t>::max() / 4) break;
    }
    if (table.ok()) table = convert(*table, schema);
    if (!table.ok()) return locate(path, schema, table.status());
    const arrow::Status valid = (*table)->ValidateFull();
    return valid.ok() ? table : locate(path, schema, valid);
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_json_infer(const char *path, CArrowTypedNames types, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto typed, typed_fields(types));
        auto table = infer(path, typed);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}

CArrowTable *carrow_json_read(const char *path, CArrowTypedNames types, CArrowNames columns, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto typed, typed_fields(types));
        auto table = read(path, typed, to_strings(columns));
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}
