package import Columnar
import Plan

/// What the Arrow framework holds for one slot.
package enum FeatureData: SlotData {
    case column(Column)
    case family(FeatureFamily)

    package var rowCount: Int {
        switch self {
        case .column(let column): column.count
        case .family(let family): family.rowCount
        }
    }

    package var byteCount: Int {
        switch self {
        case .column(let column): column.byteCount
        case .family(let family): family.members.reduce(0) { $0 + $1.column.byteCount }
        }
    }

    package var buffers: [DataBuffer] {
        columns.flatMap { column in
            column.buffers.map { DataBuffer(address: $0.address, byteCount: $0.byteCount) }
        }
    }

    /// The column, or the family's members.
    package var columns: [Column] {
        switch self {
        case .column(let column): [column]
        case .family(let family): family.members.map(\.column)
        }
    }

    /// The same with every column replaced, such as by some of its rows. `rows` is the new number of rows.
    package func map(rows: Int, _ transform: (Column) throws -> Column) rethrows -> FeatureData {
        switch self {
        case .column(let column):
            return .column(try transform(column))
        case .family(let family):
            return .family(
                FeatureFamily(
                    try family.members.map { .init(suffix: $0.suffix, column: try transform($0.column)) }, rows: rows))
        }
    }
}

/// The columns of one feature that has several, named by suffixes: `color__onehot_encoded~red`.
package struct FeatureFamily: Sendable {
    package struct Member: Sendable {
        package var suffix: String
        package var column: Column
        package init(suffix: String, column: Column) {
            self.suffix = suffix
            self.column = column
        }
    }

    /// May be empty: one-hot of a column that has only nulls.
    package let members: [Member]
    package let rowCount: Int

    package init(_ members: [Member], rows: Int) {
        self.members = members
        self.rowCount = rows
    }

    package init(suffixes: [String], _ columns: [Column], rows: Int) {
        self.init(zip(suffixes, columns).map { Member(suffix: $0, column: $1) }, rows: rows)
    }

    package var suffixes: [String] { members.map(\.suffix) }
}

extension FeatureData {
    /// The column, for work that has no meaning for several; `use` says what the work is.
    package func singleColumn(_ use: String) throws(ComputeError) -> Column {
        switch self {
        case .column(let column):
            return column
        case .family(let family):
            let names = family.members.prefix(3).map { "~\($0.suffix)" }.joined(separator: ", ")
            throw ComputeError(
                .mismatch,
                "\(use) takes one column, but this feature is a family of \(family.members.count) columns (\(names)"
                    + (family.members.count > 3 ? ", …)" : ")"))
        }
    }

    func singleColumn(for call: FeatureCall) throws(ComputeError) -> Column {
        try singleColumn(call.operation.isEmpty ? "an expression" : "'\(call.operation)'")
    }

    /// Applies an operation on single columns to features of which some may be families: member by member, a column with each.
    /// Several families must have the same suffixes.
    static func mapMembers(
        of inputs: ArraySlice<FeatureData>, call: FeatureCall, rows: Int, _ operation: ([Column]) throws -> Column
    ) throws -> FeatureData {
        var suffixes: [String]?
        for case .family(let family) in inputs {
            let own = family.suffixes
            if let suffixes, suffixes != own {
                throw ComputeError(
                    .mismatch,
                    "'\(call.operation)' takes families of columns only where their suffixes agree, but they are "
                        + "~\(suffixes.joined(separator: ", ~")) and ~\(own.joined(separator: ", ~"))")
            }
            suffixes = own
        }
        guard let suffixes else { return .column(try operation(inputs.flatMap(\.columns))) }
        let members = try suffixes.indices.map { index in
            let columns = inputs.map { input in
                switch input {
                case .column(let column): column
                case .family(let family): family.members[index].column
                }
            }
            return FeatureFamily.Member(suffix: suffixes[index], column: try operation(columns))
        }
        return .family(FeatureFamily(members, rows: rows))
    }
}
