extension DisplayWidth {
    /// The text in lines of at most `width` cells, broken at spaces where there are some; line ends in it break too. What follows a
    /// break is indented by as many cells as asked for.
    package static func wrap(_ text: String, to width: Int, indent: Int = 0) -> [String] {
        guard width > indent + 1 else { return [truncate(text.singleLine, to: width)] }
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var used = 0
            func breakLine() {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                used = indent
            }
            for word in displayable(String(paragraph).singleLine).split(
                separator: " ", omittingEmptySubsequences: false)
            {
                let length = of(word)
                if used > indent, used + 1 + length > width { breakLine() }
                if used > indent || (used == 0 && !line.isEmpty) {
                    line += " "
                    used += 1
                }
                for character in word {
                    let cells = of(String(character))
                    if used + cells > width { breakLine() }
                    line.append(character)
                    used += cells
                }
            }
            lines.append(line)
        }
        return lines
    }
}
