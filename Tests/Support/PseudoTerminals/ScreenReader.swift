import Monitor

/// Reads what a program writes to a terminal, as far as ncurses does for an xterm, and keeps the screen that a user would see.
package struct ScreenReader {
    private struct Page {
        var rows: [[Character?]]
        var x = 0
        var y = 0
        /// The rows that scroll.
        var region: Range<Int>

        init(_ width: Int, _ height: Int) {
            region = 0..<height
            rows = Array(repeating: Array(repeating: " ", count: width), count: height)
        }
    }

    private var width: Int
    private var height: Int
    private var page: Page
    private var main: Page
    /// What has come of a sequence or of a character.
    private var pending: [UInt8] = []
    /// The screen of programs that fill it, not that of the shell.
    package private(set) var isAlternate = false
    /// How often the program took the screen.
    package private(set) var timesTaken = 0
    package private(set) var isCursorHidden = false
    /// Frames shown (synchronised updates begun).
    package private(set) var frames = 0
    /// The private modes that are on.
    package private(set) var modes: Set<Int> = []
    /// Operating system commands, without their frame.
    package private(set) var commands: [String] = []

    package init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        page = Page(width, height)
        main = page
    }

    /// The rows, without blanks at their end.
    package var lines: [String] {
        page.rows.map { row in
            var text = String(row.compactMap { $0 })
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    /// For each row, the cell at which the text first begins; nil where it does not.
    package func columns(of text: String) -> [Int?] {
        page.rows.map { row in
            row.indices.first { start in
                row[start] != nil && String(row[start...].prefix(text.count * 2).compactMap(\.self)).hasPrefix(text)
            }
        }
    }

    /// Clears the screen too: programs are to draw it anew.
    package mutating func resize(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        page = Page(width, height)
        main = page
    }

    package mutating func receive(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if pending.isEmpty, byte < 0x20 {
                control(byte)
            } else if pending.first == 0x1B {
                pending.append(byte)
                escape()
            } else {
                pending.append(byte)
                character()
            }
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x08: page.x = max(0, page.x - 1)
        case 0x09: page.x = min(width - 1, page.x / 8 * 8 + 8)
        case 0x0A: lineFeed()
        case 0x0D: page.x = 0
        case 0x1B: pending = [byte]
        default: break
        }
    }

    private mutating func lineFeed() {
        if page.y + 1 != page.region.upperBound {
            page.y = min(page.y + 1, height - 1)
        } else {
            scroll(page.region, by: 1)
        }
    }

    private mutating func reverseLineFeed() {
        if page.y != page.region.lowerBound { page.y = max(page.y - 1, 0) } else { scroll(page.region, by: -1) }
    }

    /// Upwards by so many rows, or downwards where there are fewer than none.
    private mutating func scroll(_ rows: Range<Int>, by distance: Int) {
        let blank: [Character?] = Array(repeating: " ", count: width)
        for _ in 0..<min(abs(distance), rows.count) {
            page.rows.remove(at: distance > 0 ? rows.lowerBound : rows.upperBound - 1)
            page.rows.insert(blank, at: distance > 0 ? rows.upperBound - 1 : rows.lowerBound)
        }
    }

    private mutating func character() {
        let length = pending[0] < 0x80 ? 1 : pending[0] < 0xE0 ? 2 : pending[0] < 0xF0 ? 3 : 4
        guard pending.count == length else { return }
        let text = String(decoding: pending, as: UTF8.self)
        pending = []
        let cells = DisplayWidth.of(text)
        if cells == 0 {
            let before = page.x > 0 && page.rows[page.y][page.x - 1] == nil ? page.x - 2 : page.x - 1
            if before >= 0, let base = page.rows[page.y][before] {
                page.rows[page.y][before] = Character(String(base) + text)
            }
            return
        }
        if page.x + cells > width {
            page.x = 0
            lineFeed()
        }
        guard let character = text.first, page.x + cells <= width else { return }
        page.rows[page.y][page.x] = character
        if cells == 2 { page.rows[page.y][page.x + 1] = nil }
        page.x += cells
    }

    private mutating func escape() {
        guard let kind = pending.dropFirst().first, let last = pending.last else { return }
        switch kind {
        case UInt8(ascii: "["):
            guard pending.count > 2, (0x40...0x7E).contains(last) else { return }
            let text = String(decoding: pending[2..<(pending.count - 1)], as: UTF8.self)
            pending = []
            sequence(Character(Unicode.Scalar(last)), text)
        case UInt8(ascii: "]"):
            guard last == 0x07 else { return }
            commands.append(String(decoding: pending[2..<(pending.count - 1)], as: UTF8.self))
            pending = []
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            if pending.count == 3 { pending = [] }
        case UInt8(ascii: "M"):
            pending = []
            reverseLineFeed()
        default:
            pending = []
        }
    }

    private mutating func sequence(_ kind: Character, _ text: String) {
        if text.hasPrefix("?") {
            for mode in text.dropFirst().split(separator: ";").compactMap({ Int($0) }) { set(mode, to: kind == "h") }
            return
        }
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(1, first)
        switch kind {
        case "H": (page.y, page.x) = (row(first), column(numbers.count > 1 ? numbers[1] : 1))
        case "A": page.y = max(0, page.y - count)
        case "B": page.y = min(height - 1, page.y + count)
        case "C": page.x = min(width - 1, page.x + count)
        case "D": page.x = max(0, page.x - count)
        case "G": page.x = column(count)
        case "d": page.y = row(count)
        case "J":
            erase(first == 2 ? 0 : page.x, width)
            for y in (first == 2 ? 0 : page.y + 1)..<max(height, page.y + 1) where y < height {
                page.rows[y] = Array(repeating: " ", count: width)
            }
        case "K": erase(first == 0 ? page.x : 0, first == 1 ? page.x + 1 : width)
        case "X": erase(page.x, page.x + count)
        case "P":
            page.rows[page.y].removeSubrange(page.x..<min(width, page.x + count))
            page.rows[page.y] += Array(repeating: " ", count: width - page.rows[page.y].count)
        case "@":
            page.rows[page.y].insert(contentsOf: Array(repeating: " ", count: count), at: min(page.x, width - 1))
            page.rows[page.y].removeLast(count)
        case "r":
            let last = numbers.count > 1 && numbers[1] > 0 ? row(numbers[1]) : height - 1
            page.region = row(first)..<max(row(first), last) + 1
            (page.x, page.y) = (0, 0)
        case "L": scroll(page.y..<page.region.upperBound, by: -count)
        case "M": scroll(page.y..<page.region.upperBound, by: count)
        case "S": scroll(page.region, by: count)
        case "T": scroll(page.region, by: -count)
        case "b":
            guard page.x > 0, let character = page.rows[page.y][page.x - 1] else { return }
            for _ in 0..<count where page.x < width {
                page.rows[page.y][page.x] = character
                page.x += 1
            }
        default: break
        }
    }

    private func row(_ number: Int) -> Int { min(height, max(1, number)) - 1 }
    private func column(_ number: Int) -> Int { min(width, max(1, number)) - 1 }

    private mutating func erase(_ from: Int, _ end: Int) {
        for x in from..<max(from, min(width, end)) { page.rows[page.y][x] = " " }
    }

    private mutating func set(_ mode: Int, to isOn: Bool) {
        if isOn { modes.insert(mode) } else { modes.remove(mode) }
        switch mode {
        case 25: isCursorHidden = !isOn
        case 2026: if isOn { frames += 1 }
        case 1049 where isOn != isAlternate:
            isAlternate = isOn
            if isOn {
                timesTaken += 1
                main = page
                page = Page(width, height)
            } else {
                page = main
            }
        default: break
        }
    }
}
