import Columnar

/// A selection of an evaluation's rows.
enum RowMask {
    case all
    case none
    /// Bool without nulls.
    case some(Column)

    /// The rows where `predicate` (bool, or null) is `flag`; with `orNull` also those where it is null.
    init(where predicate: ExpressionValue, is flag: Bool, orNull: Bool = false) throws {
        if let scalar = predicate.scalar {
            self = (scalar == .null ? orNull : scalar == .bool(flag)) ? .all : .none
            return
        }
        let same = flag ? predicate.datum : try Kernel.call("invert", [predicate.datum])
        guard case .column(let column) = same else { throw ComputeError(.internal, "a predicate is no column") }
        self = .some(
            column.nullCount == 0 ? column : try Kernel.column("coalesce", [same, .scalar(.bool(orNull))]))
    }

    /// The rows where `value` is null.
    init(whereNull value: ExpressionValue) throws {
        if let scalar = value.scalar {
            self = scalar == .null ? .all : .none
        } else {
            self = .some(try Kernel.column("is_null", [value.datum], .null(nanIsNull: false)))
        }
    }

    func intersection(_ other: RowMask) throws -> RowMask {
        switch (self, other) {
        case (.none, _), (_, .none): return .none
        case (.all, let mask), (let mask, .all): return mask
        case (.some(let left), .some(let right)): return .some(try Kernel.column("and", left, right))
        }
    }

    func inverted() throws -> RowMask {
        switch self {
        case .all: .none
        case .none: .all
        case .some(let mask): .some(try Kernel.column("invert", mask))
        }
    }

    /// `chosen` in these rows, `other` in the rest; both of the type `type`.
    func choose(
        _ chosen: ExpressionValue, _ other: ExpressionValue
    ) throws -> ExpressionValue {
        switch self {
        case .all: return chosen
        case .none: return other
        case .some(let mask):
            if chosen.isNull && other.isNull { return chosen }
            let type = chosen.type ?? other.type
            return try ExpressionValue(Kernel.call("if_else", [.column(mask), chosen.datum, other.datum]), as: type)
        }
    }
}
