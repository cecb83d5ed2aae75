package import Columnar
package import Plan

/// Places of rows in an order.
package struct Rank: ColumnFeatureGroup {
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

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        guard let operation = read(call.operation(without: "_ranked")) else {
            throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        let partitions = Array(inputs[call.requirementRange(of: "partition_by", in: documentation)])
        let named = Array(inputs[call.requirementRange(of: "order_by", in: documentation)])
        let keys = named.isEmpty ? [inputs[0]] : named
        let order = try RowOrder(
            partitionBy: partitions, orderBy: keys, descending: call.options["descending"]?.boolValue ?? false,
            rows: rows)
        let peers = try Grouping(keys: partitions + keys, rows: rows).ids().integers()
        return try keys[0].withValidity { isRanked in
            if case .percentRank = operation {
                return try percentRanks(order, peers, isRanked: isRanked, rows: rows)
            }
            let ranks = try ColumnWriter<Int64>(count: rows)
            for partition in order.partitions {
                // Nulls come last.
                let ranked = partition.prefix { isRanked(order.rows[$0]) }
                number(ranked, operation, order, peers) { row, rank in ranks[row] = Int64(rank) }
                for place in ranked.endIndex..<partition.endIndex { ranks.setNull(order.rows[place]) }
            }
            return try ranks.finish()
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

    /// Calls `assign` with each row of `places` and its number.
    private func number(
        _ places: Range<Int>, _ operation: Operation, _ order: RowOrder, _ peers: [Int], assign: (Int, Int) -> Void
    ) {
        var rank = 0
        var dense = 0
        for (index, place) in places.enumerated() {
            let row = order.rows[place]
            if index == 0 || peers[row] != peers[order.rows[place - 1]] {
                rank = index + 1
                dense += 1
            }
            switch operation {
            case .rowNumber: assign(row, index + 1)
            case .rank, .percentRank: assign(row, rank)
            case .denseRank: assign(row, dense)
            case .ntile(let count): assign(row, Self.tile(of: index, rows: places.count, tiles: count))
            }
        }
    }

    /// The first `rows % tiles` tiles have one row more than the others.
    private static func tile(of index: Int, rows: Int, tiles: Int) -> Int {
        let size = rows / tiles
        let larger = rows % tiles
        let inLarger = larger * (size + 1)
        return index < inLarger ? index / (size + 1) + 1 : larger + (index - inLarger) / size + 1
    }

    private func percentRanks(
        _ order: RowOrder, _ peers: [Int], isRanked: (Int) -> Bool, rows: Int
    ) throws -> Column {
        let ranks = try ColumnWriter<Double>(count: rows)
        for partition in order.partitions {
            let ranked = partition.prefix { isRanked(order.rows[$0]) }
            let others = Double(max(ranked.count - 1, 1))
            number(ranked, .rank, order, peers) { row, rank in ranks[row] = Double(rank - 1) / others }
            for place in ranked.endIndex..<partition.endIndex { ranks.setNull(order.rows[place]) }
        }
        return try ranks.finish()
    }
}
