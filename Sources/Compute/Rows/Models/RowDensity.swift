/// Crowds of rows: DBSCAN (Ester, Kriegel, Sander, Xu 1996), as it is defined. Takes time by the square of the number of rows.
enum RowDensity {
    /// The rows in the midst of a crowd: `least` rows, themselves among them, are within `reach`.
    static func cores(
        of rows: [[Double]], reach: Double, least: Int, _ context: StepContext
    ) throws -> [[Double]] {
        try rows.filter { row in
            try context.checkCancellation()
            return rows.count { isNear($0, row, reach) } >= least
        }
    }

    /// Of each core: the number of its crowd. Cores within reach of each other are of one; crowds are numbered by their first cores.
    static func clusters(of cores: [[Double]], reach: Double, _ context: StepContext) throws -> [Int] {
        var clusters = [Int?](repeating: nil, count: cores.count)
        var count = 0
        for first in cores.indices where clusters[first] == nil {
            clusters[first] = count
            var waiting = [first]
            while let core = waiting.popLast() {
                try context.checkCancellation()
                for other in cores.indices where clusters[other] == nil && isNear(cores[core], cores[other], reach) {
                    clusters[other] = count
                    waiting.append(other)
                }
            }
            count += 1
        }
        return clusters.compactMap { $0 }
    }

    /// The first crowd with a core within reach; −1: there is none.
    static func cluster(of row: [Double], _ cores: [[Double]], _ clusters: [Int], reach: Double) -> Int {
        zip(cores, clusters).filter { core, _ in isNear(core, row, reach) }.map(\.1).min() ?? -1
    }

    private static func isNear(_ a: [Double], _ b: [Double], _ reach: Double) -> Bool {
        a.squaredDistance(to: b) <= reach * reach
    }
}
