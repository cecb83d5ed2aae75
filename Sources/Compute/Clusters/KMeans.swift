/// Lloyd's algorithm (1982) from centres chosen as by k-means++ (Arthur, Vassilvitskii 2007). The same rows and the same seed give the
/// same clusters, everywhere.
struct KMeans {
    /// One after another, by their values ascending.
    let centres: [[Double]]

    /// How often it starts anew; the start with the least sum of squared distances is taken.
    private static let starts = 10
    private static let maximumTurns = 300
    /// The sum of squared moves, of rows whose columns have a deviation of 1, from which on centres stay: as scikit-learn has it.
    private static let stillness = 1e-4

    /// Nil where there are fewer different rows than clusters.
    init?(_ rows: CompleteRows, clusters: Int, seed: UInt64) {
        var randomness = SplitMix64(state: seed)
        var best: (centres: [Double], inertia: Double)?
        for _ in 0..<Self.starts {
            guard var centres = Self.spread(rows, clusters, &randomness) else { return nil }
            let inertia = Self.settle(&centres, rows, clusters)
            if inertia < best?.inertia ?? .infinity { best = (centres, inertia) }
        }
        guard let best else { return nil }
        centres = (0..<clusters).map { Array(best.centres[$0 * rows.width..<($0 + 1) * rows.width]) }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    init(centres: [[Double]]) { self.centres = centres }

    /// The cluster of a row; of centres equally near, the first.
    func cluster(of row: ArraySlice<Double>) -> Int {
        var nearest = (cluster: 0, distance: Double.infinity)
        for (cluster, centre) in centres.enumerated() {
            let distance = squaredDistance(row, centre[...])
            if distance < nearest.distance { nearest = (cluster, distance) }
        }
        return nearest.cluster
    }

    /// The first centre is any row, each further one a row with a probability in proportion to its squared distance from the nearest
    /// of those before. Nil where all rows are centres already.
    private static func spread(_ rows: CompleteRows, _ clusters: Int, _ randomness: inout SplitMix64) -> [Double]? {
        guard rows.count > 0 else { return nil }
        var chosen = Int(randomness.fraction() * Double(rows.count))
        var centres = Array(rows[chosen])
        var distances = [Double](repeating: .infinity, count: rows.count)
        for _ in 1..<max(clusters, 1) {
            var total = 0.0
            for place in 0..<rows.count {
                distances[place] = min(distances[place], squaredDistance(rows[place], rows[chosen]))
                total += distances[place]
            }
            guard total > 0 else { return nil }
            var wanted = randomness.fraction() * total
            var last = 0
            for place in 0..<rows.count where distances[place] > 0 {
                last = place
                wanted -= distances[place]
                if wanted < 0 { break }
            }
            chosen = last
            centres += rows[chosen]
        }
        return centres
    }

    /// Moves centres to the middle of their rows until none moves, or all together by hardly anything. Returns the sum of squared
    /// distances before the last move.
    private static func settle(_ centres: inout [Double], _ rows: CompleteRows, _ clusters: Int) -> Double {
        let width = rows.width
        var distances = [Double](repeating: 0, count: rows.count)
        for _ in 0..<maximumTurns {
            var sums = [Double](repeating: 0, count: centres.count)
            var counts = [Int](repeating: 0, count: clusters)
            assign(rows, centres, &distances, &sums, &counts)
            var moved = 0.0
            for cluster in 0..<clusters {
                // A centre without rows goes to the row that is farthest from its own.
                let farthest = counts[cluster] > 0 ? nil : distances.indices.max { distances[$0] < distances[$1] }
                for column in 0..<width {
                    let index = cluster * width + column
                    let next =
                        farthest.map { rows.values[$0 * width + column] } ?? sums[index] / Double(counts[cluster])
                    moved += (next - centres[index]) * (next - centres[index])
                    centres[index] = next
                }
                if let farthest { distances[farthest] = 0 }
            }
            if moved <= stillness { break }
        }
        return distances.reduce(0, +)
    }

    /// Finds the squared distance of each row from its nearest centre, and adds the row to that centre's sums.
    private static func assign(
        _ rows: CompleteRows, _ centres: [Double], _ distances: inout [Double], _ sums: inout [Double],
        _ counts: inout [Int]
    ) {
        let width = rows.width
        // Most of the time of a run goes by here, so it is done without checks of bounds.
        rows.values.withUnsafeBufferPointer { values in
            centres.withUnsafeBufferPointer { centres in
                for place in 0..<rows.count {
                    let row = place * width
                    var (nearest, least) = (0, Double.infinity)
                    for cluster in counts.indices {
                        var distance = 0.0
                        for column in 0..<width {
                            let difference = values[row + column] - centres[cluster * width + column]
                            distance += difference * difference
                        }
                        if distance < least { (nearest, least) = (cluster, distance) }
                    }
                    distances[place] = least
                    counts[nearest] += 1
                    for column in 0..<width { sums[nearest * width + column] += values[row + column] }
                }
            }
        }
    }
}

func squaredDistance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    var sum = 0.0
    var (left, right) = (a.startIndex, b.startIndex)
    while left < a.endIndex {
        let distance = a[left] - b[right]
        sum += distance * distance
        left += 1
        right += 1
    }
    return sum
}
