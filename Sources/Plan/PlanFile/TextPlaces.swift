/// Where the characters of a text of several lines stand in its plan file, however the file writes it: plain, quoted, or as a block.
/// Offsets are Unicode scalars from the beginning of the text.
package struct TextPlaces: Sendable {
    /// Characters that stand one after another in one line of the file.
    private struct Run: Sendable {
        var offset: Int
        var line: Int
        var column: Int
    }

    private let start: SourcePosition
    /// By offset; empty where the text could not be found.
    private let runs: [Run]

    /// Finds a text in the lines of its file. Where it is not there as it is (a parameter has been replaced), every offset is at its
    /// start.
    ///
    /// - Parameter isBlock: whether it begins in the line after `start`.
    init(of text: String, in lines: [Substring], from start: SourcePosition, isBlock: Bool) {
        self.start = start
        runs = Self.find(text, in: lines, from: start, isBlock: isBlock) ?? []
    }

    /// A text with no file.
    package init(at start: SourcePosition) {
        self.start = start
        runs = []
    }

    package func position(at offset: Int) -> SourcePosition {
        guard let after = runs.firstIndex(where: { $0.offset > offset }) ?? (runs.isEmpty ? nil : runs.count), after > 0
        else { return start }
        let run = runs[after - 1]
        return SourcePosition(file: start.file, line: run.line, column: run.column + offset - run.offset)
    }

    /// Goes through both, side by side: blanks may differ, and the file may have quotes and backslashes more.
    private static func find(
        _ text: String, in lines: [Substring], from start: SourcePosition, isBlock: Bool
    ) -> [Run]? {
        var line = Int(start.line) + (isBlock ? 1 : 0)
        var column = isBlock ? 1 : Int(start.column)
        guard lines.indices.contains(line - 1) else { return nil }
        var scalars = Array(lines[line - 1].unicodeScalars)
        var runs: [Run] = []
        var expected: (line: Int, column: Int, offset: Int)?
        for (offset, scalar) in text.unicodeScalars.enumerated() where !scalar.properties.isWhitespace {
            while true {
                while column > scalars.count {
                    line += 1
                    guard lines.indices.contains(line - 1) else { return nil }
                    scalars = Array(lines[line - 1].unicodeScalars)
                    column = 1
                }
                let found = scalars[column - 1]
                if found == scalar { break }
                guard found.properties.isWhitespace || found == "\"" || found == "'" || found == "\\" else {
                    return nil
                }
                // `\n` and the like are blanks.
                if found == "\\", column < scalars.count, "nrt".unicodeScalars.contains(scalars[column]),
                    scalars[column] != scalar
                {
                    column += 1
                }
                column += 1
            }
            if expected.map({ $0 != (line, column, offset) }) ?? true {
                runs.append(Run(offset: offset, line: line, column: column))
            }
            column += 1
            expected = (line, column, offset + 1)
        }
        return runs
    }
}
