#include <arrow/dataset/api.h>
#include <arrow/dataset/plan.h>
#include <arrow/filesystem/localfs.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/io_util.h>
#include <arrow/util/thread_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <mutex>
#include <string_view>
#include <unordered_set>

#include "Files.h"
#include "Filters.h"

namespace carrow {

namespace {

namespace ds = arrow::dataset;
namespace cp = arrow::compute;

arrow::Status initialize_datasets() {
    static std::once_flag once;
    std::call_once(once, [] { ds::internal::Initialize(); });
    return initialize_kernels();
}

struct Files {
    // What the files are read as.
    std::shared_ptr<arrow::Schema> schema;
    // What they say they are.
    std::shared_ptr<arrow::Schema> stored;
    std::shared_ptr<ds::Dataset> dataset;
};

using Columns = std::unordered_set<std::string>;

// Views, which Arrow's kernels do not filter, are read as plain texts and bytes.
std::shared_ptr<arrow::Schema> without_views(const arrow::Schema &schema) {
    arrow::FieldVector fields;
    for (const auto &field : schema.fields()) {
        const auto id = field->type()->id();
        fields.push_back(
            id == arrow::Type::STRING_VIEW   ? field->WithType(arrow::utf8())
            : id == arrow::Type::BINARY_VIEW ? field->WithType(arrow::binary())
                                             : field);
    }
    return arrow::schema(std::move(fields));
}

std::shared_ptr<arrow::Schema> with_dictionaries(const arrow::Schema &schema, const Columns &columns) {
    arrow::FieldVector fields;
    for (const auto &field : schema.fields())
        fields.push_back(
            columns.count(field->name()) > 0 ? field->WithType(arrow::dictionary(arrow::int32(), field->type())) : field);
    return arrow::schema(std::move(fields));
}

struct Footer {
    // What a file says that its columns are.
    std::shared_ptr<arrow::Schema> schema;
    std::shared_ptr<parquet::FileMetaData> metadata;
};

arrow::Result<Footer> footer(const std::string &path) {
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
    ARROW_ASSIGN_OR_RAISE(auto reader, parquet::arrow::OpenFile(std::move(file), arrow::default_memory_pool()));
    Footer footer;
    ARROW_RETURN_NOT_OK(reader->GetSchema(&footer.schema));
    footer.schema = footer.schema->RemoveMetadata();
    footer.metadata = reader->parquet_reader()->metadata();
    return footer;
}

// The first file's, after the schemas of all are compared, because a dataset would silently take the first one's.
arrow::Result<Footer> common_footer(const char *const *paths, size_t count) {
    Footer first;
    for (size_t i = 0; i < count; i++) {
        auto next = footer(paths[i]);
        if (!next.ok()) return in_file(next.status(), paths[i]);
        if (first.schema == nullptr) {
            first = *std::move(next);
        } else if (!next->schema->Equals(*first.schema, false)) {
            return data_error(
                CARROW_DATA, paths[i], 0, "", std::nullopt, "its columns differ from those of " + std::string(paths[0]));
        }
    }
    if (first.schema == nullptr) return arrow::Status::Invalid("no file to read");
    return first;
}

// The `wanted` columns of a long file that are texts of which few differ: their rows are short numbers there, and it is several times faster
// to read those, and then to put the texts in their place, than to add text after text.
Columns dictionaries(const Footer &footer, const Columns &wanted) {
    constexpr int64_t long_file = 1 << 18, short_number = 3;
    const auto &metadata = footer.metadata;
    Columns found;
    if (metadata->num_rows() < long_file) return found;
    for (int column = 0; column < metadata->num_columns(); column++) {
        const auto *type = metadata->schema()->Column(column);
        const std::string &name = type->name();
        const auto field = footer.schema->GetFieldByName(name);
        if (wanted.count(name) == 0 || field == nullptr || field->type()->id() != arrow::Type::STRING ||
            type->path()->ToDotString() != name)
            continue;
        bool fits = true;
        for (int group = 0; group < metadata->num_row_groups() && fits; group++) {
            const auto chunk = metadata->RowGroup(group)->ColumnChunk(column);
            fits = chunk->has_dictionary_page() &&
                   chunk->total_uncompressed_size() < short_number * metadata->RowGroup(group)->num_rows();
        }
        if (fits) found.insert(name);
    }
    return found;
}

// The files as one dataset, which decodes those of the columns `texts` by way of a dictionary where that is faster.
arrow::Result<Files> open_files(const char *const *paths, size_t count, const Columns &texts) {
    ARROW_RETURN_NOT_OK(initialize_datasets());
    auto filesystem = std::make_shared<arrow::fs::LocalFileSystem>();
    auto format = std::make_shared<ds::ParquetFileFormat>();
    Files files;
    ARROW_ASSIGN_OR_RAISE(const auto footer, common_footer(paths, count));
    files.stored = footer.schema;
    format->reader_options.dict_columns = dictionaries(footer, texts);
    const auto decoded = with_dictionaries(*files.stored, format->reader_options.dict_columns);
    std::vector<std::shared_ptr<ds::FileFragment>> fragments;
    for (size_t i = 0; i < count; i++) {
        ARROW_ASSIGN_OR_RAISE(auto fragment, format->MakeFragment(ds::FileSource(paths[i], filesystem), decoded));
        fragments.push_back(std::move(fragment));
    }
    files.schema = without_views(*files.stored);
    ARROW_ASSIGN_OR_RAISE(
        files.dataset, ds::FileSystemDataset::Make(
                           files.schema, cp::literal(true), format, filesystem, std::move(fragments)));
    return files;
}

// What reads ahead does not end with the scan that failed, but uses what goes with it.
void wait_for_reading() {
    arrow::internal::Executor *const executors[] = {
        arrow::io::default_io_context().executor(), arrow::internal::GetCpuThreadPool()};
    for (auto *executor : executors)
        if (auto *pool = dynamic_cast<arrow::internal::ThreadPool *>(executor)) pool->WaitForIdle();
}

arrow::Result<std::shared_ptr<arrow::Table>> scan(
    const Files &files, CArrowNames names, const CArrowFilter *filters, size_t filter_count) {
    ds::ScannerBuilder builder(files.dataset);
    if (names.names != nullptr) {
        for (const auto &name : to_strings(names))
            if (files.schema->GetFieldIndex(name) < 0)
                return data_error(CARROW_NOT_FOUND, "", 0, name, std::nullopt, "there is no such column");
        ARROW_RETURN_NOT_OK(builder.Project(to_strings(names)));
    }
    if (filter_count > 0) {
        ARROW_ASSIGN_OR_RAISE(auto rows, condition(*files.schema, *files.stored, filters, filter_count));
        ARROW_RETURN_NOT_OK(builder.Filter(std::move(rows)));
    }
    if (filter_count > 0) {
        // Row groups are read ahead by a few only: what is decoded and then left out stays small.
        ARROW_RETURN_NOT_OK(builder.BatchReadahead(4));
        ARROW_RETURN_NOT_OK(builder.FragmentReadahead(2));
    }
    ARROW_ASSIGN_OR_RAISE(auto scanner, builder.Finish());
    auto table = scanner->ToTable();
    if (!table.ok()) wait_for_reading();
    return table;
}

}  // namespace

}  // namespace carrow

using namespace carrow;

CArrowTable *carrow_parquet_schema(const char *const *paths, size_t count, CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        ARROW_ASSIGN_OR_RAISE(const auto footer, common_footer(paths, count));
        ARROW_ASSIGN_OR_RAISE(auto table, schema_table(*without_views(*footer.schema)));
        return wrap(std::move(table));
    });
}

bool carrow_parquet_extent(
    const char *const *paths, size_t count, CArrowNames columns, int64_t *rows, int64_t *bytes, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        const std::unordered_set<std::string_view> wanted(columns.names, columns.names + columns.count);
        *rows = *bytes = 0;
        for (size_t i = 0; i < count; i++) {
            const auto metadata = parquet::ParquetFileReader::OpenFile(paths[i])->metadata();
            *rows += metadata->num_rows();
            for (int group = 0; group < metadata->num_row_groups(); group++) {
                const auto part = metadata->RowGroup(group);
                for (int column = 0; column < part->num_columns(); column++) {
                    const auto chunk = part->ColumnChunk(column);
                    if (wanted.contains(chunk->path_in_schema()->ToDotVector().front()))
                        *bytes += chunk->total_uncompressed_size();
                }
            }
        }
        return arrow::Status::OK();
    });
}

CArrowTable *carrow_parquet_read(
    const char *const *paths, size_t count, CArrowNames columns, const CArrowFilter *filters, size_t filter_count,
    CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowTable *> {
        Columns texts;
        if (columns.names != nullptr) {
            for (const auto &name : to_strings(columns)) texts.insert(name);
            // Filters are told by the files' statistics what to leave out, which are of plain texts.
            for (size_t i = 0; i < filter_count; i++) texts.erase(filters[i].column);
        }
        ARROW_ASSIGN_OR_RAISE(auto files, open_files(paths, count, texts));
        auto table = scan(files, columns, filters, filter_count);
        if (!table.ok()) return in_file(table.status(), paths[0]);
        table = normalised(*table, true);
        if (!table.ok()) return in_file(table.status(), paths[0]);
        return wrap(*std::move(table));
    });
}

bool carrow_parquet_write(
    const CArrowTable *table, const char *path, CArrowCompression compression, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        auto output = arrow::io::FileOutputStream::Open(path);
        if (!output.ok()) return in_file(output.status(), path);
        auto properties = parquet::WriterProperties::Builder();
        properties.compression(
            compression == CARROW_ZSTD     ? parquet::Compression::ZSTD
            : compression == CARROW_SNAPPY ? parquet::Compression::SNAPPY
                                           : parquet::Compression::UNCOMPRESSED);
        auto arrow_properties = parquet::ArrowWriterProperties::Builder();
        arrow_properties.set_use_threads(true);
        arrow::Status written = parquet::arrow::WriteTable(
            *table->data, arrow::default_memory_pool(), *output, 1 << 20, properties.build(), arrow_properties.build());
        if (written.ok()) written = (*output)->Close();
        return in_file(written, path);
    });
}
