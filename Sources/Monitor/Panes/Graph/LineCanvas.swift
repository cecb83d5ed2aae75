package import Themes

/// Lines on a window of a larger plane, gathered before they are drawn, so that where they meet the right corner, tee or crossing
/// stands.
package struct LineCanvas: Sendable {
    package enum Weight: UInt8, Sendable {
        case light = 1
        case heavy
    }

    package let window: Rectangle
    /// By cell: for up, right, down and left, in two bits each, the weight of the line that leaves the cell there.
    private var arms: ContiguousArray<UInt8>
    /// By cell: what the line along the row, and that along the column, belong to; -1: nothing.
    private var owners: ContiguousArray<(along: Int32, down: Int32)>
    private var styles: ContiguousArray<UInt8>

    /// - Parameter window: the part of the plane that is to be seen.
    package init(window: Rectangle) {
        self.window = window
        let count = window.width * window.height
        arms = ContiguousArray(repeating: 0, count: count)
        owners = ContiguousArray(repeating: (-1, -1), count: count)
        styles = ContiguousArray(repeating: 0, count: count)
    }

    /// Adds a line; what was there already is crossed or joined. O(cells of it that are seen).
    ///
    /// - Parameter style: an index into the styles given to `draw`. Where lines meet, the highest counts.
    package mutating func add(_ segment: GraphLayout.Segment, _ weight: Weight, style: UInt8) {
        let (from, to) = (segment.from, segment.to)
        if from.y == to.y {
            guard from.y >= window.y, from.y < window.y + window.height else { return }
            for x in max(from.x, window.x)..<max(from.x, window.x, min(to.x + 1, window.x + window.width)) {
                let place = (from.y - window.y) * window.width + x - window.x
                if x < to.x { set(place, 1, weight) }
                if x > from.x { set(place, 3, weight) }
                owners[place].along = Int32(truncatingIfNeeded: segment.source)
                styles[place] = max(styles[place], style)
            }
        } else {
            guard from.x >= window.x, from.x < window.x + window.width else { return }
            for y in max(from.y, window.y)..<max(from.y, window.y, min(to.y + 1, window.y + window.height)) {
                let place = (y - window.y) * window.width + from.x - window.x
                if y < to.y { set(place, 2, weight) }
                if y > from.y { set(place, 0, weight) }
                owners[place].down = Int32(truncatingIfNeeded: segment.source)
                styles[place] = max(styles[place], style)
            }
        }
    }

    private mutating func set(_ place: Int, _ arm: UInt8, _ weight: Weight) {
        let shift = arm * 2
        let earlier = arms[place] >> shift & 3
        arms[place] = arms[place] & ~(3 << shift) | max(earlier, weight.rawValue) << shift
    }

    /// Whether a line leaves the cell of the plane to the left or the right: a port of what stands there.
    package func hasArm(at point: Point, toTheRight: Bool) -> Bool {
        guard window.contains(point) else { return false }
        let cell = arms[(point.y - window.y) * window.width + point.x - window.x]
        return cell >> (toTheRight ? 2 : 6) & 3 != 0
    }

    /// Puts all lines on a canvas whose top left corner shows that of the window.
    package func draw(on canvas: inout Canvas, styles palette: [Style]) {
        for y in 0..<window.height {
            for x in 0..<window.width where arms[y * window.width + x] != 0 {
                let place = y * window.width + x
                canvas.put(
                    scalar(place, isUnicode: canvas.glyphs.isUnicode), x: x, y: y,
                    style: palette[min(Int(styles[place]), palette.count - 1)])
            }
        }
    }

    private func scalar(_ place: Int, isUnicode: Bool) -> Unicode.Scalar {
        let cell = arms[place]
        let (up, right, down, left) = (cell & 3, cell >> 2 & 3, cell >> 4 & 3, cell >> 6 & 3)
        if isUnicode { return Self.drawing[Int(up) + 3 * Int(right) + 9 * Int(down) + 27 * Int(left)] }
        let isCrossing = up & down != 0 && left & right != 0 && owners[place].along != owners[place].down
        if up | down == 0 { return max(left, right) == 2 ? "=" : "-" }
        if left | right == 0 || isCrossing { return max(up, down) == 2 ? "!" : "|" }
        return "+"
    }

    /// Every joint of light and heavy arms: by up + 3 · right + 9 · down + 27 · left, 0 being no arm, 1 a light one, 2 a heavy one.
    private static let drawing: [Unicode.Scalar] = Array(
        (" ╵╹╶╰┖╺┕┗╷│╿╭├┞┍┝┡╻╽┃┎┟┠┏┢┣"
            + "╴╯┚─┴┸╼┶┺╮┤┦┬┼╀┮┾╄┒┧┨┰╁╂┲╆╊"
            + "╸┙┛╾┵┹━┷┻┑┥┩┭┽╃┯┿╇┓┪┫┱╅╉┳╈╋").unicodeScalars)
}
