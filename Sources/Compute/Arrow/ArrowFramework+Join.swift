import Columnar
import Plan

extension ArrowFramework {
    /// Left rows in their order, each with its matches in the right's order, then the unmatched right rows of right and outer
    /// joins. A side whose rows all come through once and in order is shared and not copied.
    func join(_ work: JoinWork, _ step: Step, _ inputs: [FeatureData], _ context: StepContext) throws -> StepProduct {
        let kind = try kind(of: work.join)
        var rest = inputs[...]
        func next(_ count: Int) -> [FeatureData] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let leftKeyData = next(work.keys), rightKeyData = next(work.keys)
        let leftCarried = next(work.leftCarried), rightCarried = next(work.rightCarried)
        let (left, right) = try keys(leftKeyData, rightKeyData)
        let leftRows = left.first?.count ?? 0, rightRows = right.first?.count ?? 0

        let matched = work.matchesNulls ? try nullSafe((left, right)) : (left: left, right: right)
        let indices = try JoinIndices.hash(left: matched.left, right: matched.right, kind: kind)
        try context.checkCancellation()

        let fromLeft = try RowSelection(indices: indices.left, of: leftRows)
        var outputs = try fromLeft.apply(to: leftCarried)
        if let rightIndices = indices.right {
            let fromRight = try RowSelection(indices: rightIndices, of: rightRows)
            outputs += try fromRight.apply(to: rightCarried)
            for key in work.coalesced {
                var values = try fromLeft.apply(to: left[key])
                if values.nullCount > 0 {
                    values = try Kernel.column("coalesce", values, fromRight.apply(to: right[key]))
                }
                outputs.append(.column(values))
            }
        } else {
            for key in work.coalesced { outputs.append(.column(try fromLeft.apply(to: left[key]))) }
        }
        return StepProduct(outputs: outputs, rows: indices.left.count)
    }

    private func kind(of join: LinkDeclaration.Join) throws(ComputeError) -> JoinKind {
        switch join {
        case .inner: .inner
        case .left: .left
        case .right: .right
        case .outer: .outer
        case .semi: .semi
        case .anti: .anti
        case .asof: throw ComputeError(.unsupported, "as-of joins are not available in this version")
        }
    }

    /// The keys of both sides, each pair of one type.
    private func keys(_ left: [FeatureData], _ right: [FeatureData]) throws -> (left: [Column], right: [Column]) {
        var keys: (left: [Column], right: [Column]) = ([], [])
        for (left, right) in zip(left, right) {
            let left = try left.singleColumn("a key of a join"), right = try right.singleColumn("a key of a join")
            guard let leftType = try left.dataType, let rightType = try right.dataType, leftType != rightType else {
                keys.left.append(left)
                keys.right.append(right)
                continue
            }
            guard let common = leftType.unified(with: rightType) else {
                throw ComputeError(
                    .mismatch,
                    "the join compares \(leftType) with \(rightType) keys; give both the same type under their sources' 'types'"
                )
            }
            keys.left.append(try left.cast(to: common.columnType))
            keys.right.append(try right.cast(to: common.columnType))
        }
        return keys
    }

    /// Keys under which nulls are equal: each pair with its nulls filled, and beside it whether they were null. Where neither
    /// side has nulls a pair stays as it is.
    private func nullSafe(_ keys: (left: [Column], right: [Column])) throws -> (left: [Column], right: [Column]) {
        var safe: (left: [Column], right: [Column]) = ([], [])
        for (left, right) in zip(keys.left, keys.right) {
            if left.nullCount == 0 && right.nullCount == 0 {
                safe.left.append(left)
                safe.right.append(right)
                continue
            }
            // Without any value that could fill them all rows are null, and whether they are is all there is to compare.
            if let filler = try left.firstValue() ?? right.firstValue() {
                safe.left.append(try left.filled(with: filler))
                safe.right.append(try right.filled(with: filler))
            }
            safe.left.append(try Kernel.column("is_null", left))
            safe.right.append(try Kernel.column("is_null", right))
        }
        return safe
    }
}

extension Column {
    /// The first value that is not null.
    fileprivate func firstValue() throws -> Scalar? {
        let value = try aggregate(.first).scalar(at: 0)
        return value.isNull ? nil : value
    }

    fileprivate func filled(with value: Scalar) throws -> Column {
        try Kernel.column("coalesce", [.column(self), .scalar(value)]).cast(to: type)
    }
}
