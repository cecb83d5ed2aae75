#include <algorithm>

#include "CsvBlocks.h"
#include "Filters.h"

namespace carrow {

namespace {

arrow::Result<CsvRows::Table> read_blocks(const std::shared_ptr<const CsvRows> &rows) {
    ARROW_ASSIGN_OR_RAISE(auto blocks, CsvBlocks::open(rows));
    std::vector<CsvRows::Table> parts;
    while (true) {
        ARROW_ASSIGN_OR_RAISE(auto part, blocks->next());
        if (part == nullptr) break;
        if (part->num_rows() > 0 || parts.empty()) parts.push_back(std::move(part));
    }
    if (!parts.empty()) return arrow::ConcatenateTables(parts);
    return rows->none();
}

arrow::Result<CsvRows::Table> read(
    CsvFormat format, const std::vector<std::string> &columns, const CArrowFilter *filters, size_t count) {
    auto wanted = columns;
    for (size_t i = 0; i < count; i++)
        if (std::find(wanted.begin(), wanted.end(), filters[i].column) == wanted.end())
            wanted.push_back(filters[i].column);
    ARROW_ASSIGN_OR_RAISE(auto made, CsvRows::make(std::move(format), std::move(wanted)));
    const auto rows = std::make_shared<CsvRows>(std::move(made));
    if (count > 0) {
        ARROW_ASSIGN_OR_RAISE(auto none, rows->none());
        const arrow::Schema &schema = *none->schema();
        ARROW_ASSIGN_OR_RAISE(auto unbound, condition(schema, schema, filters, count));
        ARROW_ASSIGN_OR_RAISE(rows->condition, unbound.Bind(schema));
    }
    auto table = read_blocks(rows);
    if (!table.ok() && table.status().IsCancelled()) table = rows->read_whole(true);
    if (!table.ok()) return rows->located(table.status());
    std::vector<int> kept;
    for (const auto &column : columns) kept.push_back((*table)->schema()->GetFieldIndex(column));
    return (*table)->SelectColumns(kept);
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_csv_read(
    const char *path, const CArrowCsvFormat *c_format, CArrowNames columns, const CArrowFilter *filters,
    size_t filter_count, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(auto format, CsvFormat::make(path, *c_format));
        auto table = read(std::move(format), to_strings(columns), filters, filter_count);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}
