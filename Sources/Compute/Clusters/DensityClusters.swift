/// Clusters of rows that lie close together: DBSCAN (Ester, Kriegel, Sander, Xu 1996), over cells, so that a crowd of rows costs no
/// more than its size (Gunawan 2013).
///
/// A row is core that has at least `least` rows, itself among them, within `reach`. Cores within reach of each other are of one cluster,
/// and clusters are numbered by their first cores. Every other row belongs to the first cluster that has a core within its reach.
struct DensityClusters {
    /// The core rows.
    private let grid: CellGrid
    /// The cluster of the cores of each cell of `grid`.
    private let clusterOfCell: [Int]

    init(_ rows: CompleteRows, reach: Double, least: Int) {
        let cores = Self.cores(CellGrid(rows, reach: reach), least)
        let values = cores.flatMap { rows[$0] }
        grid = CellGrid(CompleteRows(width: rows.width, values: values, rows: cores), reach: reach)
        clusterOfCell = Self.connect(grid)
    }

    /// - Parameters:
    ///   - cores: the core rows.
    ///   - clusters: the number of each one's cluster.
    init(cores: CompleteRows, clusters: [Int], reach: Double) {
        let grid = CellGrid(cores, reach: reach)
        self.grid = grid
        clusterOfCell = grid.cells.map { clusters[$0[0]] }
    }

    var cores: CompleteRows { grid.rows }

    /// Of each core.
    var clusters: [Int] { grid.cellOfRow.map { clusterOfCell[$0] } }

    /// -1: of none.
    func cluster(of row: ArraySlice<Double>) -> Int {
        var first = Int.max
        grid.visitCells(near: row) { cell in
            if clusterOfCell[cell] < first, grid.cells[cell].contains(where: { grid.isWithinReach(row, $0) }) {
                first = clusterOfCell[cell]
            }
            return first > 0
        }
        return first == .max ? -1 : first
    }

    /// Ascending.
    private static func cores(_ grid: CellGrid, _ least: Int) -> [Int] {
        (0..<grid.rows.count).filter { place in
            // Rows of one cell are within reach of each other.
            if grid.cells[grid.cellOfRow[place]].count >= least { return true }
            var neighbours = 0
            grid.visitCells(near: grid.rows[place]) { cell in
                for other in grid.cells[cell] where grid.isWithinReach(grid.rows[place], other) {
                    neighbours += 1
                    if neighbours == least { return false }
                }
                return true
            }
            return neighbours >= least
        }
    }

    /// The cluster of each cell of cores.
    private static func connect(_ grid: CellGrid) -> [Int] {
        var sets = DisjointSets(count: grid.cells.count)
        for (cell, places) in grid.cells.enumerated() {
            for place in places {
                grid.visitCells(near: grid.rows[place]) { other in
                    if other > cell, sets.root(of: other) != sets.root(of: cell),
                        grid.cells[other].contains(where: { grid.isWithinReach(grid.rows[place], $0) })
                    {
                        sets.unite(other, cell)
                    }
                    return true
                }
            }
        }
        // Cells come in the order of their first rows, so their clusters do too.
        var numbers: [Int: Int] = [:]
        return grid.cells.indices.map { cell in
            let root = sets.root(of: cell)
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            return number
        }
    }
}

/// Sets that grow together (Tarjan 1975).
private struct DisjointSets {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(of element: Int) -> Int {
        var root = element
        while parents[root] != root {
            parents[root] = parents[parents[root]]
            root = parents[root]
        }
        return root
    }

    /// The smaller root stays one.
    mutating func unite(_ a: Int, _ b: Int) {
        let (first, second) = (root(of: a), root(of: b))
        parents[max(first, second)] = min(first, second)
    }
}
