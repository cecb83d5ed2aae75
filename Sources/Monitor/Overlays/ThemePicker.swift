import Themes

/// A list of themes; the one under the cursor is shown at once.
struct ThemePicker: Sendable {
    let names: [String]
    /// To go back to.
    let original: String
    private(set) var cursor = ListCursor()

    init(_ names: [String], current: String) {
        self.names = names
        original = current
        cursor.selected = names.firstIndex(of: current) ?? 0
        cursor.clamp(count: names.count, height: names.count)
    }

    var selected: String { cursor.selected < names.count ? names[cursor.selected] : original }

    mutating func handle(_ key: Key) { _ = cursor.handle(key, count: names.count, height: names.count) }

    func draw(on canvas: inout Canvas) {
        let width = (names.map(DisplayWidth.of).max() ?? 0) + 22
        Box.draw(title: "theme", width: max(24, width), height: names.count + 2, on: &canvas) { canvas in
            var cursor = cursor
            cursor.clamp(count: names.count, height: canvas.height)
            for (y, row) in cursor.visible(count: names.count, height: canvas.height).enumerated() {
                canvas.write(names[row], x: 1, y: y, style: canvas.theme[.text])
                if row == cursor.selected {
                    canvas.highlight(
                        Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.selection])
                }
            }
        }
    }
}
