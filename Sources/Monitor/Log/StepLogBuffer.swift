package import Plan

/// Log lines of running steps, held until their step ends so that they are printed together. Bounded: of a step that says
/// more than fits, the first and the last lines are kept, and what was cut is counted.
package struct StepLogBuffer: Sendable {
    package struct Excerpt: Sendable, Hashable {
        package var head: [String]
        package var cut: Int
        package var tail: [String]
    }

    private struct Entry {
        var head: [String] = []
        /// A ring once it is full; `next` is the oldest line.
        var tail: [String] = []
        var next = 0
        var cut = 0
    }

    private let headLines: Int
    private let tailLines: Int
    private let widestLine: Int
    private var entries: [StepID: Entry] = [:]

    /// - Parameter widestLine: in Unicode scalars; longer lines are cut there.
    package init(headLines: Int = 50, tailLines: Int = 150, widestLine: Int = 4_096) {
        self.headLines = headLines
        self.tailLines = tailLines
        self.widestLine = widestLine
    }

    package mutating func append(_ line: String, of step: StepID) {
        let text = bounded(line)
        var entry = entries.removeValue(forKey: step) ?? Entry()
        if entry.head.count < headLines {
            entry.head.append(text)
        } else if entry.tail.count < tailLines {
            entry.tail.append(text)
        } else {
            entry.cut += 1
            entry.tail[entry.next] = text
            entry.next = (entry.next + 1) % tailLines
        }
        entries[step] = entry
    }

    /// Takes a step's lines out; nil where it said nothing.
    package mutating func take(_ step: StepID) -> Excerpt? {
        guard let entry = entries.removeValue(forKey: step) else { return nil }
        let tail = Array(entry.tail[entry.next...] + entry.tail[..<entry.next])
        return Excerpt(head: entry.head, cut: entry.cut, tail: tail)
    }

    private func bounded(_ line: String) -> String {
        guard line.utf8.count > widestLine,
            let end = line.unicodeScalars.index(
                line.startIndex, offsetBy: widestLine, limitedBy: line.unicodeScalars.endIndex),
            end < line.endIndex
        else { return line }
        return String(line[..<end]) + "…"
    }
}
