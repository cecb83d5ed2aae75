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
