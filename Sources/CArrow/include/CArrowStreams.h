/// Arrow IPC streams piece by piece, for who moves the bytes himself. A handle is for one thread at a time.
#pragma once

#include "CArrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef struct CArrowStreamWriter CArrowStreamWriter;

/// Over batches of at most `rows` rows each.
CArrowStreamWriter *_Nullable carrow_stream_writer_new(const CArrowTable *table, int64_t rows, CArrowError *error);
/// The next piece: batch by batch, the schema before the first, then the end. Borrowed until the next call; of size 0 once all is said.
bool carrow_stream_writer_next(
    CArrowStreamWriter *writer, const uint8_t *_Nullable *_Nonnull bytes, int64_t *size, CArrowError *error);
void carrow_stream_writer_release(CArrowStreamWriter *writer);

typedef struct CArrowStreamReader CArrowStreamReader;

typedef enum CArrowStreamState {
    CARROW_STREAM_EMPTY,    ///< nothing has come yet
    CARROW_STREAM_INSIDE,   ///< in the middle of a message
    CARROW_STREAM_BETWEEN,  ///< whole messages have come, the schema among them; a stream may end here
    CARROW_STREAM_ENDED     ///< the mark of the end has come
} CArrowStreamState;

CArrowStreamReader *_Nullable carrow_stream_reader_new(CArrowError *error);
/// Takes bytes, however cut, up to the mark of the end; `taken` says how many. CARROW_DATA: they are no Arrow stream.
bool carrow_stream_reader_take(
    CArrowStreamReader *reader, const uint8_t *bytes, int64_t size, int64_t *taken, CArrowError *error);
CArrowStreamState carrow_stream_reader_state(const CArrowStreamReader *reader);
/// Of the batches that have come whole.
int64_t carrow_stream_reader_row_count(const CArrowStreamReader *reader);
/// All that has come, checked and normalised where that can be, with the names as they came, repeated ones too. An error where the
/// schema has not come.
CArrowTable *_Nullable carrow_stream_reader_table(CArrowStreamReader *reader, CArrowError *error);
void carrow_stream_reader_release(CArrowStreamReader *reader);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
