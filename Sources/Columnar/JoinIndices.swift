internal import CArrow

/// How an equality join keeps rows without a match.
package enum JoinKind: Sendable, Hashable {
    case inner, left, right, outer
    /// Left rows that have a match, once each.
    case semi
    /// Left rows that have none.
    case anti
}

/// Row numbers (int64) of the two sides of a join, row by row of the result; null where a side has no match.
package struct JoinIndices: Sendable {
    package let left: Column
    /// nil for semi and anti joins.
    package let right: Column?

    /// Left rows in their order, each with its matches in the right's order, then for right and outer joins the
    /// unmatched right rows in theirs. Null keys match nothing; NaN matches NaN. Keys of different integer, float, text
    /// or time types are compared by value; others throw `.unsupported`. Linear in the rows of both sides and the result.
    package static func hash(
        left: [Column], right: [Column], kind: JoinKind
    ) throws(ColumnarError) -> JoinIndices {
        guard left.count == right.count else {
            throw ColumnarError(.invalid, "\(left.count) keys on the left and \(right.count) on the right")
        }
        let leftKeys = left.map(\.handle.pointer)
        let rightKeys = right.map(\.handle.pointer)
        var leftRows: OpaquePointer?
        var rightRows: OpaquePointer?
        try ColumnarError.check { error in
            withExtendedLifetime((left, right)) {
                carrow_join_indices(leftKeys, rightKeys, leftKeys.count, kind.cKind, &leftRows, &rightRows, error)
            }
        }
        guard let leftRows else { throw ColumnarError(.internal, "a join without rows") }
        return JoinIndices(left: Column(taking: leftRows), right: rightRows.map { Column(taking: $0) })
    }
}

/// Which right row an as-of join takes for a left row's time.
package struct AsofMatching: Sendable, Hashable {
    package enum Direction: Sendable, Hashable {
        /// The latest row that is not later.
        case backward
        /// The earliest row that is not earlier.
        case forward
        /// The closer of the two; at equal distance the backward one.
        case nearest
    }

    package var direction: Direction
    /// The greatest distance that still matches, inclusive: microseconds for timestamps and dates, else the integers'
    /// own unit. nil: any.
    package var tolerance: Int64?
    /// Whether a row of the very same time matches.
    package var allowExactMatches: Bool

    package init(direction: Direction = .backward, tolerance: Int64? = nil, allowExactMatches: Bool = true) {
        self.direction = direction
        self.tolerance = tolerance
        self.allowExactMatches = allowExactMatches
    }
}

extension JoinIndices {
    /// Of each left row the right row (int64, null where none) whose keys are equal and whose time is the closest that
    /// `matching` allows; of several right rows of that time the last. Null keys and null times match nothing. Neither
    /// side need be sorted. Throws `.unsupported` where the times are neither timestamps or dates nor integers.
    package static func asof(
        leftTime: Column, rightTime: Column, leftBy: [Column] = [], rightBy: [Column] = [], _ matching: AsofMatching
    ) throws(ColumnarError) -> Column {
        guard leftBy.count == rightBy.count else {
            throw ColumnarError(.invalid, "\(leftBy.count) keys on the left and \(rightBy.count) on the right")
        }
        if let tolerance = matching.tolerance, tolerance < 0 {
            throw ColumnarError(.invalid, "the tolerance \(tolerance) is negative")
        }
        let leftKeys = leftBy.map(\.handle.pointer)
        let rightKeys = rightBy.map(\.handle.pointer)
        let options = CArrowAsof(
            direction: matching.direction.cDirection, tolerance: matching.tolerance ?? -1,
            allow_exact_matches: matching.allowExactMatches)
        return Column(
            taking: try ColumnarError.make { error in
                withExtendedLifetime((leftBy, rightBy)) {
                    carrow_join_asof(
                        leftTime.handle.pointer, rightTime.handle.pointer, leftKeys, rightKeys, leftKeys.count, options,
                        error)
                }
            })
    }
}

extension AsofMatching.Direction {
    fileprivate var cDirection: CArrowDirection {
        switch self {
        case .backward: CARROW_BACKWARD
        case .forward: CARROW_FORWARD
        case .nearest: CARROW_NEAREST
        }
    }
}

extension JoinKind {
    fileprivate var cKind: CArrowJoin {
        switch self {
        case .inner: CARROW_JOIN_INNER
        case .left: CARROW_JOIN_LEFT
        case .right: CARROW_JOIN_RIGHT
        case .outer: CARROW_JOIN_OUTER
        case .semi: CARROW_JOIN_SEMI
        case .anti: CARROW_JOIN_ANTI
        }
    }
}
