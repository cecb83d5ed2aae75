extension DisplayWidth {
    /// The text in lines of at most `width` cells, broken at spaces where there are some; line ends in it break too. What follows a
    /// break is indented by as many cells as asked for.
    package static func wrap(_ text: String, to width: Int, indent: Int = 0) -> [String] {
        guard width > indent + 1 else { return [truncate(text.singleLine, to: width)] }
        var lines: [String] = []
        for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
            var line = ""
            var used = 0
            // Only spaces so far: there is nothing to break after.
            var isBlank = true
            func breakLine() {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                used = indent
                isBlank = true
            }
            let words = displayable(String(paragraph).singleLine).split(
                separator: " ", omittingEmptySubsequences: false)
            for (place, word) in words.enumerated() {
                let length = of(word)
                if place > 0 {
                    // The space goes where the line is broken.
                    if !isBlank, used + 1 + length > width {
                        breakLine()
                    } else if used + 1 < width {
                        line += " "
                        used += 1
                    }
                }
                for character in word {
                    let cells = of(String(character))
                    if used + cells > width { breakLine() }
                    line.append(character)
                    used += cells
                    isBlank = false
                }
            }
            lines.append(line)
        }
        return lines
    }
}

extension Character {
    /// Line feed, alone or after a carriage return.
    var isLineEnd: Bool { self == "\n" || self == "\r\n" }
}
