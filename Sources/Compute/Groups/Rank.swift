import Columnar
package import Plan

/// Places of rows in an order.
package struct Rank: OrderedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "rank",
        title: "Rank",
        grammar: "x__{op}_ranked",
        summary: """
            The row's place among the rows, or among those of its partition, in the order of `order_by`; without it, of the feature \
            itself. NaN is greater than every number.
            """,
        operations: [
            ("row_number_ranked", "1, 2, 3, …; equal rows in the order of the rows"),
            ("rank_ranked", "equal rows have the place of the first of them: 1, 2, 2, 4"),
            ("dense_rank_ranked", "without gaps: 1, 2, 2, 3"),
            ("percent_rank_ranked", "(rank − 1) / (rows − 1), float64; 0 for a single row"),
            (
                "ntile_{N}_ranked",
                "the number, from 1, of N groups of as equal size as can be; the first ones are larger"
            ),
        ],
        options: [
            .partitionBy,
            .init("order_by", .features, default: "the feature itself", "what ranks the rows"),
            .init("descending", .flag, default: "false", "whether the greatest comes first"),
        ],
        nulls: "A row whose (first) ordering value is null has no rank: null. It does not count.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                speed
                7
                9

                9
                3

                """,
            feature: "{name: speed__rank_ranked, options: {descending: true}}",
            output: """
                speed__rank_ranked
                3
                1

                1
                4

                """))

    package init() {}

    private enum Operation {
        case rowNumber, rank, denseRank, percentRank
        case ntile(Int)
    }

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasSuffix("_ranked") else { return .no }
        if read(operation.dropLast("_ranked".count)) != nil { return .yes(.exactly(1)) }
        return .unknown(
            segments: ["row_number", "rank", "dense_rank", "percent_rank", "ntile_4"].map { $0 + "_ranked" })
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if case .percentRank? = read(call.operation(without: "_ranked")) { return .column(.float64) }
        return .column(.int64)
    }

    package func ordering(of call: FeatureCall) -> RowOrdering? {
        let descending = call.options["descending"]?.boolValue ?? false
        var ordering =
            rowOrdering(of: call, descending: descending)
            ?? RowOrdering(partitions: [], keys: [], descending: descending)
        if ordering.keys.isEmpty { ordering.keys = [0] }
        return ordering
    }

    func column(_ call: FeatureCall, inputs: [Column], order: () throws -> RowOrder, rows: Int) throws -> Column {
        guard let operation = read(call.operation(without: "_ranked")) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let named = inputs[call.requirementRange(of: "order_by", in: documentation)]
        return try (named.first ?? inputs[0]).withValidity { isRanked in
            try order().walk { places in
                if case .percentRank = operation { return try percentRanks(places, isRanked, rows: rows) }
                let ranks = try ColumnWriter<Int64>(count: rows)
                try rank(
                    places, operation, isRanked, assign: { row, rank, _ in ranks[row] = Int64(rank) },
                    none: { ranks.setNull($0) })
                return try ranks.finish()
            }
        }
    }

    private func read(_ text: Substring) -> Operation? {
        switch text {
        case "row_number": return .rowNumber
        case "rank": return .rank
        case "dense_rank": return .denseRank
        case "percent_rank": return .percentRank
        default:
            guard text.hasPrefix("ntile_"), let count = Int(text.dropFirst("ntile_".count)), count > 0,
                text.dropFirst("ntile_".count) == String(count)
            else { return nil }
            return .ntile(count)
        }
    }

    /// Calls `assign` with each row that is ranked, its number, and how many of its partition are ranked; `none` with the other rows;
    /// on several threads at once.
    @inline(__always)
    private func rank(
        _ places: RowPlaces, _ operation: Operation, _ isRanked: (Int) -> Bool, assign: (Int, Int, Int) -> Void,
        none: (Int) -> Void
    ) throws {
        try places.forEachPartitionInParallel { partition in
            rank(partition, of: places, operation, isRanked, assign: assign, none: none)
        }
    }

    @inline(__always)
    private func rank(
        _ partition: Range<Int>, of places: RowPlaces, _ operation: Operation, _ isRanked: (Int) -> Bool,
        assign: (Int, Int, Int) -> Void, none: (Int) -> Void
    ) {
        // Nulls come last.
        var count = partition.count
        while count > 0, !isRanked(places.row(partition.lowerBound + count - 1)) { count -= 1 }
        var (rank, dense) = (0, 0)
        for index in 0..<count {
            let place = partition.lowerBound + index
            if places.startsPeers(place) {
                rank = index + 1
                dense += 1
            }
            let number =
                switch operation {
                case .rowNumber: index + 1
                case .rank, .percentRank: rank
                case .denseRank: dense
                case .ntile(let tiles): Self.tile(of: index, rows: count, tiles: tiles)
                }
            assign(places.row(place), number, count)
        }
        for place in partition.dropFirst(count) { none(places.row(place)) }
    }

    /// The first `rows % tiles` tiles have one row more than the others.
    private static func tile(of index: Int, rows: Int, tiles: Int) -> Int {
        let size = rows / tiles
        let larger = rows % tiles
        let inLarger = larger * (size + 1)
        return index < inLarger ? index / (size + 1) + 1 : larger + (index - inLarger) / size + 1
    }

    private func percentRanks(_ places: RowPlaces, _ isRanked: (Int) -> Bool, rows: Int) throws -> Column {
        let ranks = try ColumnWriter<Double>(count: rows)
        try rank(
            places, .rank, isRanked,
            assign: { row, rank, count in ranks[row] = Double(rank - 1) / Double(max(count - 1, 1)) },
            none: { ranks.setNull($0) })
        return try ranks.finish()
    }
}
