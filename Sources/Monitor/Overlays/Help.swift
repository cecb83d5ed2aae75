import Plan
import Themes

/// All keys, and what the glyphs mean.
enum Help {
    /// - Parameter outer: keys of what the monitor is a part of.
    static func lines(
        outer: [KeyHint] = [], hints: [(pane: String, hints: [KeyHint])], isLive: Bool, glyphs: Glyphs
    ) -> [TextLine] {
        var lines: [TextLine] = []
        func heading(_ text: String) {
            if !lines.isEmpty { lines.append(TextLine()) }
            lines.append(TextLine(text, .title))
        }
        func list(_ hints: [KeyHint]) {
            for hint in hints {
                let key = DisplayWidth.pad(glyphs.reduced(hint.key), to: 15)
                lines.append(TextLine("  " + key, .footerKey).adding(hint.meaning))
            }
        }
        heading("everywhere")
        list(everywhere)
        list(isLive ? acting : playing)
        if !outer.isEmpty {
            heading("plans")
            list(outer)
        }
        heading("moving")
        list(moving)
        for (pane, hints) in hints {
            heading(pane)
            list(hints)
        }
        heading("steps")
        for phase in StepRecord.Phase.allCases {
            let look = StepLook(phase, glyphs)
            lines.append(TextLine("  \(look.glyph) ", look.key).adding(look.word))
        }
        lines.append(TextLine("  \(glyphs.critical) ", .critical).adding("on the longest way through the plan"))
        heading("data")
        for residency in DataModel.Residency.allCases {
            let look = ResidencyLook(residency, glyphs)
            lines.append(TextLine("  \(look.glyph) ", look.key).adding(look.word))
        }
        return lines
    }

    private static let everywhere = [
        KeyHint("1 … 7", "the panes; Tab and Shift-Tab walk through them"),
        KeyHint("Enter", "all about the step in focus"),
        KeyHint("Esc", "back; and the cursor follows what runs again"),
        KeyHint(":", "commands, by typing a part of their name"), KeyHint("t", "themes"),
        KeyHint("m", "give the mouse back to the terminal, to select text"), KeyHint("Ctrl-L", "draw anew"),
        KeyHint("?", "this help"), KeyHint("q", "leave; asks while the run goes on"),
    ]
    private static let acting = [
        KeyHint("p", "pause, resume"), KeyHint("x", "cancel the step in focus"),
        KeyHint("r", "retry what failed, after telling its price"),
        KeyHint("Ctrl-C", "stop gracefully; twice: at once"), KeyHint("Ctrl-Z", "to the shell; fg comes back"),
    ]
    private static let playing = [
        KeyHint("p, Space", "pause, play; at the end: again"), KeyHint("< >", "slower, faster"),
        KeyHint("{ }", "back and forth by a hundredth"), KeyHint("( )", "by one event"),
    ]
    private static let moving = [
        KeyHint("j k ↓ ↑", "by a line"), KeyHint("Ctrl-D Ctrl-U", "by half a page"),
        KeyHint("PgDn PgUp", "by a page"), KeyHint("g G", "to the first, to the last"),
    ]

    static func draw(_ lines: [TextLine], _ cursor: ListCursor, on canvas: inout Canvas) {
        Box.draw(title: "help", width: min(76, canvas.width), height: canvas.height, on: &canvas) { canvas in
            var cursor = cursor
            cursor.clamp(count: lines.count, height: canvas.height)
            for (y, row) in cursor.visible(count: lines.count, height: canvas.height).enumerated() {
                lines[row].draw(x: 1, y: y, on: &canvas)
            }
        }
    }
}
