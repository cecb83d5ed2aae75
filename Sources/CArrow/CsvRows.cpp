#include <arrow/csv/reader.h>
#include <arrow/util/future.h>
#include <arrow/util/thread_pool.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>
#include <string_view>

#include "CsvFormat.h"
#include "Filters.h"

namespace carrow {

namespace {

namespace cp = arrow::compute;
using Table = std::shared_ptr<arrow::Table>;

// What a thread reads at once: of more, what is read ahead takes more than what is kept.
constexpr int64_t block_size = 1 << 19;
constexpr int64_t longest_line = 1 << 26;

// What is read of a file's lines.
struct Rows {
    std::vector<std::string> names;  // of the file's columns
    arrow::csv::ConvertOptions convert;
    // Nothing: all rows.
    std::optional<cp::Expression> condition;

    arrow::Result<Table> none() const {
        arrow::FieldVector fields;
        for (const auto &name : convert.include_columns)
            fields.push_back(arrow::field(name, convert.column_types.at(name)));
        return arrow::Table::MakeEmpty(arrow::schema(std::move(fields)));
    }

    arrow::Result<Table> passing(const Table &table) const {
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
};

// The rows of whole lines; one thread.
arrow::Result<Table> parse(
    const CsvFormat &format, const Rows &rows, std::shared_ptr<arrow::io::InputStream> lines, int64_t size,
    bool has_header, bool quoting, bool threads) {
    auto read = format.read_options();
    read.use_threads = threads;
    if (size > 0) read.block_size = static_cast<int32_t>(size);
    if (!has_header) read.column_names = rows.names;
    auto options = format.parse_options(rows.names.size());
    if (!quoting) options.quoting = options.newlines_in_values = false;
    ARROW_ASSIGN_OR_RAISE(
        auto reader, arrow::csv::TableReader::Make(
                         arrow::io::default_io_context(), std::move(lines), read, options, rows.convert));
    auto table = reader->Read();
    if (!table.ok() && table.status().message().find("Empty CSV") != std::string::npos) return rows.none();
    return table;
}

// The lines of a file in blocks of whole lines.
class Blocks {
public:
    Blocks(std::shared_ptr<arrow::io::InputStream> input, char quote) : input_(std::move(input)), quote_(quote) {}

    // The next block; empty at the end. Cancelled where the end of a line cannot be told: behind a quote, or far away.
    arrow::Result<std::shared_ptr<arrow::Buffer>> next() {
        while (!ended_) {
            const int64_t known = rest_->size(), size = std::max(block_size, known);
            if (known > longest_line) return arrow::Status::Cancelled("a long line");
            ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(known + size));
            std::memcpy(buffer->mutable_data(), rest_->data(), known);
            ARROW_ASSIGN_OR_RAISE(const int64_t read, input_->Read(size, buffer->mutable_data() + known));
            ARROW_RETURN_NOT_OK(buffer->Resize(known + read, false));
            std::shared_ptr<arrow::Buffer> text = std::move(buffer);
            const std::string_view added(reinterpret_cast<const char *>(text->data()) + known, read);
            if (quote_ != 0 && added.find(quote_) != std::string_view::npos) return arrow::Status::Cancelled("a quote");
            ended_ = read == 0;
            const size_t line = added.rfind('\n');
            const int64_t end = ended_                            ? text->size()
                                : line == std::string_view::npos ? 0
                                                                 : known + static_cast<int64_t>(line) + 1;
            rest_ = arrow::SliceBuffer(text, end);
            if (end > 0) return arrow::SliceBuffer(text, 0, end);
        }
        return std::make_shared<arrow::Buffer>(nullptr, 0);
    }

private:
    std::shared_ptr<arrow::io::InputStream> input_;
    const char quote_;
    std::shared_ptr<arrow::Buffer> rest_ = std::make_shared<arrow::Buffer>(nullptr, 0);
    bool ended_ = false;
};

// Most files have no quote behind their header: there each block of lines is read and filtered by one of Arrow's threads, and a few
// blocks are all that is held beside what passes. Cancelled where there is a quote. The threads are waited for, whatever comes.
arrow::Result<Table> read_blocks(const CsvFormat &format, const Rows &rows, int64_t body) {
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    ARROW_RETURN_NOT_OK(input->Advance(body));
    Blocks blocks(std::move(input), format.quote);
    auto *pool = arrow::internal::GetCpuThreadPool();
    const size_t most = static_cast<size_t>(pool->GetCapacity()) + 1;
    std::deque<arrow::Future<Table>> ahead;
    std::vector<Table> parts;
    arrow::Status status;
    auto take = [&] {
        auto part = ahead.front().MoveResult();
        ahead.pop_front();
        if (!part.ok()) {
            status &= part.status();
        } else if ((*part)->num_rows() > 0 || parts.empty()) {
            parts.push_back(*std::move(part));
        }
    };
    while (status.ok()) {
        auto block = blocks.next();
        if (!block.ok()) status = block.status();
        if (!block.ok() || (*block)->size() == 0) break;
        if (ahead.size() >= most) take();
        auto part = pool->Submit([&format, &rows, lines = *std::move(block)]() -> arrow::Result<Table> {
            ARROW_ASSIGN_OR_RAISE(
                auto table, parse(
                                format, rows, std::make_shared<arrow::io::BufferReader>(lines), lines->size() + 1, false,
                                false, false));
            return rows.passing(table);
        });
        if (part.ok()) {
            ahead.push_back(*std::move(part));
        } else {
            status &= part.status();
        }
    }
    while (!ahead.empty()) take();
    ARROW_RETURN_NOT_OK(status);
    if (!parts.empty()) return arrow::ConcatenateTables(parts);
    ARROW_ASSIGN_OR_RAISE(auto none, rows.none());
    return none;
}

arrow::Result<Table> read_whole(const CsvFormat &format, const Rows &rows, bool threads) {
    ARROW_ASSIGN_OR_RAISE(auto input, format.open());
    ARROW_ASSIGN_OR_RAISE(auto table, parse(format, rows, std::move(input), 0, true, true, threads));
    return rows.passing(table);
}

arrow::Result<Table> read(
    const CsvFormat &format, const std::vector<std::string> &columns, const CArrowFilter *filters, size_t count) {
    ARROW_ASSIGN_OR_RAISE(auto head, format.open());
    CsvScanner scanner(std::move(head), format.delimiter, format.quote, true);
    Rows rows;
    ARROW_ASSIGN_OR_RAISE(rows.names, read_header(format, scanner));
    const int64_t body = scanner.offset();
    rows.convert = format.convert_options();
    rows.convert.column_types = format.types;
    for (const auto &name : rows.names) rows.convert.column_types.emplace(name, arrow::utf8());
    auto wanted = columns;
    for (size_t i = 0; i < count; i++)
        if (std::find(wanted.begin(), wanted.end(), filters[i].column) == wanted.end())
            wanted.push_back(filters[i].column);
    for (const auto &column : wanted)
        if (std::find(rows.names.begin(), rows.names.end(), column) == rows.names.end())
            return data_error(CARROW_NOT_FOUND, format.path, 0, column, std::nullopt, "the file has no such column");
    // Without a column Arrow would read all; the rows still have to be counted.
    rows.convert.include_columns = wanted.empty() ? std::vector<std::string>{rows.names.front()} : wanted;
    if (count > 0) {
        ARROW_ASSIGN_OR_RAISE(auto none, rows.none());
        const arrow::Schema &schema = *none->schema();
        ARROW_ASSIGN_OR_RAISE(auto unbound, condition(schema, schema, filters, count));
        ARROW_ASSIGN_OR_RAISE(rows.condition, unbound.Bind(schema));
    }
    auto table = read_blocks(format, rows, body);
    if (!table.ok() && table.status().IsCancelled()) table = read_whole(format, rows, true);
    if (!table.ok()) {
        if (table.status().IsOutOfMemory() || table.status().IsIOError()) return in_file(table.status(), format.path);
        // One thread meets the first error first, and the same one every time.
        auto again = read_whole(format, rows, false);
        return locate(format, rows.convert.column_types, again.ok() ? table.status() : again.status());
    }
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
        auto table = read(format, to_strings(columns), filters, filter_count);
        if (!table.ok()) return in_file(table.status(), path);
        return wrap(*std::move(table));
    });
}
