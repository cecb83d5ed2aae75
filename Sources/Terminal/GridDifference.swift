package import Monitor

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What changed from one screen to the next.
package struct GridDifference {
    /// Cells next to each other in one row.
    package struct Run: Sendable, Hashable {
        package var y: Int
        package var columns: Range<Int>
    }

    /// Row by row, left to right. No run begins or ends within a wide character of the new screen.
    package private(set) var runs: [Run] = []

    /// - Parameter old: what is shown; nil, or of another size: nothing of it counts.
    package init(from old: Grid?, to new: Grid) {
        let (width, height) = (max(0, new.size.width), max(0, new.size.height))
        guard let old, old.size == new.size else {
            runs = width == 0 ? [] : (0..<height).map { Run(y: $0, columns: 0..<width) }
            return
        }
        old.cells.withUnsafeBufferPointer { before in
            new.cells.withUnsafeBufferPointer { after in
                for y in 0..<height where !Self.isSame(before, after, row: y, width: width) {
                    compare(before, after, row: y, width: width)
                }
            }
        }
    }

    /// Whether a row is the same byte by byte, as most are. What is not may be the same nonetheless.
    private static func isSame(
        _ before: UnsafeBufferPointer<Cell>, _ after: UnsafeBufferPointer<Cell>, row y: Int, width: Int
    ) -> Bool {
        guard let before = before.baseAddress, let after = after.baseAddress else { return true }
        return memcmp(before + y * width, after + y * width, width * MemoryLayout<Cell>.stride) == 0
    }

    private mutating func compare(
        _ before: UnsafeBufferPointer<Cell>, _ after: UnsafeBufferPointer<Cell>, row y: Int, width: Int
    ) {
        let start = y * width
        var x = 0
        while x < width {
            guard before[start + x] != after[start + x] else {
                x += 1
                continue
            }
            var first = x
            while first > 0, after[start + first].scalar == 0 { first -= 1 }
            x += 1
            while x < width, before[start + x] != after[start + x] || after[start + x].scalar == 0 { x += 1 }
            runs.append(Run(y: y, columns: first..<x))
        }
    }
}
