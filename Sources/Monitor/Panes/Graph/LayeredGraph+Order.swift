extension LayeredGraph {
    /// Orders the items of each layer so that few edges cross: sweeps by barycentre to and fro, of which the best order is kept,
    /// then exchanges of neighbours. O(sweeps · (items + edges) · log).
    mutating func reduceCrossings(sweeps: Int = 10) {
        guard layers.count > 1 else { return }
        var position = [Int](repeating: 0, count: layerOf.count)
        for layer in layers { for (place, item) in layer.enumerated() { position[item] = place } }
        var best = layers
        var fewest = Int.max
        var stale = 0
        for sweep in 0..<sweeps {
            if sweep.isMultiple(of: 2) {
                for place in layers.indices.dropFirst() { sort(place, by: predecessors, &position) }
            } else {
                for place in layers.indices.dropLast().reversed() { sort(place, by: successors, &position) }
            }
            let crossings = crossingCount(position)
            stale += 1
            if crossings < fewest {
                fewest = crossings
                best = layers
                stale = 0
            }
            if fewest == 0 || stale > 3 { break }
        }
        layers = best
        guard fewest > 0, layerOf.count <= 4_000 else { return }
        for layer in layers { for (place, item) in layer.enumerated() { position[item] = place } }
        for _ in 0..<6 where !exchangeNeighbours(&position) { break }
    }

    /// Pairs of edges that cross, by the places of the items in their layers. O(edges · log).
    func crossingCount(_ position: [Int]) -> Int {
        var total = 0
        for layer in layers.dropLast() {
            guard let first = layer.first else { continue }
            var tree = [Int](repeating: 0, count: layers[layerOf[first] + 1].count + 1)
            var entered = 0
            for item in layer {
                let targets = successors[item].map { position[$0] }
                for target in targets {
                    var passed = 0
                    var place = target + 1
                    while place > 0 {
                        passed += tree[place]
                        place &= place - 1
                    }
                    total += entered - passed
                }
                for target in targets {
                    var place = target + 1
                    while place < tree.count {
                        tree[place] += 1
                        place += place & -place
                    }
                }
                entered += targets.count
            }
        }
        return total
    }

    /// By the mean place of the neighbours on one side; items without any keep theirs.
    private mutating func sort(_ layer: Int, by neighbours: [[Int]], _ position: inout [Int]) {
        let keyed = layers[layer].map { item in
            let around = neighbours[item]
            let centre = around.reduce(0.0) { $0 + Double(position[$1]) }
            return (item: item, key: around.isEmpty ? Double(position[item]) : centre / Double(around.count))
        }
        // The standard sort is stable.
        layers[layer] = keyed.sorted { $0.key < $1.key }.map(\.item)
        for (place, item) in layers[layer].enumerated() { position[item] = place }
    }

    /// One pass that exchanges neighbours wherever that takes crossings away. Returns whether there was any.
    private mutating func exchangeNeighbours(_ position: inout [Int]) -> Bool {
        var hasChanged = false
        for layer in layers.indices where layers[layer].count > 1 {
            for place in 0..<layers[layer].count - 1 {
                let (upper, lower) = (layers[layer][place], layers[layer][place + 1])
                let before = crossings(of: upper, above: lower, position)
                guard before > 0, crossings(of: lower, above: upper, position) < before else { continue }
                layers[layer].swapAt(place, place + 1)
                position[upper] = place + 1
                position[lower] = place
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Of the edges of two items of a layer, if one were right above the other.
    private func crossings(of upper: Int, above lower: Int, _ position: [Int]) -> Int {
        var total = 0
        for neighbours in [predecessors, successors] {
            let below = neighbours[lower].map { position[$0] }.sorted()
            for neighbour in neighbours[upper] {
                for place in below {
                    if place >= position[neighbour] { break }
                    total += 1
                }
            }
        }
        return total
    }
}
