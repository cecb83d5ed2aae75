import Themes

/// The names of the panes with their keys; where there is little room only the current one's.
enum Tabs {
    static func draw(on canvas: inout Canvas, y: Int, current: PaneKind, detail: String?) {
        canvas.fill(Rectangle(x: 0, y: y, width: canvas.width, height: 1), style: canvas.theme[.tab])
        var x = 0
        for item in items(width: canvas.width, current) {
            let isCurrent = item.kind == current && detail == nil
            canvas.write(item.text, x: x, y: y, style: canvas.theme[isCurrent ? .tabActive : .tab])
            x += DisplayWidth.of(item.text)
        }
        if let detail { canvas.write(" \(detail) ", x: x + 1, y: y, style: canvas.theme[.tabActive]) }
    }

    /// The pane whose tab lies at a column.
    static func pane(at column: Int, width: Int, current: PaneKind) -> PaneKind? {
        var x = 0
        for item in items(width: width, current) {
            x += DisplayWidth.of(item.text)
            if column < x { return item.kind }
        }
        return nil
    }

    private static func items(width: Int, _ current: PaneKind) -> [(kind: PaneKind, text: String)] {
        let long = PaneKind.allCases.map { (kind: $0, text: " \($0.key) \($0.title) ") }
        guard long.reduce(0, { $0 + $1.text.count }) > width else { return long }
        return PaneKind.allCases.map { ($0, $0 == current ? " \($0.key) \($0.title) " : " \($0.key) ") }
    }
}
