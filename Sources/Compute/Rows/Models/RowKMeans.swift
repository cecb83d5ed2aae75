/// Lloyd's algorithm (1982) from starts chosen as by k-means++ (Arthur, Vassilvitskii 2007). Which clusters are found depends on the random
/// numbers, so these and the order in which they are drawn are part of the definition.
enum RowKMeans {
    /// Of the best of 10 starts, the one whose rows are nearest to their centres, by their values ascending. Nil where there are
    /// fewer different rows than centres.
    static func centres(
        of rows: [[Double]], _ count: Int, seed: UInt64, _ context: StepContext
    ) throws -> [[Double]]? {
        var random = SplitMix64(state: seed)
        var best: (centres: [[Double]], distance: Double)?
        for _ in 0..<10 {
            guard let start = try start(rows, count, &random, context) else { return nil }
            let settled = try settled(start, rows, context)
            if settled.distance < best?.distance ?? .infinity { best = settled }
        }
        return best?.centres.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Of points the one that is nearest to a row, with the square of its distance; of equally near ones the first.
    static func nearest(of points: [[Double]], to row: [Double]) -> (place: Int, distance: Double) {
        var nearest = (place: 0, distance: Double.infinity)
        for (place, point) in points.enumerated() {
            let distance = row.squaredDistance(to: point)
            if distance < nearest.distance { nearest = (place, distance) }
        }
        return nearest
    }

    /// The first is any row; each further one is a row by a chance in proportion to its squared distance from those before.
    private static func start(
        _ rows: [[Double]], _ count: Int, _ random: inout SplitMix64, _ context: StepContext
    ) throws -> [[Double]]? {
        var chosen = Int(random.fraction() * Double(rows.count))
        var centres = [rows[chosen]]
        var chances = [Double](repeating: .infinity, count: rows.count)
        while centres.count < count {
            try context.checkCancellation()
            chances = zip(chances, rows).map { min($0, $1.squaredDistance(to: rows[chosen])) }
            let total = chances.reduce(0, +)
            guard total > 0 else { return nil }
            var left = random.fraction() * total
            for place in rows.indices where chances[place] > 0 {
                chosen = place
                left -= chances[place]
                if left < 0 { break }
            }
            centres.append(rows[chosen])
        }
        return centres
    }

    /// Each centre moves to the mean of the rows that are nearest to it, at most 300 times, until the squares of all moves come to 1e-4 or
    /// less. With the sum of the squared distances before the last move.
    private static func settled(
        _ start: [[Double]], _ rows: [[Double]], _ context: StepContext
    ) throws -> (centres: [[Double]], distance: Double) {
        var centres = start
        var distances: [Double] = []
        for _ in 0..<300 {
            try context.checkCancellation()
            let found = rows.map { nearest(of: centres, to: $0) }
            distances = found.map(\.distance)
            var members = [[Int]](repeating: [], count: centres.count)
            for (row, (place, _)) in found.enumerated() { members[place].append(row) }
            var moved = 0.0
            for place in centres.indices {
                let next: [Double]
                if members[place].isEmpty {
                    // A centre without rows goes to the row that is farthest from its own.
                    let farthest = rows.indices.max { distances[$0] < distances[$1] } ?? 0
                    next = rows[farthest]
                    distances[farthest] = 0
                } else {
                    next = centres[place].indices.map { column in members[place].map { rows[$0][column] }.mean }
                }
                moved = zip(next, centres[place]).reduce(moved) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                centres[place] = next
            }
            if moved <= 1e-4 { break }
        }
        return (centres, distances.reduce(0, +))
    }
}
