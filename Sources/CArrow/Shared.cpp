// Columns in shared memory: each an IPC stream of one field, so that chunks, dictionaries and types come back as they were.
#include <arrow/io/buffered.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/api.h>

#include <atomic>
#include <cstring>
#include <numeric>
#include <sys/mman.h>
#include <sys/stat.h>

#include "DescriptorOutput.h"

namespace carrow {

namespace {

constexpr int64_t alignment = 64;
// What the format has at the end of a stream.
constexpr uint8_t stream_end[] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0};
std::atomic<int64_t> mapped_bytes{0};

// Read-only memory of a descriptor.
class Mapping : public arrow::Buffer {
public:
    Mapping(const uint8_t *data, int64_t size) : arrow::Buffer(data, size) { mapped_bytes += size; }
    ~Mapping() override {
        munmap(const_cast<uint8_t *>(data()), static_cast<size_t>(size()));
        mapped_bytes -= size();
    }
};

// Memory of a fixed size. What does not fit is counted only.
class Room : public arrow::io::OutputStream {
public:
    Room(uint8_t *bytes, int64_t capacity) : bytes_(bytes), capacity_(capacity) {}

    arrow::Status Write(const void *data, int64_t size) override {
        if (size > 0 && position_ + size <= capacity_) std::memcpy(bytes_ + position_, data, static_cast<size_t>(size));
        position_ += size;
        return arrow::Status::OK();
    }
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }
    arrow::Result<int64_t> Tell() const override { return position_; }

private:
    uint8_t *const bytes_;
    const int64_t capacity_;
    int64_t position_ = 0;
    bool closed_ = false;
};

arrow::ipc::IpcWriteOptions write_options() {
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    options.alignment = alignment;
    options.allow_64bit = true;
    return options;
}

std::shared_ptr<arrow::Schema> schema_of(const std::shared_ptr<arrow::DataType> &type) {
    return arrow::schema({arrow::field("", type)});
}

// How the stream of a column of a common type begins. To say and to understand that takes longer than a small column itself.
struct Opening {
    std::shared_ptr<arrow::Schema> schema;
    std::shared_ptr<arrow::Buffer> bytes;
};

arrow::Result<Opening> opening(const std::shared_ptr<arrow::DataType> &type) {
    const auto schema = schema_of(type);
    ARROW_ASSIGN_OR_RAISE(auto output, arrow::io::BufferOutputStream::Create());
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeStreamWriter(output, schema, write_options()));
    ARROW_RETURN_NOT_OK(writer->Close());
    ARROW_ASSIGN_OR_RAISE(auto whole, output->Finish());
    return Opening{schema, arrow::SliceBuffer(whole, 0, whole->size() - static_cast<int64_t>(sizeof stream_end))};
}

// Of types without parameters, children or dictionaries.
const std::vector<Opening> &openings() {
    static const auto made = [] {
        std::vector<Opening> made;
        for (const auto &type : {
                 arrow::float64(), arrow::int64(), arrow::utf8(), arrow::boolean(), arrow::int32(), arrow::float32(),
                 arrow::date32(), arrow::large_utf8(), arrow::uint64(), arrow::int16(), arrow::int8(), arrow::uint8(),
                 arrow::uint16(), arrow::uint32()})
            if (auto opening = carrow::opening(type); opening.ok()) made.push_back(std::move(opening).ValueUnsafe());
        return made;
    }();
    return made;
}

const Opening *common_opening(const arrow::DataType &type) {
    for (const auto &opening : openings())
        if (opening.schema->field(0)->type()->id() == type.id()) return &opening;
    return nullptr;
}

const Opening *common_opening(const arrow::Buffer &bytes) {
    for (const auto &opening : openings()) {
        const auto size = opening.bytes->size();
        if (bytes.size() > size && std::memcmp(bytes.data(), opening.bytes->data(), static_cast<size_t>(size)) == 0)
            return &opening;
    }
    return nullptr;
}

// The bytes that a stream writer would write, which says everything anew.
arrow::Status write(const Opening &opening, const arrow::ChunkedArray &column, arrow::io::OutputStream &output) {
    const auto options = write_options();
    ARROW_RETURN_NOT_OK(output.Write(opening.bytes));
    for (const auto &chunk : column.chunks()) {
        arrow::ipc::IpcPayload payload;
        const auto batch = arrow::RecordBatch::Make(opening.schema, chunk->length(), {chunk});
        ARROW_RETURN_NOT_OK(arrow::ipc::GetRecordBatchPayload(*batch, options, &payload));
        int32_t length = 0;
        ARROW_RETURN_NOT_OK(arrow::ipc::WriteIpcPayload(payload, options, &output, &length));
    }
    return output.Write(stream_end, sizeof stream_end);
}

arrow::Status write(const arrow::ChunkedArray &column, arrow::io::OutputStream &output) {
    if (const auto *opening = common_opening(*column.type())) return write(*opening, column, output);
    const auto schema = schema_of(column.type());
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeStreamWriter(&output, schema, write_options()));
    for (const auto &chunk : column.chunks())
        ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*arrow::RecordBatch::Make(schema, chunk->length(), {chunk})));
    return writer->Close();
}

arrow::Status write(
    const CArrowColumn *const *columns, size_t count, arrow::io::OutputStream &output, int64_t *sizes) {
    static const char padding[alignment] = {};
    int64_t start = 0;
    for (size_t i = 0; i < count; i++) {
        ARROW_RETURN_NOT_OK(write(*columns[i]->data, output));
        ARROW_ASSIGN_OR_RAISE(int64_t end, output.Tell());
        if (const int64_t rest = end % alignment; rest != 0) {
            ARROW_RETURN_NOT_OK(output.Write(padding, alignment - rest));
            end += alignment - rest;
        }
        sizes[i] = end - start;
        start = end;
    }
    return output.Close();
}

arrow::Result<std::shared_ptr<arrow::Buffer>> map(int descriptor, int64_t size) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return arrow::Status::IOError("shared memory: ", std::strerror(errno));
    if (status.st_size < size)
        return arrow::Status::IOError("shared memory has ", status.st_size, " bytes instead of ", size);
    void *address = mmap(nullptr, static_cast<size_t>(size), PROT_READ, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED) return arrow::Status::IOError("shared memory cannot be mapped: ", std::strerror(errno));
    return std::make_shared<Mapping>(static_cast<const uint8_t *>(address), size);
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> read_column(
    const Opening &opening, const std::shared_ptr<arrow::Buffer> &bytes) {
    arrow::io::BufferReader stream(arrow::SliceBuffer(bytes, opening.bytes->size()));
    arrow::ArrayVector chunks;
    while (true) {
        ARROW_ASSIGN_OR_RAISE(const auto message, arrow::ipc::ReadMessage(&stream));
        if (message == nullptr) break;
        ARROW_ASSIGN_OR_RAISE(
            const auto batch,
            arrow::ipc::ReadRecordBatch(*message, opening.schema, nullptr, arrow::ipc::IpcReadOptions::Defaults()));
        ARROW_RETURN_NOT_OK(batch->Validate());
        chunks.push_back(batch->column(0));
    }
    return std::make_shared<arrow::ChunkedArray>(std::move(chunks), opening.schema->field(0)->type());
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> read_column(std::shared_ptr<arrow::Buffer> bytes) {
    if (const auto *opening = common_opening(*bytes)) return read_column(*opening, bytes);
    ARROW_ASSIGN_OR_RAISE(
        auto reader, arrow::ipc::RecordBatchStreamReader::Open(std::make_shared<arrow::io::BufferReader>(std::move(bytes))));
    if (reader->schema()->num_fields() != 1) return arrow::Status::Invalid("shared memory holds no column");
    arrow::ArrayVector chunks;
    while (true) {
        std::shared_ptr<arrow::RecordBatch> batch;
        ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
        if (batch == nullptr) break;
        ARROW_RETURN_NOT_OK(batch->Validate());
        chunks.push_back(batch->column(0));
    }
    return std::make_shared<arrow::ChunkedArray>(std::move(chunks), reader->schema()->field(0)->type());
}

arrow::Status read(
    const std::shared_ptr<arrow::Buffer> &bytes, const int64_t *sizes, size_t count, CArrowColumn **columns) {
    std::vector<std::unique_ptr<CArrowColumn>> made;
    int64_t start = 0;
    for (size_t i = 0; i < count; i++) {
        ARROW_ASSIGN_OR_RAISE(auto column, read_column(arrow::SliceBuffer(bytes, start, sizes[i])));
        made.emplace_back(wrap(std::move(column)));
        start += sizes[i];
    }
    for (size_t i = 0; i < count; i++) columns[i] = made[i].release();
    return arrow::Status::OK();
}

}  // namespace

}  // namespace carrow

using namespace carrow;

bool carrow_shared_write(
    const CArrowColumn *const *columns, size_t count, int descriptor, int64_t *sizes, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        auto sink = std::make_shared<DescriptorOutput>(descriptor);
        ARROW_ASSIGN_OR_RAISE(
            auto output, arrow::io::BufferedOutputStream::Create(1 << 16, arrow::default_memory_pool(), sink));
        return write(columns, count, *output, sizes);
    });
}

bool carrow_shared_copy(
    const CArrowColumn *const *columns, size_t count, uint8_t *bytes, int64_t capacity, int64_t *length,
    int64_t *sizes, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        Room room(bytes, capacity);
        ARROW_RETURN_NOT_OK(write(columns, count, room, sizes));
        return room.Tell().Value(length);
    });
}

bool carrow_shared_read(
    int descriptor, const int64_t *sizes, size_t count, CArrowColumn **columns, CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        if (count == 0) return arrow::Status::OK();
        ARROW_ASSIGN_OR_RAISE(auto mapping, map(descriptor, std::accumulate(sizes, sizes + count, int64_t{0})));
        return read(mapping, sizes, count, columns);
    });
}

bool carrow_shared_read_copy(
    const uint8_t *bytes, int64_t length, const int64_t *sizes, size_t count, CArrowColumn **columns,
    CArrowError *error) {
    return guarded_status(error, [&]() -> arrow::Status {
        const int64_t needed = std::accumulate(sizes, sizes + count, int64_t{0});
        if (needed > length)
            return arrow::Status::IOError("a copy of shared memory has ", length, " bytes instead of ", needed);
        ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> copy, arrow::AllocateBuffer(needed));
        if (needed > 0) std::memcpy(copy->mutable_data(), bytes, static_cast<size_t>(needed));
        return read(copy, sizes, count, columns);
    });
}

int64_t carrow_shared_mapped_bytes(void) { return mapped_bytes.load(); }

uintptr_t carrow_column_identity(const CArrowColumn *column) { return reinterpret_cast<uintptr_t>(column->data.get()); }
