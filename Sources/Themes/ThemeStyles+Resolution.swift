import Plan

extension ThemeStyles {
    /// The theme on a terminal of the given depth.
    ///
    /// Whatever a theme says, what is selected and what is found can be seen: where the depth leaves them nothing to be told from the
    /// text by, they get reverse video or an underline. Where there are no colours, a key without modifiers has the weight that
    /// `Theme.plain` gives it. Where two different colours come to the same one of sixteen, the text becomes black or white.
    package func resolved(at depth: ColorDepth) -> Theme {
        let ground = style(of: .text, at: depth)
        let tab = style(of: .tab, at: depth)
        return Theme(name: name) { key in
            var style = style(of: key, at: depth)
            let isHidden =
                switch key {
                case .tabActive: depth == .mono || style == tab
                case _ where key.isOverlay: style.background == .standard || style.background == ground.background
                default: false
                }
            if isHidden && style.modifiers.isDisjoint(with: [.reverse, .underline]) {
                style.modifiers.formUnion(Theme.plain[key].modifiers)
            }
            return style
        }
    }

    private func style(of key: ThemeKey, at depth: ColorDepth) -> Style {
        let look = look(of: key)
        var style = Style(
            foreground: look.foreground?.value.at(depth) ?? .standard,
            background: look.background?.value.at(depth) ?? .standard,
            modifiers: look.modifiers ?? (depth == .mono ? Theme.plain[key].modifiers : []))
        if style.foreground == style.background, style.background != .standard,
            look.foreground?.value != look.background?.value
        {
            style.foreground = style.background.readable
        }
        return style
    }
}

extension PaletteColor {
    /// Black or white of the sixteen, whichever is told better from this colour.
    fileprivate var readable: PaletteColor {
        let (black, white) = (PaletteColor(0), PaletteColor(15))
        guard let own = UInt8(exactly: index) else { return white }
        let color = XtermPalette.color(of: own)
        let isDark = color.contrast(to: XtermPalette.color(of: 15)) > color.contrast(to: XtermPalette.color(of: 0))
        return isDark ? white : black
    }
}
