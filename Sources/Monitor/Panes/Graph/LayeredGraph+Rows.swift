extension LayeredGraph {
    /// The row of each item's line, so that edges run straight where they can: every layer in turn takes the rows of its neighbours'
    /// median, in order and apart, to and fro. Long edges weigh more than short ones, as in Gansner, Koutsofios, North and Vo, "A
    /// Technique for Drawing Directed Graphs" (IEEE Trans. SE 19(3), 1993).
    ///
    /// - Parameters:
    ///   - reach: rows that a node takes above and below the row of its line.
    ///   - gap: rows left free between two nodes.
    /// - Returns: by item, 0 being the first row that anything takes.
    func rows(reach: Int, gap: Int) -> [Int] {
        var rows = [Int](repeating: 0, count: layerOf.count)
        for layer in layers {
            let offsets = offsets(of: layer, reach: reach, gap: gap)
            for (place, item) in layer.enumerated() { rows[item] = offsets[place] }
        }
        for sweep in 0..<8 {
            let isForward = sweep.isMultiple(of: 2)
            for layer in isForward ? Array(layers) : layers.reversed() {
                settle(layer, &rows, reach: reach, gap: gap) { item in
                    sweep >= 6
                        ? predecessors[item] + successors[item] : isForward ? predecessors[item] : successors[item]
                }
            }
        }
        let top = rows.indices.reduce(Int.max) { min($0, rows[$1] - (isDummy($1) ? 0 : reach)) }
        return rows.map { $0 - (top == .max ? 0 : top) }
    }

    /// The rows of a layer that is stacked as tightly as may be.
    private func offsets(of layer: [Int], reach: Int, gap: Int) -> [Int] {
        var offsets: [Int] = []
        var next = 0
        var before: Int?
        for item in layer {
            if let before, !isDummy(before), !isDummy(item) { next += gap }
            let extent = isDummy(item) ? 0 : reach
            offsets.append(next + extent)
            next += 2 * extent + 1
            before = item
        }
        return offsets
    }

    private func settle(_ layer: [Int], _ rows: inout [Int], reach: Int, gap: Int, _ neighbours: (Int) -> [Int]) {
        let offsets = offsets(of: layer, reach: reach, gap: gap)
        let wishes = layer.enumerated().map { place, item in
            let around = neighbours(item).map { rows[$0] }.sorted()
            guard !around.isEmpty else { return Wish(value: rows[item] - offsets[place], weight: 1) }
            let weight = neighbours(item).reduce(1) { sum, other in
                sum + (isDummy(item) && isDummy(other) ? 16 : isDummy(item) || isDummy(other) ? 4 : 2)
            }
            return Wish(value: around[(around.count - 1) / 2] - offsets[place], weight: weight)
        }
        for (place, value) in Wish.ascending(wishes).enumerated() { rows[layer[place]] = value + offsets[place] }
    }
}

/// A value that something would like to have, and how much.
private struct Wish {
    var value: Int
    var weight: Int

    /// Values that ascend and are as near to the wishes as may be, by the sum of weighted distances: pooling of adjacent violators
    /// with medians. O(wishes · log) where few pools meet, O(wishes²) at worst.
    static func ascending(_ wishes: [Wish]) -> [Int] {
        var pools: [(members: [Wish], median: Int)] = []
        for wish in wishes {
            var pool = (members: [wish], median: wish.value)
            while let last = pools.last, last.median >= pool.median {
                pools.removeLast()
                pool.members = merged(last.members, pool.members)
                pool.median = median(pool.members)
            }
            pools.append(pool)
        }
        return pools.flatMap { Array(repeating: $0.median, count: $0.members.count) }
    }

    private static func merged(_ left: [Wish], _ right: [Wish]) -> [Wish] {
        var result: [Wish] = []
        result.reserveCapacity(left.count + right.count)
        var (here, there) = (0, 0)
        while here < left.count || there < right.count {
            if there == right.count || here < left.count && left[here].value <= right[there].value {
                result.append(left[here])
                here += 1
            } else {
                result.append(right[there])
                there += 1
            }
        }
        return result
    }

    private static func median(_ sorted: [Wish]) -> Int {
        let half = (sorted.reduce(0) { $0 + $1.weight } + 1) / 2
        var sum = 0
        for wish in sorted {
            sum += wish.weight
            if sum >= half { return wish.value }
        }
        return 0
    }
}
