#include "CsvRows.h"

#include <arrow/csv/reader.h>

#include <algorithm>

namespace carrow {

namespace cp = arrow::compute;

arrow::Result<CsvRows> CsvRows::make(CsvFormat format, std::vector<std::string> columns) {
    CsvRows rows{std::move(format), {}, 0, {}, {}, arrow::default_memory_pool()};
    ARROW_ASSIGN_OR_RAISE(auto head, rows.format.open());
    CsvScanner scanner(std::move(head), rows.format.delimiter, rows.format.quote, true);
    ARROW_ASSIGN_OR_RAISE(rows.names, read_header(rows.format, scanner));
    rows.body = scanner.offset();
    rows.convert = rows.format.convert_options();
    rows.convert.column_types = rows.format.types;
    for (const auto &name : rows.names) rows.convert.column_types.emplace(name, arrow::utf8());
    for (const auto &column : columns)
        if (std::find(rows.names.begin(), rows.names.end(), column) == rows.names.end())
            return data_error(
                CARROW_NOT_FOUND, rows.format.path, 0, column, std::nullopt, "the file has no such column");
    // Without a column Arrow would read all; the rows still have to be counted.
    if (columns.empty()) columns.push_back(rows.names.front());
    rows.convert.include_columns = std::move(columns);
    return rows;
}

arrow::Result<CsvRows::Table> CsvRows::none() const {
    arrow::FieldVector fields;
    for (const auto &name : convert.include_columns) fields.push_back(arrow::field(name, convert.column_types.at(name)));
    return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
}

arrow::Result<CsvRows::Table> CsvRows::passing(const Table &table) const {
    if (!condition.has_value()) return table;
    std::vector<Table> kept;
    arrow::TableBatchReader batches(*table);
    while (true) {
        ARROW_ASSIGN_OR_RAISE(auto batch, batches.Next());
        if (batch == nullptr) break;
        ARROW_ASSIGN_OR_RAISE(auto mask, cp::ExecuteScalarExpression(*condition, *table->schema(), batch));
        ARROW_ASSIGN_OR_RAISE(auto rows, cp::Filter(batch, mask));
        ARROW_ASSIGN_OR_RAISE(auto part, arrow::Table::FromRecordBatches({rows.record_batch()}));
        kept.push_back(std::move(part));
    }
    return kept.empty() ? table : arrow::ConcatenateTables(kept);
}

arrow::csv::ParseOptions CsvRows::parse_options(bool quoting) const {
    auto options = format.parse_options(names.size());
    if (!quoting) options.quoting = options.newlines_in_values = false;
    return options;
}

arrow::Result<CsvRows::Table> CsvRows::parse(
    std::shared_ptr<arrow::io::InputStream> lines, int64_t size, bool has_header, bool quoting, bool threads) const {
    auto read = format.read_options();
    read.use_threads = threads;
    if (size > 0) read.block_size = static_cast<int32_t>(size);
    if (!has_header) read.column_names = names;
    ARROW_ASSIGN_OR_RAISE(
        auto reader,
        arrow::csv::TableReader::Make(
            context(), std::move(lines), read, parse_options(quoting), convert));
    auto table = reader->Read();
    if (is_of_no_lines(table.status())) return none();
    return table;
}

arrow::Result<CsvRows::Table> CsvRows::read_whole(bool threads) const {
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    ARROW_ASSIGN_OR_RAISE(auto table, parse(std::move(input), 0, true, true, threads));
    return passing(table);
}

arrow::Status CsvRows::located(const arrow::Status &status) const {
    if (status.IsOutOfMemory() || status.IsIOError()) return in_file(status, format.path);
    auto again = read_whole(false);
    return locate(format, convert.column_types, again.ok() ? status : again.status());
}

bool is_of_no_lines(const arrow::Status &status) {
    return !status.ok() && status.message().find("Empty CSV") != std::string::npos;
}

}  // namespace carrow
