package import Themes

/// Which columns of a table fit into a width, where they stand and how wide they are. Where there is no room for all, the least
/// important are left out; what room is left makes the others wider, the most important first.
package struct ColumnLayout: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var title: String
        /// Cells without which it is of no use.
        package var minimum: Int
        /// Cells that show all of it.
        package var ideal: Int
        package var isRight: Bool
        /// 0 is the most important; equals count from the left.
        package var priority: Int
        /// Whether what is too long loses its middle, as names do that differ at their ends; else its end.
        package var losesMiddle: Bool

        package init(
            _ title: String, _ minimum: Int, ideal: Int? = nil, isRight: Bool = false, priority: Int,
            losesMiddle: Bool = false
        ) {
            self.title = title
            self.minimum = max(1, minimum)
            self.ideal = max(ideal ?? minimum, minimum, 1)
            self.isRight = isRight
            self.priority = priority
            self.losesMiddle = losesMiddle
        }
    }

    package struct Place: Sendable, Hashable {
        package var x: Int
        package var width: Int
    }

    package let columns: [Column]
    /// By column; nil: left out.
    package let places: [Place?]

    /// - Parameters:
    ///   - width: cells for all of it; at least the most important column is shown, however narrow.
    ///   - gap: cells between two columns.
    package init(_ columns: [Column], width: Int, gap: Int = 1) {
        self.columns = columns
        var widths = [Int](repeating: 0, count: columns.count)
        let ranked = columns.indices.sorted { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
        var room = width
        for (rank, column) in ranked.enumerated() {
            let needed = columns[column].minimum + (rank == 0 ? 0 : gap)
            if needed <= room {
                widths[column] = columns[column].minimum
                room -= needed
            } else if rank == 0 {
                widths[column] = max(0, width)
                room = 0
            } else {
                break
            }
        }
        for column in ranked where widths[column] > 0 {
            let more = max(0, min(room, columns[column].ideal - widths[column]))
            widths[column] += more
            room -= more
        }
        var x = 0
        places = widths.map { width in
            guard width > 0 else { return nil }
            defer { x += width + gap }
            return Place(x: x, width: width)
        }
    }

    /// Writes a cell of the table, cut to its column's width; nothing where the column is left out.
    package func write(_ text: String, in column: Int, y: Int, style: Style, on canvas: inout Canvas) {
        guard columns.indices.contains(column), let place = places[column] else { return }
        var text = canvas.glyphs.reduced(DisplayWidth.displayable(text.singleLine))
        if columns[column].losesMiddle {
            text = canvas.glyphs.reduced(DisplayWidth.truncateMiddle(text, to: place.width))
        }
        let width = columns[column].isRight ? DisplayWidth.of(text) : 0
        let indent = columns[column].isRight ? max(0, place.width - width) : 0
        canvas.write(text, x: place.x + indent, y: y, style: style, limit: place.width - indent)
    }

    /// Writes the titles of the columns.
    package func writeTitles(y: Int, style: Style, on canvas: inout Canvas) {
        for column in columns.indices { write(columns[column].title, in: column, y: y, style: style, on: &canvas) }
    }
}
