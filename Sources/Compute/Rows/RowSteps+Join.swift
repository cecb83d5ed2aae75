import Plan

extension RowSteps {
    /// Left rows in their order, each with its matches in the right's order, then, of right and outer joins, the right rows without one.
    static func join(_ work: JoinWork, _ inputs: [RowFeature]) throws -> RowsMade {
        var rest = inputs[...]
        func next(_ count: Int) -> [RowFeature] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let leftKeys = next(work.keys)
        let rightKeys = next(work.keys)
        let times = work.asOf == nil ? nil : (left: next(1), right: next(1))
        let rows = (
            left: (times?.left ?? leftKeys).first?.rowCount ?? 0,
            right: (times?.right ?? rightKeys).first?.rowCount ?? 0
        )
        let keys = try commonKeys(leftKeys, rightKeys)
        let matches = RightRows(keys, rows: rows.right, matchesNulls: work.matchesNulls)

        let pairs: [(left: Int?, right: Int?)]
        if let rule = work.asOf, let times {
            let time = try commonKeys(times.left, times.right)
            pairs = asOf(rule, time.left[0], time.right[0], matches, keys.left, rows: rows.left)
        } else {
            pairs = try self.pairs(work.join, matches, keys.left, rows)
        }

        let isHalf = work.join == .semi || work.join == .anti
        let leftCarried = next(work.leftCarried)
        let rightCarried = isHalf ? [] : next(work.rightCarried)
        var outputs = leftCarried.map { $0.taking(pairs.map(\.left)) }
        outputs += rightCarried.map { $0.taking(pairs.map(\.right)) }
        for key in work.coalesced {
            let (left, right) = (keys.left[key], keys.right[key])
            let values = pairs.map { pair in
                let value = pair.left.map { left[$0] } ?? .null
                return value.isNull ? pair.right.map { right[$0] } ?? .null : value
            }
            outputs.append(.column(RowColumn(left.type, values)))
        }
        return RowsMade(outputs, rows: pairs.count)
    }

    /// Both sides' keys, each pair in the type that holds the values of both.
    private static func commonKeys(
        _ left: [RowFeature], _ right: [RowFeature]
    ) throws -> (left: [RowColumn], right: [RowColumn]) {
        var keys: (left: [RowColumn], right: [RowColumn]) = ([], [])
        for (left, right) in zip(left, right) {
            let left = try left.singleColumn("a key of a join")
            let right = try right.singleColumn("a key of a join")
            var common = left.type ?? right.type
            if let leftType = left.type, let rightType = right.type {
                guard let unified = leftType.unified(with: rightType) else {
                    throw ComputeError(
                        .mismatch,
                        "the join compares \(leftType) with \(rightType) keys; give both the same type under their "
                            + "sources' 'types'")
                }
                common = unified
            }
            keys.left.append(try left.converted(to: common, exactly: true))
            keys.right.append(try right.converted(to: common, exactly: true))
        }
        return keys
    }

    /// The right rows by their keys.
    private struct RightRows {
        private var rows: [[RowValue]: [Int]] = [:]
        private let matchesNulls: Bool

        init(_ keys: (left: [RowColumn], right: [RowColumn]), rows count: Int, matchesNulls: Bool) {
            self.matchesNulls = matchesNulls
            for row in 0..<count { rows[keys.right.map { $0[row] }, default: []].append(row) }
        }

        /// Those that match row `row` of `keys`, in their order.
        func matching(_ keys: [RowColumn], _ row: Int) -> [Int] {
            let key = keys.map { $0[row] }
            if !matchesNulls && key.contains(where: \.isNull) { return [] }
            return rows[key] ?? []
        }
    }

    private static func pairs(
        _ join: LinkDeclaration.Join, _ matches: RightRows, _ keys: [RowColumn], _ rows: (left: Int, right: Int)
    ) throws -> [(left: Int?, right: Int?)] {
        var pairs: [(left: Int?, right: Int?)] = []
        var isMatched = [Bool](repeating: false, count: rows.right)
        for row in 0..<rows.left {
            let found = matches.matching(keys, row)
            switch join {
            case .semi: if !found.isEmpty { pairs.append((row, nil)) }
            case .anti: if found.isEmpty { pairs.append((row, nil)) }
            case .inner, .left, .right, .outer:
                for other in found {
                    pairs.append((row, other))
                    isMatched[other] = true
                }
                if found.isEmpty && (join == .left || join == .outer) { pairs.append((row, nil)) }
            case .asof: throw ComputeError(.internal, "an as-of join without its rule")
            }
        }
        if join == .right || join == .outer {
            pairs += (0..<rows.right).filter { !isMatched[$0] }.map { (nil, $0) }
        }
        return pairs
    }

    // MARK: As-of

    /// Every left row once, with the right row of its key that is as of its time, if there is one.
    private static func asOf(
        _ rule: LinkDeclaration.AsOf, _ left: RowColumn, _ right: RowColumn, _ matches: RightRows, _ keys: [RowColumn],
        rows: Int
    ) -> [(left: Int?, right: Int?)] {
        var ordered: [[RowValue]: [Int]] = [:]
        return (0..<rows).map { row in
            let key = keys.map { $0[row] }
            let candidates =
                ordered[key]
                ?? RowPartitions.sorted(
                    matches.matching(keys, row).filter { !right[$0].isNull }, by: [(right, false)])
            ordered[key] = candidates
            guard let time = tick(left[row]) else { return (row, nil) }
            return (row, asOf(rule, time, candidates, right))
        }
    }

    /// Of `candidates`, which are in order of time, equals in that of the rows.
    private static func asOf(
        _ rule: LinkDeclaration.AsOf, _ time: Int64, _ candidates: [Int], _ times: RowColumn
    ) -> Int? {
        func place(whereFirst holds: (Int64) -> Bool) -> Int {
            var low = 0
            var high = candidates.count
            while low < high {
                let middle = (low + high) / 2
                if let then = tick(times[candidates[middle]]), holds(then) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        func distance(_ row: Int) -> Int128 {
            let distance = Int128(tick(times[row]) ?? time) - Int128(time)
            return distance < 0 ? -distance : distance
        }
        func near(_ row: Int?) -> Int? {
            guard let row, let tolerance = rule.tolerance?.microseconds else { return row }
            return distance(row) <= Int128(tolerance) ? row : nil
        }
        let end = place { rule.allowExactMatches ? $0 > time : $0 >= time }
        let before = end > 0 ? near(candidates[end - 1]) : nil
        let start = place { rule.allowExactMatches ? $0 >= time : $0 > time }
        var after: Int?
        if start < candidates.count, let first = tick(times[candidates[start]]) {
            // Of equal times the last row.
            after = near(candidates[place { $0 > first } - 1])
        }
        switch rule.direction {
        case .backward: return before
        case .forward: return after
        case .nearest:
            guard let before, let after else { return before ?? after }
            return distance(before) <= distance(after) ? before : after
        }
    }

    /// A time as a number: microseconds, or days where both sides have dates, or an integer as it is.
    private static func tick(_ value: RowValue) -> Int64? {
        switch value {
        case .int(let number): number
        default: value.microseconds
        }
    }
}
