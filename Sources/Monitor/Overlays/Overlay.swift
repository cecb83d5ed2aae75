import Plan
import Themes

/// What lies over the screen and takes the keys until it goes.
enum Overlay: Sendable {
    case help(ListCursor)
    case palette(Palette)
    case themes(ThemePicker)
    case confirm(Confirmation)
}

/// A question before something that cannot be undone.
struct Confirmation: Sendable, Hashable {
    enum Action: Sendable, Hashable {
        case cancel(StepID)
        case retry(StepID)
        case giveUp
        case stop
        case stopAtOnce
    }

    var question: String
    /// What `y` does, in a word or two.
    var yes: String
    var action: Action

    func draw(on canvas: inout Canvas) {
        let width = min(canvas.width, 64)
        let lines = DisplayWidth.wrap(question, to: max(1, width - 4))
        Box.draw(title: "", width: width, height: lines.count + 4, on: &canvas) { canvas in
            for (y, line) in lines.enumerated() { canvas.write(line, x: 1, y: y, style: canvas.theme[.text]) }
            let end = canvas.write("y", x: 1, y: canvas.height - 1, style: canvas.theme[.footerKey])
            let next = canvas.write(" \(yes)   ", x: end, y: canvas.height - 1, style: canvas.theme[.text])
            let other = canvas.write("n", x: next, y: canvas.height - 1, style: canvas.theme[.footerKey])
            canvas.write(" back", x: other, y: canvas.height - 1, style: canvas.theme[.text])
        }
    }
}

/// A frame in the middle of the screen.
enum Box {
    /// - Parameters:
    ///   - width: with the frame, like `height`; what the canvas has no room for is cut.
    ///   - draw: within the frame, with a cell free on either side.
    static func draw(
        title: String, width: Int, height: Int, on canvas: inout Canvas, _ draw: (inout Canvas) -> Void
    ) {
        let (width, height) = (min(width, canvas.width), min(height, canvas.height))
        guard width > 0, height > 0 else { return }
        let frame = Rectangle(
            x: (canvas.width - width) / 2, y: (canvas.height - height) / 2, width: width, height: height)
        canvas.inside(frame) { canvas in
            canvas.fill(Rectangle(x: 0, y: 0, width: width, height: height), style: canvas.theme[.text])
            // Without room for a frame the content is worth more.
            guard width > 6, height > 2 else { return draw(&canvas) }
            self.frame(on: &canvas)
            if !title.isEmpty { canvas.write(" \(title) ", x: 2, y: 0, style: canvas.theme[.title], limit: width - 4) }
            canvas.inside(Rectangle(x: 1, y: 1, width: width - 2, height: height - 2), draw)
        }
    }

    private static func frame(on canvas: inout Canvas) {
        let (right, bottom) = (canvas.width - 1, canvas.height - 1)
        let style = canvas.theme[.borderFocused]
        canvas.rule(y: 0, style: style)
        canvas.rule(y: bottom, style: style)
        for y in 1..<bottom {
            canvas.put(canvas.glyphs.vertical, x: 0, y: y, style: style)
            canvas.put(canvas.glyphs.vertical, x: right, y: y, style: style)
        }
        canvas.put(canvas.glyphs.cornerTopLeft, x: 0, y: 0, style: style)
        canvas.put(canvas.glyphs.cornerTopRight, x: right, y: 0, style: style)
        canvas.put(canvas.glyphs.cornerBottomLeft, x: 0, y: bottom, style: style)
        canvas.put(canvas.glyphs.cornerBottomRight, x: right, y: bottom, style: style)
    }
}
