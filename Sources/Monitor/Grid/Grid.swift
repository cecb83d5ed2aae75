package import Themes

/// One cell of a screen.
package struct Cell: Sendable, Hashable {
    /// The character that begins here; 0: the second half of a wide one.
    package var scalar: UInt32
    /// A combining mark over it; 0: none. Further marks are left out.
    package var mark: UInt32
    package var style: Style

    package init(_ scalar: Unicode.Scalar = " ", style: Style = .plain) {
        self.scalar = scalar.value
        mark = 0
        self.style = style
    }

    /// The second half of a wide character.
    package static func continuation(_ style: Style) -> Cell {
        var cell = Cell(style: style)
        cell.scalar = 0
        return cell
    }
}

/// A place or an extent on a screen, in cells.
package struct Point: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

package struct Size: Sendable, Hashable {
    package var width: Int
    package var height: Int
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

package struct Rectangle: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package var size: Size { Size(width: width, height: height) }

    package func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < x + width && point.y >= y && point.y < y + height
    }

    /// The part of the other that lies within.
    package func clipping(_ other: Rectangle) -> Rectangle {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rectangle(
            x: left, y: top, width: min(x + width, other.x + other.width) - left,
            height: min(y + height, other.y + other.height) - top)
    }
}

/// A screen as a value: rows of cells. What the monitor draws and the terminal shows.
package struct Grid: Sendable, Hashable {
    package let size: Size
    /// Row by row.
    package private(set) var cells: ContiguousArray<Cell>

    package init(size: Size, style: Style = .plain) {
        self.size = size
        cells = ContiguousArray(repeating: Cell(style: style), count: max(0, size.width) * max(0, size.height))
    }

    package subscript(x: Int, y: Int) -> Cell {
        get { cells[y * size.width + x] }
        set { cells[y * size.width + x] = newValue }
    }

    /// Puts a character into a cell within `clip`. Half of a wide character that it overwrites becomes blank, and a wide one that
    /// does not fit is left out.
    ///
    /// - Parameter width: cells it takes, 1 or 2.
    mutating func put(_ scalar: Unicode.Scalar, width: Int, x: Int, y: Int, style: Style, clip: Rectangle) {
        guard y >= clip.y, y < clip.y + clip.height, x >= clip.x, x + width <= clip.x + clip.width else { return }
        let place = y * size.width + x
        splitWide(at: place, column: x)
        if width == 2 { splitWide(at: place + 1, column: x + 1) }
        cells[place] = Cell(scalar, style: style)
        if width == 2 { cells[place + 1] = .continuation(style) }
    }

    /// Puts a combining mark over the character that ends before `x`.
    mutating func mark(_ scalar: Unicode.Scalar, before x: Int, y: Int, clip: Rectangle) {
        guard y >= clip.y, y < clip.y + clip.height, x > clip.x, x <= clip.x + clip.width else { return }
        var place = y * size.width + x - 1
        if cells[place].scalar == 0 && x - 1 > clip.x { place -= 1 }
        if cells[place].mark == 0 { cells[place].mark = scalar.value }
    }

    /// Blanks what is left of a wide character whose one half is about to go.
    private mutating func splitWide(at place: Int, column: Int) {
        if cells[place].scalar == 0, column > 0 {
            cells[place - 1].scalar = 0x20
            cells[place - 1].mark = 0
        } else if column + 1 < size.width, cells[place + 1].scalar == 0 {
            cells[place + 1].scalar = 0x20
        }
    }
}

extension Grid {
    /// The text of each row, without what is blank at its end.
    package var lines: [String] {
        (0..<size.height).map { y in
            var line = String.UnicodeScalarView()
            for x in 0..<size.width {
                let cell = self[x, y]
                guard cell.scalar != 0, let scalar = Unicode.Scalar(cell.scalar) else { continue }
                line.append(scalar)
                if cell.mark != 0, let mark = Unicode.Scalar(cell.mark) { line.append(mark) }
            }
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }
}
