internal import CFlight

/// The functions of the library that holds Arrow Flight. It is loaded at the first use and stays: some 15 ms and 10 MB that only
/// a run with a server or a client pays.
package struct FlightAPI: Sendable {
    let functions: CFlightAPI

    /// The library's file name; it lies beside the program, or in `lib` beside its folder.
    #if canImport(Darwin)
    package static let fileName = "libWeirFlight.dylib"
    #else
    package static let fileName = "libWeirFlight.so"
    #endif

    /// Loads the first library of those paths that is there. Blocks for a moment.
    ///
    /// - Throws: `.library`, with what the system says.
    package static func load(_ candidates: [String]) throws(FlightError) -> FlightAPI {
        var reasons: [String] = []
        for path in candidates {
            do throws(FlightError) {
                let functions = try FlightError.make { cflight_load(path, $0) }
                return FlightAPI(functions: functions.pointee)
            } catch {
                reasons.append("\(path): \(error)")
            }
        }
        throw FlightError(
            .library,
            "Arrow Flight cannot be loaded; the installation is not complete:\n" + reasons.joined(separator: "\n"))
    }

    /// Where the library of a program lies.
    package static func candidates(program: String) -> [String] {
        let folder = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        return ["\(folder)/\(fileName)", "\(folder)/../lib/\(fileName)"]
    }
}
