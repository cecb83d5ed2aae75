#include <arrow/util/utf8.h>

#include <cstdlib>

#include "CsvFormat.h"

namespace carrow {

namespace {

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

}  // namespace

arrow::Status locate(const CsvFormat &format, const CsvTypes &types, const arrow::Status &status) {
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
        if (fields.size() != names.size()) return format.count_error(scanner.line(), names.size(), fields.size());
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
            "'" + field.text + "' is not " + wanted +
                "; set the column's type under `types:`, or list the value under `null_values:`");
    }
}

}  // namespace carrow
