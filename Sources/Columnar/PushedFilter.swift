internal import CArrow

/// A condition on one column that a reader applies before anything else sees the rows. Null and, in comparisons, NaN do
/// not pass.
package struct PushedFilter: Sendable {
    package enum Condition: Sendable {
        case equal(Scalar)
        case less(Scalar)
        case lessOrEqual(Scalar)
        case greater(Scalar)
        case greaterOrEqual(Scalar)
        case isIn(Column)
        case isNotNull
    }

    package var column: String
    package var condition: Condition

    package init(_ column: String, _ condition: Condition) {
        self.column = column
        self.condition = condition
    }

    /// Which rows of `values` pass (bool, may be null where a row does not).
    package func mask(of values: Column) throws(ColumnarError) -> Column {
        switch condition {
        case .equal(let scalar): try Kernel.column("equal", [.column(values), .scalar(scalar)])
        case .less(let scalar): try Kernel.column("less", [.column(values), .scalar(scalar)])
        case .lessOrEqual(let scalar): try Kernel.column("less_equal", [.column(values), .scalar(scalar)])
        case .greater(let scalar): try Kernel.column("greater", [.column(values), .scalar(scalar)])
        case .greaterOrEqual(let scalar): try Kernel.column("greater_equal", [.column(values), .scalar(scalar)])
        case .isIn(let set): try Kernel.column("is_in", [.column(values)], .setLookup(set.cast(to: values.type)))
        case .isNotNull: try Kernel.column("is_valid", values)
        }
    }
}

extension [PushedFilter] {
    /// Which rows of the table pass all of these filters, at least one.
    func mask(of table: Table) throws(ColumnarError) -> Column {
        guard let first else { throw ColumnarError(.invalid, "nothing to filter by") }
        var mask = try first.mask(of: table.column(first.column))
        for filter in dropFirst() {
            mask = try Kernel.column("and_kleene", mask, filter.mask(of: table.column(filter.column)))
        }
        return mask
    }
}

// MARK: The C border

extension PushedFilter {
    private var cComparison: CArrowComparison {
        switch condition {
        case .equal: CARROW_EQUAL
        case .less: CARROW_LESS
        case .lessOrEqual: CARROW_LESS_EQUAL
        case .greater: CARROW_GREATER
        case .greaterOrEqual: CARROW_GREATER_EQUAL
        case .isIn: CARROW_IS_IN
        case .isNotNull: CARROW_IS_NOT_NULL
        }
    }

    private var operand: Scalar? {
        switch condition {
        case .equal(let scalar), .less(let scalar), .lessOrEqual(let scalar), .greater(let scalar),
            .greaterOrEqual(let scalar):
            scalar
        case .isIn, .isNotNull: nil
        }
    }

    private var set: Column? {
        if case .isIn(let column) = condition { column } else { nil }
    }

    /// Calls `body` with the C form of the filters, alive during the call.
    static func withCFilters<Result>(
        _ filters: [PushedFilter], _ body: (UnsafePointer<CArrowFilter>?, Int) -> Result
    ) throws(ColumnarError) -> Result {
        var scalars: [ScalarHandle?] = []
        for filter in filters {
            if let operand = filter.operand { scalars.append(try ScalarHandle(operand)) } else { scalars.append(nil) }
        }
        return withExtendedLifetime((filters, scalars)) {
            withCStrings(filters.map(\.column)) { names in
                let cFilters = filters.indices.map { index in
                    CArrowFilter(
                        column: names[index], comparison: filters[index].cComparison, value: scalars[index]?.pointer,
                        values: filters[index].set?.handle.pointer)
                }
                return cFilters.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
            }
        }
    }
}
