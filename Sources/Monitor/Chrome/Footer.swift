import Themes

/// The last line: what the keys do here, or what was just done.
enum Footer {
    static func draw(_ hints: [KeyHint], on canvas: inout Canvas) {
        canvas.fill(Rectangle(x: 0, y: 0, width: canvas.width, height: 1), style: canvas.theme[.footer])
        var x = 1
        for hint in hints {
            let width = DisplayWidth.of(hint.key) + DisplayWidth.of(hint.meaning) + 3
            guard x + width - 2 <= canvas.width else { continue }
            x = canvas.write(hint.key, x: x, y: 0, style: canvas.theme[.footerKey]) + 1
            x = canvas.write(hint.meaning, x: x, y: 0, style: canvas.theme[.footer]) + 2
        }
    }

    static func draw(_ message: Monitor.Message, on canvas: inout Canvas) {
        canvas.fill(Rectangle(x: 0, y: 0, width: canvas.width, height: 1), style: canvas.theme[.footer])
        canvas.write(message.text, x: 1, y: 0, style: canvas.theme[message.key])
    }
}
