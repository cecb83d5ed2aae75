#include <arrow/io/compressed.h>
#include <arrow/io/transform.h>
#include <arrow/util/compression.h>
#include <arrow/util/io_util.h>
#include <iconv.h>

#include <cerrno>
#include <cstring>

#include "Files.h"

namespace carrow {

arrow::Status data_error(
    CArrowCode code, const std::string &file, int64_t line, const std::string &column,
    std::optional<std::string> value, const std::string &message) {
    auto detail = std::make_shared<DataErrorDetail>();
    detail->code = code;
    detail->file = file;
    detail->line = line;
    detail->column = column;
    detail->has_value = value.has_value();
    detail->value = value.value_or("");
    return arrow::Status(arrow::StatusCode::Invalid, message, std::move(detail));
}

arrow::Status in_file(const arrow::Status &status, const std::string &path) {
    if (status.ok() || std::dynamic_pointer_cast<DataErrorDetail>(status.detail()) != nullptr) return status;
    if (arrow::internal::ErrnoFromStatus(status) == ENOENT)
        return data_error(CARROW_NOT_FOUND, path, 0, "", std::nullopt, "there is no such file");
    if (status.IsOutOfMemory()) return status;
    const int number = arrow::internal::ErrnoFromStatus(status);
    const CArrowCode code = number != 0 || status.IsIOError() ? CARROW_IO
                            : status.IsNotImplemented()       ? CARROW_UNSUPPORTED
                                                              : CARROW_DATA;
    return data_error(code, path, 0, "", std::nullopt, number == 0 ? status.message() : std::strerror(number));
}

namespace {

// Turns another encoding into UTF-8 by iconv, keeping the bytes of a character that a block cuts in two.
class Transcoder {
public:
    static arrow::Result<std::shared_ptr<Transcoder>> make(const std::string &encoding) {
        iconv_t handle = iconv_open("UTF-8", encoding.c_str());
        if (handle == reinterpret_cast<iconv_t>(-1))
            return arrow::Status::Invalid("the encoding '", encoding, "' is not known");
        return std::make_shared<Transcoder>(handle, encoding);
    }

    Transcoder(iconv_t handle, std::string encoding) : handle_(handle), encoding_(std::move(encoding)) {}
    Transcoder(const Transcoder &) = delete;
    Transcoder &operator=(const Transcoder &) = delete;
    ~Transcoder() { iconv_close(handle_); }

    arrow::Result<std::shared_ptr<arrow::Buffer>> transcode(const arrow::Buffer &block) {
        if (block.size() == 0 && !rest_.empty())
            return arrow::Status::Invalid("the file ends within a character of ", encoding_);
        std::string input = std::move(rest_) + block.ToString();
        rest_.clear();
        std::string output;
        char *from = input.data();
        size_t left = input.size();
        while (left > 0) {
            char space[4096];
            char *to = space;
            size_t free = sizeof space;
            const size_t result = iconv(handle_, &from, &left, &to, &free);
            const int reason = errno;
            output.append(space, sizeof space - free);
            if (result != static_cast<size_t>(-1) || reason == E2BIG) continue;
            if (reason != EINVAL) return arrow::Status::Invalid("the file is not in ", encoding_);
            rest_.assign(from, left);
            break;
        }
        return arrow::Buffer::FromString(std::move(output));
    }

private:
    iconv_t handle_;
    std::string encoding_;
    std::string rest_;
};

bool ends_with(const std::string &text, const std::string &end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_utf8(std::string encoding) {
    for (char &c : encoding) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return encoding == "utf-8" || encoding == "utf8";
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::InputStream>> open_text(
    const std::string &path, const std::string &encoding) {
    std::shared_ptr<arrow::io::InputStream> input;
    ARROW_ASSIGN_OR_RAISE(input, arrow::io::ReadableFile::Open(path));
    if (ends_with(path, ".gz")) {
        ARROW_ASSIGN_OR_RAISE(auto codec, arrow::util::Codec::Create(arrow::Compression::GZIP));
        // The stream keeps a plain pointer to the codec, so the codec is kept with it.
        struct Owned {
            std::unique_ptr<arrow::util::Codec> codec;
            std::shared_ptr<arrow::io::CompressedInputStream> stream;
        };
        auto owned = std::make_shared<Owned>();
        owned->codec = std::move(codec);
        ARROW_ASSIGN_OR_RAISE(owned->stream, arrow::io::CompressedInputStream::Make(owned->codec.get(), input));
        input = std::shared_ptr<arrow::io::InputStream>(owned, owned->stream.get());
    }
    if (is_utf8(encoding)) return input;
    ARROW_ASSIGN_OR_RAISE(auto transcoder, Transcoder::make(encoding));
    return std::make_shared<arrow::io::TransformInputStream>(
        std::move(input),
        [transcoder](const std::shared_ptr<arrow::Buffer> &block) { return transcoder->transcode(*block); });
}

arrow::Result<std::shared_ptr<arrow::Buffer>> read_up_to(arrow::io::InputStream &input, int64_t size) {
    arrow::BufferBuilder builder;
    while (builder.length() < size) {
        ARROW_ASSIGN_OR_RAISE(auto block, input.Read(size - builder.length()));
        if (block->size() == 0) break;
        ARROW_RETURN_NOT_OK(builder.Append(block->data(), block->size()));
    }
    return builder.Finish();
}

std::vector<std::string> to_strings(CArrowNames names) {
    return names.names == nullptr ? std::vector<std::string>()
                                  : std::vector<std::string>(names.names, names.names + names.count);
}

std::string plan_name(const arrow::DataType &type) {
    switch (type.id()) {
        case arrow::Type::DOUBLE:
            return "float64";
        case arrow::Type::FLOAT:
            return "float32";
        case arrow::Type::DATE32:
            return "date";
        case arrow::Type::TIMESTAMP:
            return "timestamp";
        case arrow::Type::DECIMAL128: {
            const auto &decimal = static_cast<const arrow::Decimal128Type &>(type);
            return "decimal(" + std::to_string(decimal.precision()) + "," + std::to_string(decimal.scale()) + ")";
        }
        default:
            return type.ToString();
    }
}

}  // namespace carrow
