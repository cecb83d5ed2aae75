import Columnar
import Plan

/// The place of each value among the sorted ones or among `categories`, its share, or a column of 0 and 1 for each value.
enum RowEncoding: FittedRowGroup {
    static func fit(_ call: RowCall) throws -> MemberFits<Encoding.Values> {
        guard let feature = call.features.first else { throw call.unknownOperation }
        let isOnehot = call.call.operation == "onehot_encoded"
        if isOnehot { _ = try feature.singleColumn("'\(call.call.operation)'") }
        return try MemberFits(of: feature) { column in
            let type = column.type?.description
            if let categories = try Encoding.Categories(call.call.options["categories"]?.scalars, of: column.type) {
                return Encoding.Values(type: type, values: categories.texts)
            }
            var counts: [RowValue: Int] = [:]
            for value in column.values where !value.isNull { counts[value, default: 0] += 1 }
            let sorted = counts.keys.sorted { $0.order($1) < 0 }
            if isOnehot && sorted.count > Encoding.maximumFamily {
                throw ComputeError(.data, Encoding.tooMany(sorted.count))
            }
            let total = counts.values.reduce(0, +)
            return Encoding.Values(
                type: type, values: sorted.compactMap(text(of:)),
                shares: call.call.operation == "frequency_encoded"
                    ? sorted.map { Double(counts[$0] ?? 0) / Double(total) } : nil)
        }
    }

    static func apply(_ fit: MemberFits<Encoding.Values>, _ call: RowCall) throws -> RowFeature {
        guard let feature = call.features.first else { throw call.unknownOperation }
        switch call.operation(without: "_encoded") {
        case "onehot":
            let column = try feature.singleColumn("'\(call.call.operation)'")
            let values = fit.columns.first?.fit ?? Encoding.Values(type: nil, values: [])
            let places = try places(of: column, in: values, call)
            let columns = values.values.indices.map { place in
                RowColumn(.int32, places.map { .int($0 == place ? 1 : 0) })
            }
            return .family(suffixes: values.values, columns, rows: call.rows)
        case "label", "ordinal":
            return try fit.map(feature) { column, values in
                let places = try places(of: column, in: values, call)
                return RowColumn(.int64, places.map { $0.map { .int(Int64($0)) } ?? .null })
            }
        case "frequency":
            return try fit.map(feature) { column, values in
                let shares = values?.shares ?? []
                let places = try places(of: column, in: values, call)
                return RowColumn(
                    .float64,
                    places.map { place in
                        place.flatMap { shares.indices.contains($0) ? .double(shares[$0]) : nil } ?? .null
                    })
            }
        default: throw call.unknownOperation
        }
    }

    /// Of each row: the place of its value; nil for null and for a value that has none.
    private static func places(
        of column: RowColumn, in values: Encoding.Values?, _ call: RowCall
    ) throws(RowProblem) -> [Int?] {
        guard let values else { return column.values.map { _ in nil } }
        if let fitted = values.type, let now = column.type?.description, fitted != now {
            throw RowProblem(
                .mismatch,
                "'\(call.call.operation)' was fitted to \(fitted) values, but these are \(now); fit it again")
        }
        let places = Dictionary(values.values.enumerated().map { (ExactText($1), $0) }) { first, _ in first }
        return column.values.map { text(of: $0).flatMap { places[ExactText($0)] } }
    }

    /// As columns are named by values; nil for null.
    private static func text(of value: RowValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        // Both zeros are one value.
        case .double(let number): CellText.text(number == 0 ? 0 : number)
        case .binary(let bytes): CellText.of(.binary(bytes))
        default: value.messageText
        }
    }
}
