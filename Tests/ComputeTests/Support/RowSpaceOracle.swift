/// The rules of row spaces, worked out the slow and obvious way: nested loops over rows, no planner. Tables are small; each
/// has a value column and two key columns of whole numbers or null.
final class RowSpaceOracle {
    struct Table {
        var name: String
        /// Null is nil.
        var value: [Int?]
        var keys: [[Int?]]
        var count: Int { value.count }
    }

    struct Link {
        var join: String
        var left: Int
        var right: Int
        var leftKey: Int
        var rightKey: Int
    }

    indirect enum Feature: Hashable {
        case value(Int)
        case sum(Feature, Feature)
        /// The sum over all rows of the feature's row space, on every row.
        case total(Feature)
    }

    struct Filter {
        var feature: Feature
        var min: Int
    }

    /// One row index a table; nil: the table has no row here.
    typealias Row = [Int: Int?]

    let tables: [Table]
    let links: [Link]
    var filters: [Filter] = []
    private var known: [Stage: [Row]] = [:]

    /// A row space with its first few filters applied.
    private struct Stage: Hashable {
        var set: Set<Int>
        var filters: Int
    }

    init(tables: [Table], links: [Link]) {
        self.tables = tables
        self.links = links
    }

    /// The filters of a row space in the order in which they act: on columns, then on what is derived.
    private func filters(of set: Set<Int>) -> [Filter] {
        let own = filters.filter { spaces(of: $0.feature) == set }
        return own.filter(\.feature.isColumn) + own.filter { !$0.feature.isColumn }
    }

    /// The rows among which a feature is computed: before the first filter that needs it, else in the end.
    private func rows(for feature: Feature) -> [Row] {
        let home = spaces(of: feature)
        let own = filters(of: home)
        return rows(of: home, filters: own.firstIndex { $0.feature.needs(feature) } ?? own.count)
    }

    func rows(of set: Set<Int>) -> [Row] { rows(of: set, filters: filters(of: set).count) }

    private func rows(of set: Set<Int>, filters count: Int) -> [Row] {
        let stage = Stage(set: set, filters: count)
        if let rows = known[stage] { return rows }
        let rows: [Row]
        if count == 0 {
            rows = unfiltered(set)
        } else {
            let filter = filters(of: set)[count - 1]
            rows = self.rows(of: set, filters: count - 1).filter { passes(filter, value(of: filter.feature, at: $0)) }
        }
        known[stage] = rows
        return rows
    }

    func spaces(of feature: Feature) -> Set<Int> {
        switch feature {
        case .value(let table): [table]
        case .sum(let a, let b): closure(spaces(of: a).union(spaces(of: b)))
        case .total(let inner): spaces(of: inner)
        }
    }

    /// Links form a tree, so the smallest connected set comes of taking leaves away that nobody wants.
    func closure(_ wanted: Set<Int>) -> Set<Int> {
        if wanted.count < 2 { return wanted }
        var nodes = Set(tables.indices)
        while let leaf = nodes.first(where: { node in
            !wanted.contains(node) && inside(nodes).count { $0.left == node || $0.right == node } <= 1
        }) {
            nodes.remove(leaf)
        }
        return nodes
    }

    private func inside(_ nodes: Set<Int>) -> [Link] {
        links.filter { nodes.contains($0.left) && nodes.contains($0.right) }
    }

    /// The order in which a set's spaces are joined: the one that is right of no link, then link by link in the order given.
    private func order(_ set: Set<Int>) -> (root: Int, links: [Link]) {
        var waiting = inside(set)
        let rights = Set(waiting.map(\.right))
        guard let root = set.first(where: { !rights.contains($0) }) else { fatalError("the links are no tree") }
        var reached: Set<Int> = [root]
        var ordered: [Link] = []
        while let next = waiting.firstIndex(where: { reached.contains($0.left) }) {
            reached.insert(waiting[next].right)
            ordered.append(waiting.remove(at: next))
        }
        return (root, ordered)
    }

    private func unfiltered(_ set: Set<Int>) -> [Row] {
        let (root, ordered) = order(set)
        guard let last = ordered.last else { return tables[root].value.indices.map { [root: $0] } }
        let before = set.subtracting([last.right])
        var result = join(rows(of: before), rows(of: [last.right]), last, before)
        // What filters took away from joins that are not on the way goes here too.
        for filter in filters {
            let home = spaces(of: filter.feature)
            guard home.count > 1, home != set, home.isSubset(of: set), !home.isSubset(of: before) else { continue }
            let allowed = rows(of: home)
            result.removeAll { row in !allowed.contains(row.filter { home.contains($0.key) }) }
        }
        return result
    }

    private func passes(_ filter: Filter, _ value: Int?) -> Bool { value.map { $0 >= filter.min } ?? false }

    private func join(_ left: [Row], _ right: [Row], _ link: Link, _ before: Set<Int>) -> [Row] {
        func key(_ row: Row, _ table: Int, _ column: Int) -> Int? {
            (row[table] ?? nil).flatMap { tables[table].keys[column][$0] }
        }
        var result: [Row] = []
        var used: Set<Int> = []
        for leftRow in left {
            var matched = false
            for (index, rightRow) in right.enumerated() {
                guard let a = key(leftRow, link.left, link.leftKey), a == key(rightRow, link.right, link.rightKey)
                else {
                    continue
                }
                matched = true
                used.insert(index)
                result.append(leftRow.merging(rightRow) { a, _ in a })
            }
            if !matched, link.join == "left" || link.join == "outer" {
                result.append(leftRow.merging([link.right: nil]) { a, _ in a })
            }
        }
        if link.join == "right" || link.join == "outer" {
            for (index, rightRow) in right.enumerated() where !used.contains(index) {
                var row = rightRow
                for table in before { row[table] = .some(nil) }
                result.append(row)
            }
        }
        return result
    }

    /// A feature's value at a row of any set that has its spaces; nil where its row space has no such row.
    func value(of feature: Feature, at row: Row) -> Int? {
        let part = row.filter { spaces(of: feature).contains($0.key) }
        switch feature {
        case .value(let table):
            return (row[table] ?? nil).flatMap { index in tables[table].value[index] }
        case .sum(let a, let b):
            guard rows(for: feature).contains(part), let x = value(of: a, at: part), let y = value(of: b, at: part)
            else {
                return nil
            }
            return x + y
        case .total(let inner):
            let all = rows(for: feature)
            guard all.contains(part) else { return nil }
            let values = all.compactMap { value(of: inner, at: $0) }
            return values.isEmpty ? nil : values.reduce(0, +)
        }
    }

    /// An output's rows, each with one value a feature.
    func output(_ features: [Feature]) -> [[Int?]] {
        let set = closure(features.reduce(into: []) { $0.formUnion(spaces(of: $1)) })
        var result = rows(of: set)
        for filter in filters where spaces(of: filter.feature).isSubset(of: set) {
            result.removeAll { !passes(filter, value(of: filter.feature, at: $0)) }
        }
        return result.map { row in features.map { value(of: $0, at: row) } }
    }
}

extension RowSpaceOracle.Feature {
    var isColumn: Bool { if case .value = self { true } else { false } }

    /// Whether `other` is this feature or one that it is computed from.
    func needs(_ other: Self) -> Bool {
        if self == other { return true }
        return switch self {
        case .value: false
        case .sum(let a, let b): a.needs(other) || b.needs(other)
        case .total(let inner): inner.needs(other)
        }
    }

    /// As a plan names it, the table's value being `v0`, `v1`, …
    var name: String {
        switch self {
        case .value(let table): "v\(table)"
        case .sum(let a, let b): "\(a.name)&\(b.name)__add_point"
        case .total(let inner): "\(inner.name)__sum_aggr"
        }
    }
}
