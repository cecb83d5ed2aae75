import Columnar

/// What was fitted to a feature that may be a family: one fit for its column, or one for each member.
package struct MemberFits<Fit: Codable & Sendable>: Codable, Sendable {
    package struct Member: Codable, Sendable {
        /// Nil: the feature is one column.
        var suffix: String?
        var fit: Fit
    }

    var columns: [Member]

    init(of data: FeatureData, _ fit: (Column) throws -> Fit) rethrows {
        switch data {
        case .column(let column): columns = [Member(suffix: nil, fit: try fit(column))]
        case .family(let family):
            columns = try family.members.map { Member(suffix: $0.suffix, fit: try fit($0.column)) }
        }
    }

    /// The feature with `transform` applied to each column and the fit of its suffix; nil for one that nothing was fitted to.
    func map(_ data: FeatureData, rows: Int, _ transform: (Column, Fit?) throws -> Column) rethrows -> FeatureData {
        switch data {
        case .column(let column):
            return .column(try transform(column, columns.first { $0.suffix == nil }?.fit))
        case .family(let family):
            let fits = Dictionary(columns.map { ($0.suffix, $0.fit) }) { first, _ in first }
            return .family(
                FeatureFamily(
                    try family.members.map {
                        .init(suffix: $0.suffix, column: try transform($0.column, fits[$0.suffix]))
                    }, rows: rows))
        }
    }
}
