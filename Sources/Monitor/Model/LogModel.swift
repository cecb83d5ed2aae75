package import Plan

/// The newest lines that steps and the engine said, in bounded memory; what was let go is counted.
package struct LogModel: Sendable {
    package enum Level: Sendable, Hashable { case info, warning, error }

    package struct Line: Sendable {
        /// Nanoseconds since the run started.
        package var time: UInt64
        package var level: Level
        package var step: StepID?
        /// May hold anything that a step said, but no line end.
        package var text: String
    }

    /// Lines kept.
    package static let limit = 20_000
    private static let widest = 4_096

    private var ring: [Line] = []
    private var first = 0
    /// Lines that were let go.
    package private(set) var cut = 0
    /// Lines ever taken in.
    package private(set) var total = 0

    package init() {}

    package var count: Int { ring.count }

    /// Oldest first.
    package subscript(place: Int) -> Line { ring[(first + place) % ring.count] }

    /// Text of several lines becomes several.
    mutating func append(_ level: Level, _ step: StepID?, _ text: String, at time: UInt64) {
        guard text.utf8.contains(UInt8(ascii: "\n")) else {
            append(Line(time: time, level: level, step: step, text: Self.bounded(text)))
            return
        }
        for part in text.split(whereSeparator: \.isLineEnd) {
            append(Line(time: time, level: level, step: step, text: Self.bounded(String(part))))
        }
    }

    private mutating func append(_ line: Line) {
        total += 1
        if ring.count < Self.limit {
            ring.append(line)
        } else {
            ring[first] = line
            first = (first + 1) % ring.count
            cut += 1
        }
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= widest ? text : String(text.unicodeScalars.prefix(widest / 4)) + "…"
    }
}
