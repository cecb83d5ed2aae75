/// How many cells of a terminal text takes.
///
/// The C library's `wcwidth` and terminals disagree on emoji, so the table is our own, and what terminals disagree on most,
/// joined and modified emoji, is taken apart before it is shown: `displayable` strips joiners and modifiers.
package enum DisplayWidth {
    /// Cells of the text: 2 for East Asian wide and full-width characters and for emoji, 0 for combining marks and format
    /// characters, 1 for everything else. Expects text without control characters.
    package static func of(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    package static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // Hangul vowels and finals join the syllable before them; a flag is two regional indicators of one cell each.
        if (0x1160...0x11FF).contains(value) { return 0 }
        if (0x1F1E6...0x1F1FF).contains(value) { return 1 }
        return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// The text without what makes terminals disagree about its width: joiners, variation selectors, skin tones.
    package static func displayable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0xE2 }) else { return text }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.lazy.filter { !isJoiner($0.value) })
        return String(result)
    }

    /// The longest start of the text that fits into `width` cells, with `…` as its end where something was cut.
    package static func truncate(_ text: String, to width: Int) -> String {
        guard width > 0 else { return "" }
        var used = 0
        var lastThatLeavesRoom = text.startIndex
        for index in text.indices {
            if used <= width - 1 { lastThatLeavesRoom = index }
            used += of(text[index...index])
            if used > width { return text[..<lastThatLeavesRoom] + "…" }
        }
        return text
    }

    /// The text as it stands from a cell on; a space for the half of a wide character that is cut in two.
    package static func dropping(_ cells: Int, of text: String) -> String {
        let text = displayable(text)
        var used = 0
        var start = text.startIndex
        while start < text.endIndex, used < cells {
            used += of(text[start...start])
            start = text.index(after: start)
        }
        return String(repeating: " ", count: max(0, used - cells)) + text[start...]
    }

    /// The text with spaces after it (or before it) up to `width` cells.
    package static func pad(_ text: String, to width: Int, rightAligned: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(0, width - of(text)))
        return rightAligned ? spaces + text : text + spaces
    }

    private static func isJoiner(_ value: UInt32) -> Bool {
        value == 0x200D || (0xFE00...0xFE0F).contains(value) || (0x1F3FB...0x1F3FF).contains(value)
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= wide[0].lowerBound else { return false }
        var low = 0
        var high = wide.count
        while low < high {
            let middle = (low + high) / 2
            if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wide.count && wide[low].contains(value)
    }

    /// East_Asian_Width W and F of Unicode's EastAsianWidth.txt, by block and without emoji, ascending.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
