// Datasets' names as they come from a client.
#pragma once

#include <arrow/flight/types.h>
#include <arrow/result.h>

#include <string>

namespace weir::flight {

arrow::Result<std::string> dataset_name(std::string bytes);
// Of a descriptor: its path, or its command.
arrow::Result<std::string> dataset_name(const arrow::flight::FlightDescriptor &descriptor);
arrow::flight::FlightDescriptor descriptor_of(const std::string &name);

}  // namespace weir::flight
