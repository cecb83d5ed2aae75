/// The space between two layers, in which lines run from the rows of the left one to those of the right one: each along its row to
/// a column, up or down in it, and on along other rows. Routing after Hashimoto and Stevens, "Wire Routing by Optimizing Channel
/// Assignment within Large Apertures" (1971), with doglegs where lines would have to pass each other both ways.
struct Channel: Sendable {
    /// What leaves one item: one line that branches.
    struct Line: Sendable, Hashable {
        /// Where it comes in from the left.
        var start: Int
        /// Rows on which it goes out to the right; not empty.
        var ends: [Int]
    }

    /// How a line runs. It crosses from its row to the others in `column`; nil: straight.
    struct Route: Sendable, Hashable {
        var column: Int?
        /// First it leaves its row in this column, to that row, and goes on to `column`.
        var detour: Detour?

        struct Detour: Sendable, Hashable {
            var column: Int
            var row: Int
        }
    }

    /// By line.
    private(set) var routes: [Route]
    /// Columns that are needed.
    private(set) var width = 0

    /// Two lines never run along the same row from the same place, but for where they end at the same item: there, the ones that
    /// go past keep left of those that turn in.
    ///
    /// O(lines + ends + rows that lines pass), but for sorting and for lines in detours.
    init(_ lines: [Line]) {
        routes = Array(repeating: Route(), count: lines.count)
        let bent = lines.indices.filter { lines[$0].isBent }
        guard !bent.isEmpty else { return }
        var order = ColumnOrder(lines, bent)
        while let step = order.next() {
            switch step {
            case .whole(let line, let column): routes[line].column = column
            case .detour(let line, let column, let row): routes[line].detour = .init(column: column, row: row)
            }
        }
        width = order.width
    }
}

extension Channel.Line {
    var isBent: Bool { ends.contains { $0 != start } }

    /// Rows that it passes in its column if it comes along `row`.
    fileprivate func span(from row: Int) -> ClosedRange<Int> {
        ends.reduce(row...row) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    }
}

/// Lines in the order in which they take columns, from left to right.
private struct ColumnOrder {
    enum Step {
        case whole(Int, column: Int)
        case detour(Int, column: Int, row: Int)
    }

    private let lines: [Channel.Line]
    private var waiting: [Int]
    /// By line: lines that must stand further right, because they go out on the row that it comes in on.
    private var right: [[Int]]
    private var blockers: [Int]
    /// The same for lines that end at the same item, which may be broken.
    private var softRight: [[Int]]
    private var softBlockers: [Int]
    /// By line: the row that it runs on since its detour.
    private var row: [Int]
    private var isFreed: [Bool]
    /// By row: columns taken so far.
    private var skyline: [Int]
    private var taken: Set<Int>
    private(set) var width = 0

    init(_ lines: [Channel.Line], _ bent: [Int]) {
        self.lines = lines
        row = lines.map(\.start)
        right = Array(repeating: [], count: lines.count)
        softRight = right
        blockers = Array(repeating: 0, count: lines.count)
        softBlockers = blockers
        isFreed = Array(repeating: false, count: lines.count)
        taken = Set(lines.flatMap { $0.ends + [$0.start] })
        skyline = Array(repeating: 0, count: (taken.max() ?? 0) + 1)
        // Those that go down from the lowest on, then those that go up from the highest on: so none of a kind crosses another.
        func order(_ line: Int) -> (Int, Int) {
            let ends = lines[line].ends
            let mean = Double(ends.reduce(0, +)) / Double(ends.count)
            return mean > Double(lines[line].start) ? (0, -lines[line].start) : (1, lines[line].start)
        }
        waiting = bent.sorted { order($0) < order($1) }
        constrain(bent)
    }

    private mutating func constrain(_ bent: [Int]) {
        let comingIn = Dictionary(bent.map { (lines[$0].start, $0) }) { first, _ in first }
        var goingOut: [Int: [Int]] = [:]
        for line in bent {
            for end in lines[line].ends {
                goingOut[end, default: []].append(line)
                if let other = comingIn[end], other != line {
                    right[other].append(line)
                    blockers[line] += 1
                }
            }
        }
        for (end, group) in goingOut where group.count > 1 && group.count < 64 {
            let passing = group.filter { lines[$0].span(from: lines[$0].start).contains(end, strictly: true) }
            let turning = group.filter { !lines[$0].span(from: lines[$0].start).contains(end, strictly: true) }
            for line in passing {
                softRight[line] += turning
                for other in turning { softBlockers[other] += 1 }
            }
        }
    }

    /// The next line, or the detour of one where all wait for each other.
    mutating func next() -> Step? {
        guard !waiting.isEmpty else { return nil }
        let place =
            waiting.firstIndex { blockers[$0] == 0 && softBlockers[$0] == 0 }
            ?? waiting.firstIndex { blockers[$0] == 0 }
        if let place {
            let line = waiting.remove(at: place)
            let column = takeColumn(lines[line].span(from: row[line]))
            free(line)
            for other in softRight[line] { softBlockers[other] -= 1 }
            return .whole(line, column: column)
        }
        // All wait for each other: one of them goes aside.
        guard let line = lineOfCycle() else {
            for line in waiting { blockers[line] = 0 }
            return next()
        }
        let aside = freeRow(near: lines[line].start, towards: lines[line].ends[0])
        let column = takeColumn(min(row[line], aside)...max(row[line], aside))
        row[line] = aside
        free(line)
        return .detour(line, column: column, row: aside)
    }

    /// One of those that wait for each other in a ring. Expects that all wait for some other.
    private func lineOfCycle() -> Int? {
        var holder: [Int: Int] = [:]
        for line in waiting where !isFreed[line] { for other in right[line] { holder[other] = line } }
        var seen: Set<Int> = []
        var line = waiting.first
        while let here = line, seen.insert(here).inserted { line = holder[here] }
        return line
    }

    private mutating func free(_ line: Int) {
        guard !isFreed[line] else { return }
        isFreed[line] = true
        for other in right[line] { blockers[other] -= 1 }
    }

    private mutating func takeColumn(_ rows: ClosedRange<Int>) -> Int {
        while skyline.count <= rows.upperBound { skyline.append(0) }
        let column = rows.reduce(0) { max($0, skyline[$1]) }
        for row in rows { skyline[row] = column + 1 }
        width = max(width, column + 1)
        return column
    }

    /// The nearest row on which nothing comes in or goes out.
    private mutating func freeRow(near row: Int, towards goal: Int) -> Int {
        let way = goal < row ? -1 : 1
        var distance = 1
        while true {
            for candidate in [row + way * distance, row - way * distance]
            where candidate >= 0 && taken.insert(candidate).inserted {
                return candidate
            }
            distance += 1
        }
    }
}

extension ClosedRange<Int> {
    fileprivate func contains(_ value: Int, strictly: Bool) -> Bool { value > lowerBound && value < upperBound }
}
