extension MemberFits {
    init(of feature: RowFeature, _ fit: (RowColumn) throws -> Fit) rethrows {
        switch feature {
        case .column(let column): columns = [Member(suffix: nil, fit: try fit(column))]
        case .family(let suffixes, let members, _):
            columns = try zip(suffixes, members).map { Member(suffix: $0, fit: try fit($1)) }
        }
    }

    /// As over Arrow's columns.
    func map(_ feature: RowFeature, _ transform: (RowColumn, Fit?) throws -> RowColumn) rethrows -> RowFeature {
        func fit(of suffix: String?) -> Fit? { columns.first { $0.suffix == suffix }?.fit }
        switch feature {
        case .column(let column): return .column(try transform(column, fit(of: nil)))
        case .family(let suffixes, let members, let rows):
            let transformed = try zip(suffixes, members).map { try transform($1, fit(of: $0)) }
            return .family(suffixes: suffixes, transformed, rows: rows)
        }
    }
}
