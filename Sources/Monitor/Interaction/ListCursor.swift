/// A cursor in a list that scrolls: moves by the keys of vi, arrows, pages and the mouse's wheel.
package struct ListCursor: Sendable, Hashable {
    package var selected = 0
    /// The first row shown.
    package private(set) var top = 0

    package init() {}

    /// Moves by a key. Returns whether it was one of moving.
    ///
    /// - Parameters:
    ///   - count: rows of the list.
    ///   - height: rows shown.
    package mutating func handle(_ key: Key, count: Int, height: Int) -> Bool {
        let page = max(1, height - 1)
        switch key {
        case .up, .character("k"): selected -= 1
        case .down, .character("j"): selected += 1
        case .pageUp, .control("b"): selected -= page
        case .pageDown, .control("f"): selected += page
        case .control("u"): selected -= max(1, page / 2)
        case .control("d"): selected += max(1, page / 2)
        case .home, .character("g"): selected = 0
        case .end, .character("G"): selected = count - 1
        case .mouse(let mouse) where mouse.action == .scrollUp: scroll(-3, count: count, height: height)
        case .mouse(let mouse) where mouse.action == .scrollDown: scroll(3, count: count, height: height)
        default: return false
        }
        clamp(count: count, height: height)
        return true
    }

    /// Keeps the cursor within the list and on the screen.
    package mutating func clamp(count: Int, height: Int) {
        selected = max(0, min(selected, count - 1))
        if selected < top { top = selected }
        if selected >= top + height { top = selected - max(1, height) + 1 }
        top = max(0, min(top, count - height))
    }

    /// The rows shown.
    package func visible(count: Int, height: Int) -> Range<Int> {
        let start = max(0, min(top, count))
        return start..<min(count, start + max(0, height))
    }

    private mutating func scroll(_ rows: Int, count: Int, height: Int) {
        top = max(0, min(top + rows, count - height))
        selected = max(top, min(selected, top + max(1, height) - 1))
    }
}
