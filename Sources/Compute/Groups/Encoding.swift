import Columnar
package import Plan

/// Turns categories into numbers.
package struct Encoding: FeatureGroup {
    package let documentation = GroupDocumentation(
        name: "encoding",
        title: "Encoding",
        grammar: "x__{op}_encoded",
        summary: "Categories as numbers.",
        operations: [
            (
                "onehot_encoded",
                "one column `~value` for each value, sorted, or for each of `categories`, in their order; 1 where the row has it"
            ),
            ("label_encoded", "the place of the value among the sorted values, from 0"),
            ("ordinal_encoded", "the place of the value among `categories`, from 0; without them like label"),
            ("frequency_encoded", "the share of the rows that have the value, among those that are not null"),
        ],
        options: [
            .init(
                "categories", .values, default: "the values that occur, sorted",
                "for onehot and ordinal: the values to expect; others are 0 in every onehot column, and null for ordinal"
            )
        ],
        nulls: "Passed on; for onehot a null is 0 in every column.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                color
                red
                blue
                red

                """,
            feature: "color__onehot_encoded",
            output: """
                color__onehot_encoded~blue,color__onehot_encoded~red
                0,1
                1,0
                0,1

                """))

    /// Beyond this many columns a onehot is a mistake more often than not.
    static let maximumFamily = 1000

    package init() {}

    private enum Operation: String, CaseIterable { case onehot, label, ordinal, frequency }

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_encoded", operations: Operation.allCases.map(\.rawValue))
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        let operation = try operation(of: call)
        try call.allow(
            "categories", when: operation == .onehot || operation == .ordinal,
            users: "onehot_encoded and ordinal_encoded")
        guard let categories = call.options["categories"]?.scalars else { return }
        try _ = Categories(categories, of: nil)
        if categories.count > Self.maximumFamily && operation == .onehot {
            throw OptionProblem(option: "categories", Self.tooMany(categories.count))
        }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil { try _ = Categories(call.options["categories"]?.scalars, of: type) }
        switch try operation(of: call) {
        case .onehot: return .family(.int32)
        case .label, .ordinal: return .column(.int64)
        case .frequency: return .column(.float64)
        }
    }

    package func calculate(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let operation = try operation(of: call)
        if operation == .onehot { return try onehot(inputs[0].singleColumn(for: call), call, rows: rows) }
        return try FeatureData.mapMembers(of: inputs[...], call: call, rows: rows) { columns in
            let values = try DistinctValues(columns[0])
            if operation == .frequency { return try values.spread(shares: columns[0].count - columns[0].nullCount) }
            let categories = try Categories(call.options["categories"]?.scalars, of: columns[0].dataType)
            return try values.spread(places: categories.map(values.places(in:)) ?? values.sortedPlaces())
        }
    }
}

extension Encoding {
    private func operation(of call: FeatureCall) throws(OptionProblem) -> Operation {
        guard let operation = Operation(rawValue: String(call.operation(without: "_encoded"))) else {
            throw OptionProblem("there is no operation '\(call.operation)'")
        }
        return operation
    }

    private static func tooMany(_ count: Int) -> String {
        "one-hot would make \(count) columns, more than \(maximumFamily); "
            + "use label_encoded, or name the values that matter in 'categories'"
    }

    private func onehot(_ column: Column, _ call: FeatureCall, rows: Int) throws -> FeatureData {
        let values = try DistinctValues(column)
        let categories = try Categories(call.options["categories"]?.scalars, of: column.dataType)
        let places = try categories.map(values.places(in:)) ?? values.sortedPlaces()
        let suffixes = try categories?.texts ?? values.sortedTexts(places)
        guard suffixes.count <= Self.maximumFamily else { throw ComputeError(.data, Self.tooMany(suffixes.count)) }
        return .family(FeatureFamily(suffixes: suffixes, try values.flags(suffixes.count, places: places), rows: rows))
    }

    /// The values that the option lists, as texts like those of the data.
    struct Categories {
        let texts: [String]

        /// Nil where the option is not set. Refuses what no value of `type` can be.
        init?(_ values: [OptionValue]?, of type: DataType?) throws(OptionProblem) {
            guard let values else { return nil }
            var texts: [String] = []
            var seen = Set<String>()
            for value in values {
                let text = try Self.text(of: value, as: type)
                guard seen.insert(text).inserted else {
                    throw OptionProblem(option: "categories", "category \(value) is listed twice")
                }
                texts.append(text)
            }
            self.texts = texts
        }

        private static func text(of value: OptionValue, as type: DataType?) throws(OptionProblem) -> String {
            let text: String? =
                switch (type, value) {
                case (.string, .string(let text)): text
                case (.bool, .bool(let flag)): CellText.of(.bool(flag))
                case (.int32, .int(let number)), (.int64, .int(let number)): String(number)
                case (.float32, _), (.float64, _): value.doubleValue.map(CellText.text)
                case (.date, .string(let text)): TemporalText.date(text).flatMap { CellText.of(.date($0)) }
                case (.timestamp, .string(let text)):
                    TemporalText.timestamp(text).flatMap { CellText.of(.timestamp($0)) }
                case (nil, .string(let text)), (.decimal, .string(let text)): text
                case (nil, _): value.description
                default: nil
                }
            guard let text else {
                throw OptionProblem(
                    option: "categories", "category \(value) is no \(type?.description ?? "") value, as the column has")
            }
            return text
        }
    }

    /// The different values of a column, nulls left out, and which row has which.
    private struct DistinctValues {
        private let grouping: Grouping
        private let values: Column

        init(_ column: Column) throws {
            grouping = try Grouping(keys: [column], rows: column.count)
            values = try column.take(grouping.firstRows())
        }

        /// Each value's place among all, sorted; nil for null.
        func sortedPlaces() throws -> [Int?] {
            var places = [Int?](repeating: nil, count: values.count)
            let order = try Sorting.indices(by: [(values, false)]).integers()
            for (place, value) in order.prefix(values.count - values.nullCount).enumerated() { places[value] = place }
            return places
        }

        /// Each value's place in the list; nil for null and for what is not listed.
        func places(in categories: Categories) throws -> [Int?] {
            let place = Dictionary(uniqueKeysWithValues: categories.texts.enumerated().map { ($1, $0) })
            return try values.scalars().map { Self.text(of: $0).flatMap { place[$0] } }
        }

        func sortedTexts(_ places: [Int?]) throws -> [String] {
            var texts = [String](repeating: "", count: values.count - values.nullCount)
            for (value, place) in zip(try values.scalars(), places) {
                if let place, let text = Self.text(of: value) { texts[place] = text }
            }
            return texts
        }

        /// Both zeros are one value, whichever came first.
        private static func text(of value: Scalar) -> String? { CellText.of(value == .double(0) ? .double(0) : value) }

        func spread(places: [Int?]) throws -> Column {
            try grouping.spread(Column(int64s: places.map { $0.map(Int64.init) }))
        }

        /// Each value's share of `total` rows.
        func spread(shares total: Int) throws -> Column {
            let counts = try grouping.counts().integers()
            return try values.withValidity { isValid in
                try grouping.spread(
                    Column(doubles: counts.indices.map { isValid($0) ? Double(counts[$0]) / Double(total) : nil }))
            }
        }

        /// A column of 0 and 1 for each of `count` places.
        func flags(_ count: Int, places: [Int?]) throws -> [Column] {
            try grouping.ids().withUInt32s { ids in
                try (0..<count).map { wanted in
                    let isWanted = places.map { $0 == wanted }
                    let flags = try ColumnWriter<Int32>(count: ids.count)
                    for row in 0..<ids.count where isWanted[Int(ids[row])] { flags[row] = 1 }
                    return try flags.finish()
                }
            }
        }
    }
}
