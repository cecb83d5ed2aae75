#include "Names.h"

#include <arrow/util/utf8.h>

namespace weir::flight {

using arrow::flight::FlightDescriptor;

constexpr size_t longest_name = 1024;

arrow::Result<std::string> dataset_name(std::string bytes) {
    if (bytes.empty()) return arrow::Status::Invalid("no dataset is named");
    if (bytes.size() > longest_name)
        return arrow::Status::Invalid("a dataset's name has at most ", longest_name, " bytes, this one ", bytes.size());
    arrow::util::InitializeUTF8();
    if (bytes.find('\0') != std::string::npos || !arrow::util::ValidateUTF8(bytes))
        return arrow::Status::Invalid("a dataset's name is text in UTF-8");
    return bytes;
}

arrow::Result<std::string> dataset_name(const FlightDescriptor &descriptor) {
    if (descriptor.type == FlightDescriptor::CMD) return dataset_name(descriptor.cmd);
    if (descriptor.type != FlightDescriptor::PATH || descriptor.path.size() != 1)
        return arrow::Status::Invalid("a dataset is named by a path of one part");
    return dataset_name(descriptor.path.front());
}

FlightDescriptor descriptor_of(const std::string &name) { return FlightDescriptor::Path({name}); }

}  // namespace weir::flight
