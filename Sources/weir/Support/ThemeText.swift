import Monitor
import Themes

/// What the commands say of themes.
enum ThemeText {
    static func list(_ choices: [ThemeLibrary.Choice], inUse: String) -> String {
        let rows = choices.map { choice in
            let meta = try? choice.styles.get().meta
            return [
                choice.name == inUse ? "*" : "", choice.name.singleLine, meta?.appearance.rawValue ?? "broken",
                meta?.author?.singleLine ?? "", choice.entry.origin.rawValue, choice.entry.path.singleLine,
            ]
        }
        return columns([["", "theme", "for", "author", "found", "file"]] + rows)
    }

    /// Every key of a theme with its style at a depth and a sample, which is painted or is text alone.
    static func page(
        _ styles: ThemeStyles, of entry: ThemeLibrary.Entry, at depth: ColorDepth, isPainted: Bool
    ) -> String {
        let theme = styles.resolved(at: depth)
        let facts = [
            styles.meta.author.map { "by \($0.singleLine)" }, styles.meta.license?.singleLine,
            "appearance \(styles.meta.appearance.rawValue)", "at \(depth.rawValue)",
        ].compactMap(\.self)
        let table = columns(
            [["key", "fg", "bg", "mods"]]
                + ThemeKey.allCases.map { key in
                    let style = theme[key]
                    return [key.rawValue, name(style.foreground), name(style.background), names(style.modifiers)]
                })
        var lines = table.split(separator: "\n").map(String.init)
        if isPainted {
            let width = lines.reduce(0) { max($0, DisplayWidth.of($1)) } + 2
            for (place, key) in ThemeKey.allCases.enumerated() {
                let style = key.isOverlay ? theme[key].on(theme[.text]) : theme[key]
                lines[place + 1] = DisplayWidth.pad(lines[place + 1], to: width) + sample(style)
            }
        }
        return "\(entry.name.singleLine): \(facts.joined(separator: ", "))\n\(entry.path.singleLine)\n\n"
            + lines.joined(separator: "\n") + "\n"
    }

    static func verdict(on check: ThemeCheck, of theme: String) -> String {
        var facts = [Figures.count(ThemeKey.allCases.count, "key")]
        if let least = check.least {
            facts.append("least contrast \(least.contrast.ratio) (\(least.subject))")
        } else {
            facts.append("no contrast to measure, as the terminal's own colours are used")
        }
        if !check.problems.isEmpty { facts.append(Figures.count(check.problems.count, "warning")) }
        return "\(theme.singleLine): ok: \(facts.joined(separator: ", "))\n"
    }

    private static func name(_ color: PaletteColor) -> String {
        guard let index = UInt8(exactly: color.index) else { return "default" }
        return index < 16
            ? XtermPalette.names[Int(index)] : "\(index) \(XtermPalette.color(of: index).hex)"
    }

    private static func names(_ modifiers: Style.Modifiers) -> String {
        Style.Modifiers.named.filter { modifiers.contains($0.modifiers) }.map(\.name).joined(separator: " ")
    }

    private static func sample(_ style: Style) -> String { "\u{1B}[\(style.parameters)m Flights 42 ▇▅▂ \u{1B}[0m" }

    /// Rows in columns two spaces apart, without line ends in them.
    private static func columns(_ rows: [[String]]) -> String {
        var widths = [Int]()
        for row in rows {
            for (place, cell) in row.enumerated() {
                let width = DisplayWidth.of(cell)
                if place < widths.count { widths[place] = max(widths[place], width) } else { widths.append(width) }
            }
        }
        return rows.map { row in
            var line = zip(row, widths).map { DisplayWidth.pad($0, to: $1) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}

extension Style {
    /// Of the sequence that selects this style on a terminal that shows none: ECMA-48 SGR, and xterm's 38;5 and 48;5 for what lies
    /// beyond the sixteen, whose second eight are aixterm's 90 to 97 and 100 to 107.
    fileprivate var parameters: String {
        let codes: [(Modifiers, Int)] = [(.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
        var parameters = codes.filter { modifiers.contains($0.0) }.map(\.1)
        parameters += Self.code(foreground, base: 30) + Self.code(background, base: 40)
        return parameters.map(String.init).joined(separator: ";")
    }

    private static func code(_ color: PaletteColor, base: Int) -> [Int] {
        switch Int(color.index) {
        case ..<0: []
        case let index where index < 8: [base + index]
        case let index where index < 16: [base + 60 + index - 8]
        case let index: [base + 8, 5, index]
        }
    }
}
