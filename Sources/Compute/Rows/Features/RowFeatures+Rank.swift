import Plan

extension RowFeatures {
    /// The place of each row in an order; a row whose first ordering value is null has none and does not count.
    static func ranked(_ call: RowCall) throws -> [RowValue] {
        let operation = call.operation(without: "_ranked")
        let keys = call["order_by"].isEmpty ? [call.values] : call["order_by"]
        let descending = call.call.options["descending"]?.boolValue ?? false
        let partitions = RowPartitions.of(
            call.rows, by: call["partition_by"], orderBy: keys.map { ($0, descending) })
        return try call.eachPartition(partitions) { rows in
            let ranked = rows.filter { !keys[0][$0].isNull }
            let ranks = ranks(of: ranked, keys)
            switch operation {
            case "row_number": return ranked.indices.map { .int(Int64($0 + 1)) }
            case "rank": return ranks.map { .int(Int64($0.rank)) }
            case "dense_rank": return ranks.map { .int(Int64($0.dense)) }
            case "percent_rank":
                return ranks.map { .double(ranked.count < 2 ? 0 : Double($0.rank - 1) / Double(ranked.count - 1)) }
            default:
                guard operation.hasPrefix("ntile_"), let tiles = Int(operation.dropFirst("ntile_".count)) else {
                    throw call.unknownOperation
                }
                return tiled(ranked.count, tiles)
            }
        }
    }

    /// Of rows in order: the place of the first equal one, and how many different ones there are up to it.
    private static func ranks(of rows: [Int], _ keys: [RowColumn]) -> [(rank: Int, dense: Int)] {
        var ranks: [(rank: Int, dense: Int)] = []
        for place in rows.indices {
            if place > 0, let last = ranks.last, keys.allSatisfy({ $0[rows[place]] == $0[rows[place - 1]] }) {
                ranks.append(last)
            } else {
                ranks.append((place + 1, (ranks.last?.dense ?? 0) + 1))
            }
        }
        return ranks
    }

    /// The number, from 1, of each row's tile: tiles of as equal size as can be, the first ones larger.
    private static func tiled(_ rows: Int, _ tiles: Int) -> [RowValue] {
        let (size, larger) = rows.quotientAndRemainder(dividingBy: tiles)
        var result: [RowValue] = []
        for tile in 0..<min(tiles, rows) {
            let count = size + (tile < larger ? 1 : 0)
            result += repeatElement(.int(Int64(tile + 1)), count: count)
        }
        return result
    }
}
