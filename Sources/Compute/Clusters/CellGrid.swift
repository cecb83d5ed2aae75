#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Rows sorted into cubes so small that any two rows of a cube are within `reach` of each other. Finds the cubes near a row without
/// looking at the others.
struct CellGrid {
    let rows: CompleteRows
    let reach: Double
    /// Places of rows, cell by cell, in the order of their first rows.
    private(set) var cells: [[Int]] = []
    /// Of each row.
    private(set) var cellOfRow: [Int] = []
    /// Of each cell: its number along each axis.
    private var corners: [[Double]] = []
    private let side: Double
    private let tree: CellTree

    init(_ rows: CompleteRows, reach: Double) {
        self.rows = rows
        self.reach = reach
        // A little less, for the diagonal is not to be longer by rounding.
        let side = reach / Double(max(rows.width, 1)).squareRoot() * (1 - 1e-12)
        self.side = side
        var known: [[Double]: Int] = [:]
        for place in 0..<rows.count {
            let corner = rows[place].map { floor($0 / side) }
            let cell = known[corner] ?? cells.count
            if cell == cells.count {
                known[corner] = cell
                cells.append([])
                corners.append(corner)
            }
            cells[cell].append(place)
            cellOfRow.append(cell)
        }
        tree = CellTree(corners)
    }

    /// Calls `body` with each cell that may have a row within reach of `row`, until it returns false.
    func visitCells(near row: ArraySlice<Double>, _ body: (Int) -> Bool) {
        let corner = row.map { floor($0 / side) }
        // Along each axis a row within reach is so many cells away at most.
        let span = Double(max(rows.width, 1)).squareRoot().rounded(.up) + 1
        _ = tree.visit(around: corner, span: span, corners, body)
    }

    func isWithinReach(_ row: ArraySlice<Double>, _ place: Int) -> Bool {
        squaredDistance(row, rows[place]) <= reach * reach
    }
}

/// A k-d tree (Bentley 1975) of cells. Balanced, so that the depth is logarithmic.
private struct CellTree {
    private struct Node {
        var cell: Int
        var axis: Int
        var left: Int
        var right: Int
    }

    private var nodes: [Node] = []
    private var root = -1

    init(_ corners: [[Double]]) {
        var cells = Array(corners.indices)
        nodes.reserveCapacity(cells.count)
        root = build(&cells, 0..<cells.count, axis: 0, corners)
    }

    private mutating func build(_ cells: inout [Int], _ range: Range<Int>, axis: Int, _ corners: [[Double]]) -> Int {
        guard !range.isEmpty else { return -1 }
        // Ties by number, so that equal data make equal trees.
        cells[range].sort { (corners[$0][axis], $0) < (corners[$1][axis], $1) }
        let middle = (range.lowerBound + range.upperBound) / 2
        let next = (axis + 1) % corners[cells[middle]].count
        let cell = cells[middle]
        let left = build(&cells, range.lowerBound..<middle, axis: next, corners)
        let right = build(&cells, middle + 1..<range.upperBound, axis: next, corners)
        nodes.append(Node(cell: cell, axis: axis, left: left, right: right))
        return nodes.count - 1
    }

    /// Calls `body` with each cell that is `span` numbers away at most along each axis. Returns false once `body` does.
    func visit(around corner: [Double], span: Double, _ corners: [[Double]], _ body: (Int) -> Bool) -> Bool {
        visit(root, corner, span, corners, body)
    }

    private func visit(
        _ index: Int, _ corner: [Double], _ span: Double, _ corners: [[Double]], _ body: (Int) -> Bool
    ) -> Bool {
        guard index >= 0 else { return true }
        let node = nodes[index]
        let own = corners[node.cell]
        let distance = corner[node.axis] - own[node.axis]
        if distance <= span, !visit(node.left, corner, span, corners, body) { return false }
        if own.indices.allSatisfy({ abs(corner[$0] - own[$0]) <= span }), !body(node.cell) { return false }
        if distance >= -span, !visit(node.right, corner, span, corners, body) { return false }
        return true
    }
}
