/// Arrow Flight behind the plain-C face of CFlight; built as a library that is loaded at run time.
#pragma once

#include "CFlight.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The library's one entry, which `cflight_load` looks for.
const CFlightAPI *weir_flight_api(void);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
