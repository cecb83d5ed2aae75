package import Plan

/// What `weir themes check` measures of a theme that could be put together: whether its text can be read.
package struct ThemeCheck: Sendable {
    /// The contrast that WCAG 2.1 asks of text (success criterion 1.4.3, level AA).
    package static let leastContrast = 4.5

    /// Two colours of one text, both the theme's own.
    package struct Measure: Sendable, Hashable {
        package var key: ThemeKey
        /// The style that is laid over the key's text and gives the background.
        package var overlay: ThemeKey?
        package var foreground: RGB
        package var background: RGB
        /// Of the text's colour in the theme's file.
        package var position: SourcePosition

        package var contrast: Double { foreground.contrast(to: background) }
        package var subject: String {
            overlay.map { "'\(key.rawValue)' under '\($0.rawValue)'" } ?? "'\(key.rawValue)'"
        }

        /// As the terminal shows it, by xterm's 256 colours.
        package var shownContrast: Double { foreground.shown.contrast(to: background.shown) }
    }

    package let measures: [Measure]
    package let problems: [Diagnostic]

    package init(_ styles: ThemeStyles) {
        measures = Self.measures(of: styles)
        problems = styles.warnings + Self.problems(in: measures)
    }

    package var isPassed: Bool { !problems.contains { $0.severity == .error } }

    /// The measure whose text is hardest to read.
    package var least: Measure? { measures.min { $0.contrast < $1.contrast } }

    private static func measures(of styles: ThemeStyles) -> [Measure] {
        var measures = [Measure]()
        func measure(
            _ key: ThemeKey, _ foreground: Located<ThemeColor>?, _ background: Located<ThemeColor>?,
            overlay: ThemeKey? = nil
        ) {
            guard let foreground, let front = foreground.value.rgb, let back = background?.value.rgb else { return }
            measures.append(
                Measure(
                    key: key, overlay: overlay, foreground: front, background: back, position: foreground.position))
        }
        for key in ThemeKey.allCases where !key.isOverlay {
            let look = styles.look(of: key)
            measure(key, look.foreground, look.background)
        }
        for overlay in ThemeKey.allCases where overlay.isOverlay {
            let look = styles.look(of: overlay)
            if look.foreground != nil {
                measure(overlay, look.foreground, look.background ?? styles.look(of: .text).background)
                continue
            }
            for key in ThemeKey.allCases where key.standsInRows {
                measure(key, styles.look(of: key).foreground, look.background, overlay: overlay)
            }
        }
        return measures
    }

    /// Each pair of colours of one place in the file is told once.
    private static func problems(in measures: [Measure]) -> [Diagnostic] {
        var told = Set<[String]>()
        return measures.compactMap { measure in
            let (exact, shown) = (measure.contrast, measure.shownContrast)
            guard min(exact, shown) < leastContrast,
                told.insert([measure.position.description, measure.background.hex]).inserted
            else { return nil }
            let (front, back) = (measure.foreground, measure.background)
            let advice = front.relativeLuminance > back.relativeLuminance ? "lighter" : "darker"
            if exact < leastContrast {
                return .error(
                    "\(measure.subject) has a contrast of \(exact.ratio) (\(front.hex) on \(back.hex)), too little to be "
                        + "read; make it \(advice), to at least \(leastContrast.ratio)", at: measure.position)
            }
            return .warning(
                "\(measure.subject) has a contrast of \(shown.ratio) where there are 256 colours (\(front.hex) becomes "
                    + "\(front.shown.hex), \(back.hex) becomes \(back.shown.hex)); make it \(advice)",
                at: measure.position)
        }.sorted {
            ($0.position?.line ?? 0, $0.position?.column ?? 0) < ($1.position?.line ?? 0, $1.position?.column ?? 0)
        }
    }
}

extension RGB {
    /// What a terminal of 256 colours shows for it.
    fileprivate var shown: RGB {
        UInt8(exactly: XtermPalette.nearestIndexed(to: self).index).map(XtermPalette.color) ?? self
    }
}

extension Double {
    /// As contrasts are written, cut so that what is too little never reads as enough: `4.49:1`.
    package var ratio: String {
        let hundredths = Int((self * 100).rounded(.down))
        let fraction = hundredths % 100
        let digits =
            fraction == 0
            ? "" : fraction % 10 == 0 ? ".\(fraction / 10)" : fraction < 10 ? ".0\(fraction)" : ".\(fraction)"
        return "\(hundredths / 100)\(digits):1"
    }
}

extension ThemeKey {
    /// Whether its text can be part of a row that is selected or has a match.
    fileprivate var standsInRows: Bool {
        !isOverlay && !["header", "footer", "border", "title", "tab", "graph"].contains(rawValue.prefix { $0 != "." })
    }
}
