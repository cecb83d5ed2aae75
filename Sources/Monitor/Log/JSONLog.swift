package import Events

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A run as JSON lines: the schema's version in the first, then one an event, the run's outcome in the last. Also what
/// `--events` records.
package struct JSONLog: RunLog {
    private let encoder = JSONEncoder()
    private var hasBegun = false

    package init() { encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes] }

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        if !hasBegun {
            page.output += #"{"schema":"weir.events","version":\#(RunEvent.schemaVersion)}"# + "\n"
            hasBegun = true
        }
        do {
            page.output += String(decoding: try encoder.encode(event), as: UTF8.self)
            page.output += "\n"
        } catch {
            // Events hold nothing that JSON cannot (no NaN, no infinity); a reader still learns that one is missing.
            page.errors += "weir: warning: event \(event.sequence) cannot be written as JSON: \(error)\n"
        }
    }
}
