import Plan

/// The plan as a tree for reading: what is made for nobody else stands at the left, below each step what it depends on. A step
/// that several need is unfolded where it comes first; elsewhere it is only named.
struct StepTree: Sendable {
    struct Row: Sendable {
        var step: Int32
        var depth: Int
        /// Of each level up to 64, whether more of it follow below: bit 0 is the outermost.
        var openLevels: UInt64
        var isLast: Bool
        /// Whether what it depends on is shown at an earlier row.
        var isRepeat: Bool
        var hasChildren: Bool
    }

    private(set) var rows: ContiguousArray<Row> = []

    init() {}

    /// O(steps + edges).
    init(_ graph: StepGraph, folded: Set<Int32>) {
        var seen = ContiguousArray(repeating: false, count: graph.count)
        struct Pending {
            var step: Int32
            var depth: Int
            var openLevels: UInt64
            var isLast: Bool
        }
        var stack: [Pending] = []
        rows.reserveCapacity(graph.count)
        let roots = (0..<graph.count).filter { graph.dependents(of: $0).isEmpty }
        for root in roots.reversed() { stack.append(Pending(step: Int32(root), depth: 0, openLevels: 0, isLast: true)) }
        while let next = stack.popLast() {
            let children = graph.dependencies(of: Int(next.step))
            let last = children.lastIndex { $0 >= 0 && Int($0) < graph.count }
            let isRepeat = seen[Int(next.step)] && last != nil
            rows.append(
                Row(
                    step: next.step, depth: next.depth, openLevels: next.openLevels, isLast: next.isLast,
                    isRepeat: isRepeat, hasChildren: last != nil))
            guard let last, !isRepeat, folded.isEmpty || !folded.contains(next.step) else { continue }
            seen[Int(next.step)] = true
            var open = next.openLevels
            if next.depth > 0 && !next.isLast && next.depth <= 64 { open |= 1 << UInt64(next.depth - 1) }
            for place in children.indices.reversed() where children[place] >= 0 && Int(children[place]) < graph.count {
                stack.append(
                    Pending(step: children[place], depth: next.depth + 1, openLevels: open, isLast: place == last))
            }
        }
    }

    private static let shownLevels = 12

    /// What stands before a row's label. Where it lies too deep for the room, its depth as a number stands for the outer levels.
    ///
    /// - Parameter room: cells that it may take; the number and the branch are always there.
    func prefix(of row: Row, _ glyphs: Glyphs, room: Int = .max) -> String {
        guard row.depth > 0 else { return "" }
        let number = "\(row.depth)" + (glyphs.isUnicode ? "⋯ " : ". ")
        let isWhole = row.depth <= min(Self.shownLevels, room / 2)
        let shown = isWhole ? row.depth : max(0, min(Self.shownLevels, (room - DisplayWidth.of(number) - 2) / 2))
        var text = isWhole ? "" : number
        for level in 0..<min(row.depth - 1, shown) {
            let place = isWhole ? level : row.depth - 1 - shown + level
            text += place < 64 && row.openLevels & (1 << UInt64(place)) != 0 ? glyphs.trunk : "  "
        }
        return text + (row.isLast ? glyphs.lastBranch : glyphs.branch)
    }
}
