import Columnar
package import Plan

/// Turns categories into numbers.
package struct Encoding: FittedFeatureGroup {
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
        nulls: """
            Passed on; for onehot a null is 0 in every column. With a loaded artifact, so is a value that it does not have, and for \
            the others such a value is null.
            """,
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

    package func isFitted(_ call: FeatureCall) -> Bool { call.options["categories"] == nil }

    package func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> MemberFits<Values> {
        let operation = try operation(of: call)
        if operation == .onehot { _ = try inputs[0].singleColumn(for: call) }
        return try MemberFits(of: inputs[0]) { column in
            let type = try column.dataType
            if let categories = try Categories(call.options["categories"]?.scalars, of: type) {
                return Values(type: type?.description, values: categories.texts)
            }
            let found = try DistinctValues(column)
            let (texts, order) = try found.sorted()
            if operation == .onehot, texts.count > Self.maximumFamily {
                throw ComputeError(.data, Self.tooMany(texts.count))
            }
            return Values(
                type: type?.description, values: texts,
                shares: operation == .frequency
                    ? try found.shares(of: order, among: column.count - column.nullCount) : nil)
        }
    }

    package func apply(
        _ fit: MemberFits<Values>, _ call: FeatureCall, inputs: [FeatureData], rows: Int
    ) throws -> FeatureData {
        let operation = try operation(of: call)
        if operation == .onehot {
            let column = try inputs[0].singleColumn(for: call)
            let values = fit.columns.first?.fit ?? Values(type: nil, values: [])
            let found = try DistinctValues(column)
            let flags = try found.flags(values.values.count, places: values.places(of: found, call))
            return .family(FeatureFamily(suffixes: values.values, flags, rows: rows))
        }
        return try fit.map(inputs[0], rows: rows) { column, values in
            let found = try DistinctValues(column)
            let places = try values?.places(of: found, call) ?? Array(repeating: nil, count: found.count)
            guard operation == .frequency else { return try found.spread(places: places) }
            let shares = values?.shares ?? []
            return try found.spread(
                shares: places.map { $0.flatMap { shares.indices.contains($0) ? shares[$0] : nil } })
        }
    }

    /// The values that a column had when it was fitted to, or that the option lists.
    package struct Values: Codable, Sendable {
        /// The column's; nil where all of it was null.
        var type: String?
        /// As texts, in the order of their places.
        var values: [String]
        /// Of each: its share of the rows that were not null.
        var shares: [Double]?

        /// The place of each value that a column has now; nil for null and for a value that was not there.
        fileprivate func places(of found: DistinctValues, _ call: FeatureCall) throws -> [Int?] {
            if let type, let now = found.type, type != now.description {
                throw ComputeError(
                    .mismatch, "'\(call.operation)' was fitted to \(type) values, but these are \(now); fit it again")
            }
            let place = Dictionary(values.enumerated().map { (ExactText($1), $0) }) { first, _ in first }
            return try found.texts().map { $0.flatMap { place[ExactText($0)] } }
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

    static func tooMany(_ count: Int) -> String {
        "one-hot would make \(count) columns, more than \(maximumFamily); "
            + "use label_encoded, or name the values that matter in 'categories'"
    }

    /// The values that the option lists, as texts like those of the data.
    struct Categories {
        let texts: [String]

        /// Nil where the option is not set. Refuses what no value of `type` can be.
        init?(_ values: [OptionValue]?, of type: DataType?) throws(OptionProblem) {
            guard let values else { return nil }
            var texts: [String] = []
            var seen = Set<ExactText>()
            for value in values {
                let text = try Self.text(of: value, as: type)
                guard seen.insert(ExactText(text)).inserted else {
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
    fileprivate struct DistinctValues {
        /// Nil for a column of nulls.
        let type: DataType?
        private let grouping: Grouping
        private let values: Column

        init(_ column: Column) throws {
            type = try column.dataType
            grouping = try Grouping(keys: [column], rows: column.count)
            values = try column.take(grouping.firstRows())
        }

        var count: Int { values.count }

        /// Each value as text; nil for null.
        func texts() throws -> [String?] { try values.scalars().map { CellText.of($0.withoutSignOfZero) } }

        /// The values that are not null, sorted, and where each stands among all.
        func sorted() throws -> (texts: [String], order: [Int]) {
            let texts = try texts()
            let order = try Sorting.indices(by: [(values, false)]).integers().prefix(values.count - values.nullCount)
            return (order.compactMap { texts[$0] }, Array(order))
        }

        /// Of values of these places: each one's share of `total` rows.
        func shares(of places: [Int], among total: Int) throws -> [Double] {
            let counts = try grouping.counts().integers()
            return places.map { Double(counts[$0]) / Double(total) }
        }

        func spread(places: [Int?]) throws -> Column {
            try grouping.spread(Column(int64s: places.map { $0.map(Int64.init) }))
        }

        func spread(shares: [Double?]) throws -> Column { try grouping.spread(Column(doubles: shares)) }

        /// A column of 0 and 1 for each of `count` places.
        func flags(_ count: Int, places: [Int?]) throws -> [Column] {
            try grouping.ids().withUInt32s { ids in
                try (0..<count).map { wanted in
                    let isWanted = places.map { $0 == wanted }
                    let flags = try ColumnWriter<Int32>(count: ids.count)
                    try ParallelLoop.rows(ids.count) { rows in
                        for row in rows where isWanted[Int(ids[row])] { flags[row] = 1 }
                    }
                    return try flags.finish()
                }
            }
        }
    }
}

extension Scalar {
    /// Grouping takes -0.0 and 0.0 for one value.
    fileprivate var withoutSignOfZero: Scalar { self == .double(0) ? .double(0) : self }
}
