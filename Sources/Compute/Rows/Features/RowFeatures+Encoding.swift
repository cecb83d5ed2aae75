import Columnar
import Plan

extension RowFeatures {
    /// The place of each value among the sorted ones or among `categories`, or its share; null stays null.
    static func encoded(_ call: RowCall) throws -> [RowValue] {
        let values = call.values.values
        switch call.operation(without: "_encoded") {
        case "label", "ordinal":
            let places = try places(call)
            return values.map { places.find($0).map { .int(Int64($0)) } ?? .null }
        case "frequency":
            var counts: [RowValue: Double] = [:]
            for value in values where !value.isNull { counts[value, default: 0] += 1 }
            let total = counts.values.reduce(0, +)
            return values.map { value in counts[value].map { .double($0 / total) } ?? .null }
        default: throw call.unknownOperation
        }
    }

    /// A column of 0 and 1 for each value, or for each of `categories`.
    static func onehot(_ call: RowCall) throws -> RowFeature {
        let places = try places(call)
        guard places.texts.count <= Encoding.maximumFamily else {
            throw ComputeError(
                .data,
                "one-hot would make \(places.texts.count) columns, more than \(Encoding.maximumFamily); use label_encoded, "
                    + "or name the values that matter in 'categories'")
        }
        let columns = places.texts.indices.map { place in
            RowColumn(.int32, call.values.values.map { .int(places.find($0) == place ? 1 : 0) })
        }
        return .family(suffixes: places.texts, columns, rows: call.rows)
    }

    /// Where values stand.
    private struct Places {
        /// In their order.
        let texts: [String]
        let find: (RowValue) -> Int?
    }

    private static func places(_ call: RowCall) throws -> Places {
        let listed = call.call.options["categories"]?.scalars
        if let categories = try Encoding.Categories(listed, of: call.values.type) {
            let places = Dictionary(uniqueKeysWithValues: categories.texts.enumerated().map { (ExactText($1), $0) })
            return Places(texts: categories.texts) { value in text(of: value).flatMap { places[ExactText($0)] } }
        }
        var seen: Set<RowValue> = []
        let different = call.values.values.filter { !$0.isNull && seen.insert($0).inserted }
        let sorted = different.sorted { $0.order($1) < 0 }
        let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        return Places(texts: sorted.compactMap { text(of: $0) }) { places[$0] }
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
