import Columnar
import Plan

extension ArrowFramework {
    /// Left rows in their order, each with its matches in the right's order, then the unmatched right rows of right and outer
    /// joins; an as-of join has each left row once. A side whose rows all come through once and in order is shared and not
    /// copied.
    func join(_ work: JoinWork, _ inputs: [FeatureData], _ context: StepContext) throws -> StepProduct {
        var rest = inputs[...]
        func next(_ count: Int) -> [FeatureData] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let left = next(work.keys)
        let right = next(work.keys)
        let times = work.asOf == nil ? nil : try JoinKeys(next(1), next(1))
        let keys = try JoinKeys(left, right)
        let leftCarried = next(work.leftCarried)
        let rightCarried = next(work.rightCarried)

        let indices: (left: Column?, right: Column?)
        if let asOf = work.asOf, let times {
            indices = (nil, try keys.matches(times, asOf))
        } else {
            let matched = work.matchesNulls ? try keys.nullSafe() : keys
            let found = try JoinIndices.hash(left: matched.left, right: matched.right, kind: JoinKind(work.join))
            indices = (found.left, found.right)
        }
        try context.checkCancellation()

        let rows = (times ?? keys).rows
        let fromLeft = try RowSelection(indices: indices.left, of: rows.left)
        var outputs = try fromLeft.apply(to: leftCarried)
        let fromRight = try indices.right.map { try RowSelection(indices: $0, of: rows.right) }
        if let fromRight { outputs += try fromRight.apply(to: rightCarried) }
        for key in work.coalesced {
            let (left, right) = try keys.unified(key)
            var values = try fromLeft.apply(to: left)
            if values.nullCount > 0, let fromRight {
                values = try Kernel.column("coalesce", values, fromRight.apply(to: right))
            }
            outputs.append(.column(values))
        }
        return StepProduct(outputs: outputs, rows: fromLeft.count)
    }
}

extension JoinKind {
    fileprivate init(_ join: LinkDeclaration.Join) throws(ComputeError) {
        switch join {
        case .inner: self = .inner
        case .left: self = .left
        case .right: self = .right
        case .outer: self = .outer
        case .semi: self = .semi
        case .anti: self = .anti
        case .asof: throw ComputeError(.internal, "an as-of join without its rule")
        }
    }
}

/// What a join compares: pairs of columns, whose types go together but may differ.
private struct JoinKeys {
    private(set) var left: [Column] = []
    private(set) var right: [Column] = []
    /// Of each pair the type that holds the values of both; nil where neither has any.
    private var types: [DataType?] = []

    init(_ left: [FeatureData], _ right: [FeatureData]) throws {
        for (left, right) in zip(left, right) {
            let left = try left.singleColumn("a key of a join")
            let right = try right.singleColumn("a key of a join")
            let leftType = try left.dataType
            let rightType = try right.dataType
            var common = leftType ?? rightType
            if let leftType, let rightType {
                guard let unified = leftType.unified(with: rightType) else {
                    throw ComputeError(
                        .mismatch,
                        "the join compares \(leftType) with \(rightType) keys; give both the same type under their "
                            + "sources' 'types'")
                }
                common = unified
            }
            self.left.append(try left.typed(common))
            self.right.append(try right.typed(common))
            types.append(common)
        }
    }

    var rows: (left: Int, right: Int) { (left.first?.count ?? 0, right.first?.count ?? 0) }

    /// A pair in its common type. Throws for whole numbers beyond 2⁵³ where that is a float.
    func unified(_ key: Int) throws -> (left: Column, right: Column) {
        guard let type = types[key]?.columnType else { return (left[key], right[key]) }
        return (try left[key].cast(to: type), try right[key].cast(to: type))
    }

    /// Of each left row the right row that is as of its time.
    func matches(_ times: JoinKeys, _ rule: LinkDeclaration.AsOf) throws -> Column {
        let time = try times.unified(0)
        let direction: AsofMatching.Direction =
            switch rule.direction {
            case .backward: .backward
            case .forward: .forward
            case .nearest: .nearest
            }
        return try JoinIndices.asof(
            leftTime: time.left, rightTime: time.right, leftBy: left, rightBy: right,
            AsofMatching(
                direction: direction, tolerance: rule.tolerance?.microseconds,
                allowExactMatches: rule.allowExactMatches))
    }

    /// Keys under which nulls are equal: each pair with its nulls filled, and beside it whether they were null. Where neither
    /// side has nulls a pair stays as it is.
    func nullSafe() throws -> JoinKeys {
        var safe = self
        safe.left = []
        safe.right = []
        for index in left.indices {
            let pair = try unified(index)
            if pair.left.nullCount == 0 && pair.right.nullCount == 0 {
                safe.left.append(pair.left)
                safe.right.append(pair.right)
                continue
            }
            // Without any value that could fill them all rows are null, and whether they are is all there is to compare.
            if let filler = try pair.left.firstValue() ?? pair.right.firstValue() {
                safe.left.append(try pair.left.filled(with: filler))
                safe.right.append(try pair.right.filled(with: filler))
            }
            safe.left.append(try Kernel.column("is_null", pair.left))
            safe.right.append(try Kernel.column("is_null", pair.right))
        }
        return safe
    }
}

extension Column {
    /// A column of nulls without a type gets one.
    fileprivate func typed(_ type: DataType?) throws -> Column {
        guard self.type == .null, let type else { return self }
        return try cast(to: type.columnType)
    }

    /// The first value that is not null.
    fileprivate func firstValue() throws -> Scalar? {
        let value = try aggregate(.first).scalar(at: 0)
        return value.isNull ? nil : value
    }

    fileprivate func filled(with value: Scalar) throws -> Column {
        try Kernel.column("coalesce", [.column(self), .scalar(value)]).cast(to: type)
    }
}
