/// Files: readers that give columns of few, plain types, and writers. Paths are UTF-8; a name that ends in `.gz` is
/// decompressed where text is read.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Columns with types asked for, by name.
typedef struct CArrowTypedNames {
    const char *const _Nonnull *_Nullable names;
    const CArrowType *_Nullable types;
    size_t count;
} CArrowTypedNames;

/// NULL names: all columns.
typedef struct CArrowNames {
    const char *const _Nonnull *_Nullable names;
    size_t count;
} CArrowNames;

typedef struct CArrowCsvFormat {
    char delimiter;
    char quote;                  ///< 0: no quoting
    CArrowNames header;          ///< names of the columns of a file that has no header line
    CArrowNames null_values;     ///< unquoted fields that are null
    const char *encoding;        ///< as iconv names it
    CArrowTypedNames types;
} CArrowCsvFormat;

typedef enum CArrowComparison {
    CARROW_EQUAL,
    CARROW_LESS,
    CARROW_LESS_EQUAL,
    CARROW_GREATER,
    CARROW_GREATER_EQUAL,
    CARROW_IS_IN,       ///< takes `values`
    CARROW_IS_NOT_NULL  ///< takes no operand
} CArrowComparison;

typedef struct CArrowFilter {
    const char *column;
    CArrowComparison comparison;
    const CArrowScalar *_Nullable value;
    const CArrowColumn *_Nullable values;
} CArrowFilter;

/// The columns of a CSV file's first MiB as a table without rows: where `format` does not name a type, the inferred
/// one, CARROW_TYPE_NULL where no value was seen.
CArrowTable *_Nullable carrow_csv_infer(const char *path, const CArrowCsvFormat *format, CArrowError *error);
/// `columns` of the file, in that order, of the rows for which all filters are true. Columns without a type in `format` are text.
CArrowTable *_Nullable carrow_csv_read(
    const char *path, const CArrowCsvFormat *format, CArrowNames columns, const CArrowFilter *_Nullable filters,
    size_t filter_count, CArrowError *error);
/// `columns` of the file, at least one, in that order, called `names`, read as they are asked for. Once it has failed it fails again with
/// the same error.
CArrowReader *_Nullable carrow_csv_open(
    const char *path, const CArrowCsvFormat *format, CArrowNames columns, CArrowNames names, CArrowError *error);

/// JSON lines; like CSV.
CArrowTable *_Nullable carrow_json_infer(const char *path, CArrowTypedNames types, CArrowError *error);
CArrowTable *_Nullable carrow_json_read(
    const char *path, CArrowTypedNames types, CArrowNames columns, CArrowError *error);

/// The files have equal schemas; the schema comes normalised, without rows.
CArrowTable *_Nullable carrow_parquet_schema(
    const char *const _Nonnull *_Nonnull paths, size_t count, CArrowError *error);
/// The rows for which all filters are true, in the order of the files and of their rows.
CArrowTable *_Nullable carrow_parquet_read(
    const char *const _Nonnull *_Nonnull paths, size_t count, CArrowNames columns,
    const CArrowFilter *_Nullable filters, size_t filter_count, CArrowError *error);
/// The rows of Parquet files, and the bytes that `columns` (those that there are) take in them before compression, encoded.
bool carrow_parquet_extent(
    const char *const _Nonnull *_Nonnull paths, size_t count, CArrowNames columns, int64_t *rows, int64_t *bytes,
    CArrowError *error);

/// An Arrow IPC file or stream, memory-mapped.
CArrowTable *_Nullable carrow_ipc_schema(const char *path, CArrowError *error);
CArrowTable *_Nullable carrow_ipc_read(const char *path, CArrowNames columns, CArrowError *error);

/// Columns of the types that everything else here handles: see Normalise.cpp. With `strict`, a column that has no such
/// type is an error, else it stays as it is.
CArrowTable *_Nullable carrow_table_normalised(const CArrowTable *table, bool strict, CArrowError *error);

typedef enum CArrowCompression { CARROW_UNCOMPRESSED, CARROW_SNAPPY, CARROW_ZSTD } CArrowCompression;

bool carrow_csv_write(const CArrowTable *table, const char *path, CArrowError *error);
bool carrow_json_write(const CArrowTable *table, const char *path, CArrowError *error);
bool carrow_parquet_write(
    const CArrowTable *table, const char *path, CArrowCompression compression, CArrowError *error);
bool carrow_ipc_write(const CArrowTable *table, const char *path, CArrowError *error);

/// An IPC stream from or to a file descriptor, which stays open.
CArrowTable *_Nullable carrow_ipc_read_stream(int fd, CArrowError *error);
bool carrow_ipc_write_stream(const CArrowTable *table, int fd, CArrowError *error);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
