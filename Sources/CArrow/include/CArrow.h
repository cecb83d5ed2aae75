/// A plain-C face of Arrow C++, made for the Swift module Columnar and for nothing else.
///
/// Ownership: a function that returns a pointer to a handle gives one reference, which its `_release` takes back.
/// Arguments are borrowed. Handles are immutable once made and may be used from any thread; builders may not.
/// Errors: a function with a `CArrowError *` fills it and returns NULL or false; no C++ exception ever leaves.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef struct CArrowColumn CArrowColumn;
typedef struct CArrowScalar CArrowScalar;
typedef struct CArrowTable CArrowTable;
typedef struct CArrowOptions CArrowOptions;
typedef struct CArrowReader CArrowReader;

// MARK: Errors

typedef enum CArrowCode {
    CARROW_OK = 0,
    CARROW_INVALID,      ///< an argument or a combination of arguments makes no sense
    CARROW_DATA,         ///< a value in the data does not fit
    CARROW_OVERFLOW,     ///< an integer or decimal result does not fit its type
    CARROW_UNSUPPORTED,  ///< no such kernel for these types, or a type that is not handled
    CARROW_NOT_FOUND,    ///< a file, column or function does not exist
    CARROW_IO,
    CARROW_MEMORY,
    CARROW_INTERNAL
} CArrowCode;

/// Strings are malloc'd and NULL where unknown; `line` is 1-based and 0 where unknown. Zero it before the call.
typedef struct CArrowError {
    CArrowCode code;
    char *_Nullable message;
    char *_Nullable file;
    char *_Nullable column;
    char *_Nullable value;
    int64_t line;
} CArrowError;

void carrow_error_clear(CArrowError *error);

// MARK: Types and values

typedef enum CArrowTypeID {
    CARROW_TYPE_NULL,
    CARROW_TYPE_BOOL,
    CARROW_TYPE_INT8,
    CARROW_TYPE_INT16,
    CARROW_TYPE_INT32,
    CARROW_TYPE_INT64,
    CARROW_TYPE_UINT8,
    CARROW_TYPE_UINT16,
    CARROW_TYPE_UINT32,
    CARROW_TYPE_UINT64,
    CARROW_TYPE_FLOAT32,
    CARROW_TYPE_FLOAT64,
    CARROW_TYPE_DECIMAL128,  ///< uses precision and scale
    CARROW_TYPE_STRING,
    CARROW_TYPE_LARGE_STRING,
    CARROW_TYPE_BINARY,
    CARROW_TYPE_DATE32,
    CARROW_TYPE_TIMESTAMP,   ///< uses unit, and text for the zone (NULL: none)
    CARROW_TYPE_DICTIONARY,
    CARROW_TYPE_OTHER        ///< text is Arrow's name of the type
} CArrowTypeID;

typedef enum CArrowUnit { CARROW_SECOND, CARROW_MILLISECOND, CARROW_MICROSECOND, CARROW_NANOSECOND } CArrowUnit;

typedef struct CArrowType {
    CArrowTypeID id;
    int32_t precision;
    int32_t scale;
    CArrowUnit unit;
    char *_Nullable text;
} CArrowType;

/// Frees what a function of this header stored in `type`.
void carrow_type_clear(CArrowType *type);

/// One value: `integer` for bool, integers, date32 (days) and timestamp; `real` for floats; `bytes` for strings,
/// binary, and decimals as text.
typedef struct CArrowValue {
    CArrowType type;
    bool valid;
    int64_t integer;
    double real;
    const char *_Nullable bytes;
    int64_t length;
} CArrowValue;

CArrowScalar *_Nullable carrow_scalar_make(const CArrowValue *value, CArrowError *error);
/// `value` borrows its strings from the scalar.
bool carrow_scalar_get(CArrowScalar *scalar, CArrowValue *value, CArrowError *error);
void carrow_scalar_release(CArrowScalar *scalar);

// MARK: Columns

void carrow_column_release(CArrowColumn *column);
int64_t carrow_column_length(const CArrowColumn *column);
int64_t carrow_column_null_count(const CArrowColumn *column);
int64_t carrow_column_chunk_count(const CArrowColumn *column);
void carrow_column_type(const CArrowColumn *column, CArrowType *type);

typedef struct CArrowBuffer {
    uintptr_t address;
    int64_t size;
} CArrowBuffer;

/// Stores up to `capacity` of the distinct buffers the column references; returns how many there are.
size_t carrow_column_buffers(const CArrowColumn *column, CArrowBuffer *_Nullable buffers, size_t capacity);
/// The bytes of all of them.
int64_t carrow_column_byte_count(const CArrowColumn *column);

CArrowColumn *_Nullable carrow_column_slice(
    const CArrowColumn *column, int64_t offset, int64_t length, CArrowError *error);
/// The rows at `indices` (any integers), in that order; a null index gives null.
CArrowColumn *_Nullable carrow_column_take(
    const CArrowColumn *column, const CArrowColumn *indices, CArrowError *error);
/// The same values in one chunk; the same buffers when it has one chunk already.
CArrowColumn *_Nullable carrow_column_combine(const CArrowColumn *column, CArrowError *error);
/// All of one type.
CArrowColumn *_Nullable carrow_column_concat(
    const CArrowColumn *const _Nonnull *_Nonnull columns, size_t count, CArrowError *error);
CArrowColumn *_Nullable carrow_column_repeat(const CArrowScalar *scalar, int64_t length, CArrowError *error);
CArrowColumn *_Nullable carrow_column_nulls(const CArrowType *type, int64_t length, CArrowError *error);
CArrowScalar *_Nullable carrow_column_value(const CArrowColumn *column, int64_t row, CArrowError *error);
/// Cast as Arrow casts; besides, text parses into timestamp[us, UTC] with or without an offset (without: UTC), and such
/// a timestamp becomes text in RFC 3339.
CArrowColumn *_Nullable carrow_column_cast(
    const CArrowColumn *column, const CArrowType *type, bool safe, CArrowError *error);
/// Equal type, length and values; NaN equals NaN.
bool carrow_column_equal(const CArrowColumn *left, const CArrowColumn *right);

/// The memory of a column of one chunk, valid as long as the column. Row `i` is valid when `validity` is NULL or
/// its bit `validity_offset + i` (least significant first) is set.
typedef struct CArrowRaw {
    int64_t length;
    const uint8_t *_Nullable validity;
    int64_t validity_offset;
    const void *_Nullable values;           ///< fixed width: the value of row 0; bool: the bitmap
    int64_t bit_offset;                     ///< bool: the bit of row 0 in `values`
    const int32_t *_Nullable offsets;       ///< string and binary: length + 1 offsets into `data`
    const int64_t *_Nullable large_offsets; ///< large_string
    const char *_Nullable data;
} CArrowRaw;

bool carrow_column_raw(const CArrowColumn *column, CArrowRaw *raw, CArrowError *error);

// MARK: Threads

/// Calls `body` once for each part below `parts`, on the calling thread and those of Arrow's threads that are free; returns when all have
/// ended. `body` throws nothing.
void carrow_parallel_loop(int64_t parts, void (*body)(void *_Nullable context, int64_t part), void *_Nullable context);
/// Of how many rows the slices are by which threads share so many: a multiple of 64.
int64_t carrow_parallel_slice(int64_t rows);

// MARK: Builders

typedef struct CArrowFixedBuilder CArrowFixedBuilder;

/// Zeroed memory for `length` values of a fixed-width type.
CArrowFixedBuilder *_Nullable carrow_fixed_new(const CArrowType *type, int64_t length, CArrowError *error);
void *carrow_fixed_values(CArrowFixedBuilder *builder);
/// Any threads at once.
void carrow_fixed_set_null(CArrowFixedBuilder *builder, int64_t row);
/// Takes the builder. Fails where memory for nulls was short.
CArrowColumn *_Nullable carrow_fixed_finish(CArrowFixedBuilder *builder, CArrowError *error);
void carrow_fixed_discard(CArrowFixedBuilder *builder);

typedef struct CArrowStringBuilder CArrowStringBuilder;

CArrowStringBuilder *_Nullable carrow_strings_new(bool binary, int64_t length, CArrowError *error);
/// `bytes` NULL is a null. False when memory is short.
bool carrow_strings_append(CArrowStringBuilder *builder, const char *_Nullable bytes, int64_t length);
/// Takes the builder.
CArrowColumn *_Nullable carrow_strings_finish(CArrowStringBuilder *builder, CArrowError *error);
void carrow_strings_discard(CArrowStringBuilder *builder);

// MARK: Tables

void carrow_table_release(CArrowTable *table);
int64_t carrow_table_row_count(const CArrowTable *table);
size_t carrow_table_column_count(const CArrowTable *table);
/// Borrowed from the table.
const char *carrow_table_name(const CArrowTable *table, size_t index);
CArrowColumn *_Nullable carrow_table_column(const CArrowTable *table, size_t index, CArrowError *error);
CArrowTable *_Nullable carrow_table_make(
    const char *const _Nonnull *_Nonnull names, const CArrowColumn *const _Nonnull *_Nonnull columns, size_t count,
    int64_t rows, CArrowError *error);

/// Moves a `struct ArrowArrayStream` of the Arrow C stream interface into a table and releases it, also on failure.
CArrowTable *_Nullable carrow_stream_import(void *stream, CArrowError *error);
/// Fills the `struct ArrowArrayStream` at `stream`; whoever reads it must release it.
bool carrow_stream_export(const CArrowTable *table, void *stream, CArrowError *error);

// MARK: Streams

/// Takes a `struct ArrowArrayStream` to read it batch by batch; releases it with the reader, also on failure.
CArrowReader *_Nullable carrow_reader_open(void *stream, CArrowError *error);
void carrow_reader_release(CArrowReader *reader);
/// The columns, without rows, normalised where their types have a normal form.
CArrowTable *_Nullable carrow_reader_schema(const CArrowReader *reader, CArrowError *error);
/// Stores the next batch, whose columns keep the producer's memory alive; NULL at the end.
bool carrow_reader_next(CArrowReader *reader, CArrowTable *_Nullable *_Nonnull batch, CArrowError *error);
/// Fills a `struct ArrowArrayStream` that reads on where the reader is; each batch goes to the one that asks first.
bool carrow_reader_export(const CArrowReader *reader, void *stream, CArrowError *error);

// MARK: Kernels

/// Exactly one of the two is set.
typedef struct CArrowArgument {
    const CArrowColumn *_Nullable column;
    const CArrowScalar *_Nullable scalar;
} CArrowArgument;

/// Calls a function of Arrow's compute registry. One of `column` and `scalar` is set on return; a struct or list
/// scalar comes back as a column of one row.
bool carrow_call(
    const char *name, const CArrowArgument *_Nullable arguments, size_t count, const CArrowOptions *_Nullable options,
    CArrowColumn *_Nullable *_Nonnull column, CArrowScalar *_Nullable *_Nonnull scalar, CArrowError *error);
bool carrow_kernel_exists(const char *name);

// MARK: Process-wide

/// Of Arrow C++, as it is loaded: `26.0.1`.
const char *carrow_version(void);

int64_t carrow_pool_bytes_allocated(void);
int64_t carrow_pool_max_memory(void);
void carrow_pool_release_unused(void);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#include "CArrowOptions.h"
#include "CArrowRelational.h"
#include "CArrowFiles.h"
#include "CArrowHash.h"
#include "CArrowShared.h"
#include "CArrowStreams.h"
